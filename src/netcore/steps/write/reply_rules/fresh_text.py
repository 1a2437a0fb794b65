"""What somebody wrote just now: a mail's text without the quoted message in it or below it."""

import re

from netcore.steps.write.reply_rules.plain_words import plain_words

_MARKED = re.compile(r"^\s*>")
_SIGNATURE = re.compile(r"^-- ?$")

_QUOTE_BEGINS = re.compile(
    r"^\s*(?:_{10,}\s*$|(?:begin forwarded message|anfang der weitergeleiteten|debut du message)"
    r"|-{2,}\s*(?:original|forwarded|ursprungliche|weitergeleitete|message (?:d'origine|transfere)"
    r"|mensaje (?:original|re)"
    r"|messaggio (?:originale|inoltrato)|oorspronkelijk|doorgestuurd|mensagem (?:original|enc)))"
)

_WROTE = r"\b(?:wrote|writes|schrieb|a ecrit|escribio|ha scritto|schreef|escreveu|skrev|napisal\w*)\b.{0,100}:\s*$"
_ON_A_DAY = re.compile(r"^\s*(?:on|am|le|el|il|op|em|den|w dniu)\b(?=.*[\d@]).{4,300}" + _WROTE)
_SOMEBODY = re.compile(r"^.{0,150}<[^<>]{1,100}@[^<>]{1,100}>.{0,80}" + _WROTE)
_MAY_BEGIN = re.compile(r"^\s*(?:on|am|le|el|il|op|em|den|w dniu)\b|<")

_ROLES = {
    "from": re.compile(r"^\W*(?:from|von|de|da|van|fran|fra|od)\W{0,3}:\W*\w"),
    "sent": re.compile(
        r"^\W*(?:sent|date|gesendet|datum|envoye|enviado(?: el| em)?|enviada em|fecha|data|inviato|verzonden|skickat)"
        r"\W{0,3}:\W*\w"
    ),
    "to": re.compile(r"^\W*(?:to|an|a|para|aan|till|til)\W{0,3}:\W*\w"),
    "subject": re.compile(r"^\W*(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto|amne)\W{0,3}:"),
}

_LONGEST_LINE = 400
_SURE = 8
"""Words in a row that stand in our letter, too, before a quotation without any mark is believed to begin."""


def fresh_text(text: str, ours: str = "") -> str:
    """The unquoted lines above the first quotation without marks, or the signature; all of them where it has marks.

    ``ours`` is the letter that was answered: what stands in it is quoted, however the quotation is shown.  Of a mail
    that begins with a quotation without marks, all lines are fresh that are no sign of one and none of ours.
    """
    lines = text.splitlines()
    fresh = _above(lines, ours)
    if not any(line.strip() for line in fresh):
        fresh = [line for line in lines if not _MARKED.match(line) and not _opens(plain_words(line[:_LONGEST_LINE]))]
        fresh = _above(fresh, ours, signs=False)
    return "\n".join(fresh).strip()


def _above(lines: list[str], ours: str, *, signs: bool = True) -> list[str]:
    plain = [plain_words(line[:_LONGEST_LINE]) for line in lines]
    known = f" {_bare(plain_words(ours))} "
    fresh: list[str] = []
    at = 0
    while at < len(lines):
        if _SIGNATURE.match(lines[at]):
            break
        if _MARKED.match(lines[at]):
            at += 1
        elif signs and (taken := _attribution(plain, at)):
            at += taken
            if not _MARKED.match(next((line for line in lines[at:] if line.strip()), "")):
                break
        elif signs and (_QUOTE_BEGINS.match(plain[at]) or _is_head(plain, at)):
            break
        elif taken := _of_ours(plain, at, known):
            at += taken
        else:
            fresh.append(lines[at])
            at += 1
    return fresh


def _opens(line: str) -> bool:
    return bool(
        _QUOTE_BEGINS.match(line)
        or _ON_A_DAY.match(line)
        or _SOMEBODY.match(line)
        or any(role.match(line) for role in _ROLES.values())
    )


def _attribution(lines: list[str], at: int) -> int:
    """How many lines the words "On Monday Sam wrote:" take, which programs break; 0 when they are not there."""
    if not _MAY_BEGIN.search(lines[at]):
        return 0
    for taken in (1, 2, 3):
        words = " ".join(line.strip() for line in lines[at : at + taken])[:_LONGEST_LINE]
        if _ON_A_DAY.match(words) or _SOMEBODY.match(words):
            return taken
    return 0


def _is_head(lines: list[str], at: int) -> bool:
    """Whether a quoted mail's header begins here, as Outlook shows it: who from, and when, to whom or about what."""
    if not (_ROLES["from"].match(lines[at]) or _ROLES["sent"].match(lines[at])):
        return False
    near = [line for line in lines[at : at + 8] if line.strip()][:4]
    roles = {role for role, sign in _ROLES.items() if any(sign.match(line) for line in near)}
    return "from" in roles and len(roles) > 1


def _of_ours(lines: list[str], at: int, known: str) -> int:
    """How many lines from here on are our letter's; 0 when too few words are to be sure."""
    if not lines[at].strip():
        return 0
    run, words = 0, ""
    for line in lines[at:]:
        bare = _bare(line)
        if bare and f" {words} {bare} ".replace("  ", " ") not in known:
            break
        words = f"{words} {bare}".strip()
        run += 1
    return run if words.count(" ") + 1 >= _SURE else 0


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))
