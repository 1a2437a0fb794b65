"""Reports that a message could not be delivered: RFC 3464, and the shapes that ignore it."""

import re

from netcore.model.message import IncomingMail
from netcore.steps.write.reply_rules.headers import header, header_values, local_part

_POSTMASTERS = frozenset({"mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mdaemon", "maildelivery"})

_SUBJECTS = re.compile(
    r"undeliver|non[- ]?deliver|delivery (?:status notification|failure|has failed|problem|error|report|notification)"
    r"|failed (?:delivery|mail)|fail(?:ure|ed) notice|failure notice|returned (?:mail|to sender)|error during delivery"
    r"|mail (?:delivery )?(?:failed|failure|error|system error)|(?:message|mail) (?:was )?not delivered"
    r"|(?:could not|couldn['’]t|cannot|can['’]t) be delivered"
    r"|rejected mail|processing error|delivery failed"
    r"|unzustellbar|nicht zugestellt|non remis|échec de (?:la )?remise|no se (?:puede|pudo) entregar|mancato recapito"
    r"|niet bezorgd|nie można dostarczyć|nedoručiteln|kunde inte levereras|falha na entrega|не доставлено|退信",
    re.IGNORECASE,
)

_ACTION = re.compile(r"^action:\s*([a-z-]+)\s*(?:\(.*\)\s*)?$", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(r"^(?:final|original)-recipient:", re.IGNORECASE | re.MULTILINE)
_COPY_BEGINS = re.compile(
    r"^-{2,}.{0,20}\b(?:this line is a copy|this is a copy|original message|the header of)",
    re.IGNORECASE | re.MULTILINE,
)

_TEXTS = re.compile(
    r"qmail-send program|created automatically by mail delivery software"
    r"|delivery (?:to the following|has failed|failed)"
    r"|(?:could not|couldn['’]t|cannot|can['’]t|was not|not) (?:be )?deliver(?:ed)?"
    r"|unable to deliver|undeliver"
    r"|user (?:is )?unknown|unknown user|no such (?:user|mailbox|address)|mailbox (?:unavailable|not found|full)"
    r"|(?:address|recipient(?:'s)?)(?: address)? (?:not found|rejected|unknown)|failed recipient|does not exist"
    r"|permanent (?:fatal )?error|returned to sender|has been returned|automatically rejected|quota|exceeded"
    r"|n['’]a pas pu [eê]tre d[eé]livr|5\d\d[ -]5\.\d\.\d",
    re.IGNORECASE,
)


def is_bounce(mail: IncomingMail) -> bool:
    """Whether the mail says that a message of ours did not arrive and will not.

    A report that the delivery is only *delayed*, or that it succeeded (RFC 3464 section 2.3.3, Action), is no bounce.
    """
    if actions := _actions(mail):
        return bool(actions & {"failed", "failure", "error"})
    if any(header_values(mail, "x-failed-recipients")) or _reports_delivery(mail):  # Exim, and Gmail with it
        return not _only_delayed(mail)
    return _sounds_like_a_report(mail) and not _only_delayed(mail)


def is_delivery_report(mail: IncomingMail) -> bool:
    """Whether the mail comes from a mail system about a delivery, whatever it reports."""
    return _reports_delivery(mail) or bool(_actions(mail)) or _sounds_like_a_report(mail)


def from_mail_system(mail: IncomingMail) -> bool:
    """Whether a mail system wrote it: an empty return path, or a postmaster's name."""
    if header(mail, "return-path") == "<>":
        return True
    names = {local_part(mail.from_address), mail.from_name.casefold().replace(" ", "-")}
    return any(name.startswith(tuple(_POSTMASTERS)) or name == "mail-delivery-subsystem" for name in names)


def _actions(mail: IncomingMail) -> frozenset[str]:
    """What became of each recipient: from the fields of a report (RFC 3464 section 2.3), never from a person's text."""
    if not (_reports_delivery(mail) or from_mail_system(mail)):
        return frozenset()
    blocks = (block for block in re.split(r"\n\s*\n", mail.text) if _RECIPIENT.search(block))
    return frozenset(action.lower() for block in blocks for action in _ACTION.findall(block))


def _own_words(mail: IncomingMail) -> str:
    """The text without the letter that it returns."""
    return _COPY_BEGINS.split(mail.text, maxsplit=1)[0]


def _sounds_like_a_report(mail: IncomingMail) -> bool:
    """From a mail system one sign is enough; from others, subject and text must both say so, and answer nothing."""
    subject, text = _SUBJECTS.search(mail.subject), _TEXTS.search(_own_words(mail))
    if from_mail_system(mail):
        return bool(subject or text)
    return bool(subject and text) and not mail.in_reply_to


def _reports_delivery(mail: IncomingMail) -> bool:
    kind = header(mail, "content-type").lower()
    return "multipart/report" in kind and "disposition-notification" not in kind and "feedback-report" not in kind


def _only_delayed(mail: IncomingMail) -> bool:
    return bool(
        re.search(r"\bdelay(?:ed)?\b|not yet been delivered|verzögert|retardé", mail.subject, re.IGNORECASE)
        or re.search(
            r"you do not need to resend|will (?:continue to|keep) (?:be )?try"
            r"|still trying|this is a warning message only|will retry for|has not yet been delivered",
            _own_words(mail),
            re.IGNORECASE,
        )
    )
