from netcore.plugins import MessageCheckDescriptor, Setting, hookimpl

LEVEL = Setting(name="level", help="How strict it is.", type="choice", choices=("low", "high"))


@hookimpl
def netcore_message_checks() -> list[MessageCheckDescriptor]:
    return [MessageCheckDescriptor(name="kit", summary="A check.", factory="kit.parts:Check", settings=(LEVEL,))]
