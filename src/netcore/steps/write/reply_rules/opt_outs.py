"""A person who asks in words not to be written to again."""

import re

from netcore.model.message import IncomingMail
from netcore.steps.write.reply_rules.fresh_text import fresh_text

_WORDS = re.compile(
    r"\b(?:please |kindly )?(?:do not|don['’]t|stop|no longer|never)"
    r" (?:(?:ever )?(?:contact|e-?mail|write|message|text|bother)(?:ing)?)"
    r"(?: to)? (?:me|us)\b(?! off\b)"
    r"|\bstop (?:e-?mailing|writing|contacting|messaging)\b|\bunsubscribe\b|\bopt(?:ing)?[- ]out\b"
    r"|\b(?:take|remove|delete) (?:me|my"
    r" (?:name|e-?mail|address|details|data))\b.{0,40}\b(?:list|database|contacts|address book|records)\b"
    r"|\bleave me alone\b|\bdo not wish to (?:be contacted|receive)\b"
    r"|(?:\bnot|n['’]t) (?:want|wish) (?:any )?(?:further|more) (?:e-?mails?|messages?|contact)\b"
    r"|\bno (?:further|more) (?:e-?mails?|messages?|contact),? please\b|\blose my (?:number|address|e-?mail)\b"
    r"|\bbitte (?:keine|nicht) (?:weiteren? |mehr )?(?:e-?mails?|nachrichten|schreiben|kontaktieren)"
    r"|\bnicht mehr (?:an)?schreiben\b"
    r"|\bne (?:m['’]écrivez|me contactez) plus\b"
    r"|\bno (?:me )?(?:escriba|escribas|contacte|contactes) más\b"
    r"|\bnon (?:mi )?(?:scriva|scrivere|contattare) più\b",
    re.IGNORECASE,
)


def is_opt_out(mail: IncomingMail) -> bool:
    """Whether the person asks to be left alone, in the subject or in what they wrote themselves (not in a quotation).

    A false alarm only stops the next message until the user has looked; a missed one writes to somebody who said no.
    """
    return bool(
        _WORDS.search(fresh_text(mail.text))
        or re.fullmatch(r"\s*(?:re:\s*)?(?:unsubscribe|stop|remove)\s*", mail.subject, re.IGNORECASE)
    )
