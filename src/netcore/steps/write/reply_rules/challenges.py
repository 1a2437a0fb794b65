"""Answers of spam filters that hold a letter back until its sender has proved to be human."""

import re

from netcore.model.message import IncomingMail
from netcore.steps.write.reply_rules.headers import header_values
from netcore.steps.write.reply_rules.plain_words import plain_words

_HEADERS = ("x-boxbe-challenge", "x-boxtrapper")
_SENDERS = re.compile(r"@(?:[\w-]+\.)*(?:boxbe|spamarrest)\.com$")
_SUBJECTS = re.compile(r"\bverify#\w+|\[(?:please )?(?:confirm|verify) your (?:message|e-?mail)\]")

_PROVE = re.compile(
    r"\b(?:(?:verify|confirm|prove) (?:that )?you are (?:a |an )?(?:real |live |actual )*(?:human|person|not a)"
    r"|click (?:here|below|(?:on )?the (?:following )?(?:link|button))|(?:simply |just )?reply to this (?:message"
    r"|e-?mail)"
    r"|bestatigen sie|klicken sie|cliquez|confirme[zr]|haga clic|confirme que|clicchi|clicca|conferm\w+|bevestig"
    r"|klik)\b"
)
_HELD = re.compile(
    r"\b(?:message|e-?mail|mail|nachricht|courriel|mensaje|messaggio|bericht|mensagem)\b.{0,60}\b(?:held|on hold"
    r"|waiting"
    r"|quarantined?|requires (?:that you )?verif\w+|zuruckgehalten|en attente|retenu|retenido|trattenuto|in attesa"
    r"|wacht"
    r"|retida)\b"
    r"|\b(?:approved|allowed|trusted) senders?\b|\bguest list\b|\bprotecting (?:myself|my inbox) (?:from|against)\b"
    r"|\bspam ?arrest\b|\bboxbe\b|\bboxtrapper\b"
)
_LONGEST = 4_000


def is_challenge(mail: IncomingMail) -> bool:
    """Whether a filter asks for a proof: of its text alone, both that the letter is held and what is to be done."""
    if any(header_values(mail, *_HEADERS)) or _SENDERS.search(mail.from_address.casefold()):
        return True
    if _SUBJECTS.search(mail.subject.casefold()):
        return True
    words = " ".join(plain_words(mail.text[:_LONGEST]).split())
    return bool(_HELD.search(words) and _PROVE.search(words))
