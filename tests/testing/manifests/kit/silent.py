"""Forgot its @hookimpl."""

from netcore.plugins import MessageCheckDescriptor


def netcore_message_checks() -> list[MessageCheckDescriptor]:
    return [MessageCheckDescriptor(name="kit", summary="A check.", factory="kit.parts:Check")]
