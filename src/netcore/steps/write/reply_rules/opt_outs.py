"""A person who asks in words not to be written to again, and a mailbox's owner who calls our letter spam."""

import re

from netcore.model.message import IncomingMail
from netcore.steps.write.reply_rules.fresh_text import fresh_text
from netcore.steps.write.reply_rules.headers import header
from netcore.steps.write.reply_rules.opt_out_words import (
    ABOUT,
    AGAIN,
    ASKED,
    ELSEWHERE,
    FOR_A_WHILE,
    INVITED,
    NARRATED,
    POLITE,
    TAKEN_BACK,
    WHOLE,
    Kind,
)
from netcore.steps.write.reply_rules.plain_words import plain_words

_LONGEST = 20_000
"""Characters of a letter that are looked at; an answer that is longer has said it before."""

_LONGEST_SENTENCE = 500
_SIGNED = 6
"""Words that may stand below a letter of one word: a name, "Sent from my phone"."""

_FOOTER_LINE = re.compile(r"[|·•]|https?://|\bwww\.")
_SPOKEN = re.compile(r'"[^"\n]{2,200}"|(?<!\w)\'[^\'\n]{2,200}\'(?!\w)')
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\n\s*\n")
_GREETING = re.compile(r"(?:hi|hello|hey|dear|hallo|liebe[rs]?|bonjour|hola|ciao|car[oa]|beste|ola)\b.{0,40}")
_SUBJECT = re.compile(r"\s*(?:re:\s*)*(?:unsubscribe|stop|remove)\s*", re.IGNORECASE)
_NO_COMPLAINT = re.compile(r"^feedback-type:\s*(?:not-spam|auth-failure|dkim)", re.IGNORECASE | re.MULTILINE)


def is_opt_out(mail: IncomingMail, ours: str = "") -> bool:
    """Whether the person asks to be left alone, in the subject or in what they wrote themselves (not in a quotation).

    ``ours`` is the text of the letter that the mail answers.  Both mistakes cost: a missed opt-out leaves it to the
    user to read the answer and to see it; a false one shuts the door to a friend.
    """
    text = plain_words(fresh_text(mail.text, ours)[:_LONGEST])
    lines = [line for line in text.splitlines() if not _FOOTER_LINE.search(line)]
    return bool(_SUBJECT.fullmatch(mail.subject)) or _is_one_word(lines) or _asks(_sentences("\n".join(lines)))


def is_complaint(mail: IncomingMail) -> bool:
    """Whether somebody's provider reports that they marked our letter as spam (RFC 5965).

    Nobody can say *no* more clearly, and whoever writes again loses more than this one reader.
    """
    kind = header(mail, "content-type").lower()
    return "multipart/report" in kind and "feedback-report" in kind and not _NO_COMPLAINT.search(mail.text)


def _is_one_word(lines: list[str]) -> bool:
    said = [line.strip(" .!,*-") for line in lines if line.strip()]
    if len(said) > 1 and _GREETING.fullmatch(said[0]):
        said = said[1:]
    return bool(said) and bool(WHOLE.fullmatch(said[0])) and len(" ".join(said[1:]).split()) <= _SIGNED


def _sentences(text: str) -> list[str]:
    """Without what they quote of somebody's speech, and without the full stop."""
    joined = (" ".join(part.split())[:_LONGEST_SENTENCE] for part in _SENTENCE_ENDS.split(_SPOKEN.sub(" ", text)))
    return [part.rstrip(" .!?…") for part in joined if part]


def _asks(sentences: list[str]) -> bool:
    return any(
        _means_it(kind, sentence, hit, following)
        for sentence, following in zip(sentences, [*sentences, ""][1:], strict=True)
        for kind, words in ASKED.items()
        for hit in words.finditer(sentence)
    )


def _means_it(kind: Kind, sentence: str, hit: re.Match[str], following: str) -> bool:
    """Whether the words around it leave it what it seems to be."""
    before, behind = sentence[: hit.start()], sentence[hit.end() :]
    if kind != "wish" and (TAKEN_BACK.search(before) or (NARRATED.search(before) and not POLITE.search(before))):
        return False
    if kind == "negated" and FOR_A_WHILE.search(behind):
        return False
    if kind == "negated" and ABOUT.search(behind) and not AGAIN.search(hit[0] + behind):
        return False
    return not ELSEWHERE.search(behind) and not INVITED.search(f"{behind}. {following}")
