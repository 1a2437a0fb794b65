from netcore.plugins import MessageCheckDescriptor, hookimpl


@hookimpl
def netcore_message_checks() -> list[MessageCheckDescriptor]:
    return [MessageCheckDescriptor(name="kit", summary="A check.", factory="kit.parts:Chekc")]
