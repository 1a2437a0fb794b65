"""What somebody wrote just now: a mail's text without the quoted message below it."""

import re

_QUOTE_BEGINS = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:original|forwarded|ursprüngliche|message d'origine|mensaje original|messaggio originale)"
    r"|_{10,}\s*$|on .{6,200}(?:wrote|schrieb)\s*:\s*$|am .{6,200}schrieb.{0,80}:\s*$|le .{6,200}a écrit\s*:\s*$"
    r"|el .{6,200}escribió\s*:\s*$|il .{6,200}ha scritto\s*:\s*$"
    r"|op .{6,200}schreef.{0,80}:\s*$|(?:from|von|de|da|van):\s.*@)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")


def fresh_text(text: str) -> str:
    """The lines above the first quotation or signature; below a quotation, all unquoted lines."""
    lines = text.splitlines()
    fresh: list[str] = []
    for line in lines:
        if _QUOTE_BEGINS.match(line) or _SIGNATURE.match(line):
            break
        fresh.append(line)
    if not any(line.strip() for line in fresh):
        fresh = [line for line in lines if not _QUOTE_BEGINS.match(line)]
    return "\n".join(fresh).strip()
