"""What a mail is: the rules in their order."""

from msgspec.structs import replace

from netcore.model.message import IncomingMail, Message, ReplyKind
from netcore.steps.write.reply_rules.automatic import is_automatic
from netcore.steps.write.reply_rules.bounces import is_bounce
from netcore.steps.write.reply_rules.opt_outs import is_complaint, is_opt_out
from netcore.steps.write.reply_rules.subjects import beyond


def classify(mail: IncomingMail, letter: Message | None = None) -> ReplyKind:
    """Tell bounces, automatic answers and opt-outs from a reply; the mail is one that was matched already.

    ``letter`` is what it answers: of the mail's subject only that counts which stands beyond the letter's own, and what
    it quotes of the letter's text is not what its sender says.  A bounce is told before an automatic answer, since it
    is one, too; words count only when a human wrote them, and a complaint before all else.
    """
    said = replace(mail, subject=beyond(mail.subject, letter.subject if letter else ""))
    if is_complaint(said):
        return "opt-out"
    if is_bounce(said):
        return "bounce"
    if is_automatic(said):
        return "automatic"
    return "opt-out" if is_opt_out(said, letter.body if letter else "") else "reply"
