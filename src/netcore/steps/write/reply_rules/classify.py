"""What a mail is: the rules in their order."""

from netcore.model.message import IncomingMail, ReplyKind
from netcore.steps.write.reply_rules.automatic import is_automatic
from netcore.steps.write.reply_rules.bounces import is_bounce
from netcore.steps.write.reply_rules.opt_outs import is_opt_out


def classify(mail: IncomingMail) -> ReplyKind:
    """Tell bounces, automatic answers and opt-outs from a reply; the mail is one that was matched already.

    A bounce is told before an automatic answer, since it is one, too; words count only when a human wrote them.
    """
    if is_bounce(mail):
        return "bounce"
    if is_automatic(mail):
        return "automatic"
    return "opt-out" if is_opt_out(mail) else "reply"
