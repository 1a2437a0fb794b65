from kit.good import netcore_message_checks
from netcore.plugins import ReplyRuleDescriptor, Setting, hookimpl

LEVEL = Setting(name="level", help="How strict it is.", type="integer")


@hookimpl
def netcore_reply_rules() -> list[ReplyRuleDescriptor]:
    return [ReplyRuleDescriptor(name="kit", summary="A rule.", factory="kit.parts:Check", settings=(LEVEL,))]


__all__ = ["netcore_message_checks", "netcore_reply_rules"]
