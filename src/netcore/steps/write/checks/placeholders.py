"""Gaps that nobody filled."""

import re
from collections.abc import Iterable, Iterator

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck

_GAPS = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\$\{[^}\n]*\}|\{[^\W\d][\w ,.'-]{0,80}\}"  # template languages
    r"|\[\[[^\[\]\n]+\]\]"  # ours
    r"|<<[^<>\n]+>>|«[^\W\d][\w ]{0,30}»|\*\|\w+\|\*|%%[^\W\d]\w*%%|(?<![\w%])%[^\W\d]\w*%(?!\w)"  # mail merges
    r"|\[(?:your\b|(?:(?:the|a|an|my|his|her|their|insert|add|enter|first|last|given|family|full) ?)*"
    r"(?:name|company|employer|recipient|date|day|time|place|topic|role|city|school|team|position|title|link|details?|"
    r"memory|why|ask|options|offer|xx+|insert|first|last|here)\b)[^\]\n]{0,60}\](?![(\[])"
    r"|(?<!_)_{4,}(?!_)(?=[^\n]*\w)"
    r"|\b(?:TODO|TBD|FIXME|XXX+)\b|\blorem ipsum\b|\b(?-i:NaN|undefined|\[object Object\])",
    re.IGNORECASE | re.DOTALL,
)
_UPPER_ONLY = re.compile(r"todo|tbd|xxx+|fixme", re.IGNORECASE)
_NOBODY = re.compile(
    r"^\s*(?:dear|hi|hello|hey|hallo|bonjour|hola|ciao|liebe[rs]?)(?: (?:None|null|nan|undefined|N/A)(?![\w-])| +,)",
    re.IGNORECASE,
)


class UnresolvedPlaceholder(MessageCheck):
    """Marks of a template that stand where words should stand."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        for match in _gaps(draft.subject):
            yield _finding(match[0], "subject", 0, 0)
        for match in _gaps(draft.body):
            yield _finding(match[0], "text", match.start(), match.end())
        if nobody := _NOBODY.match(draft.body):
            yield Finding(
                id="unresolved-placeholder",
                level="block",
                text=f"The greeting “{nobody[0].strip()}” greets nobody: write their name.",
                end=nobody.end(),
            )


def _gaps(text: str) -> Iterator[re.Match[str]]:
    for match in _GAPS.finditer(text):
        if not _UPPER_ONLY.fullmatch(match[0]) or match[0].isupper():
            yield match


def _finding(gap: str, where: str, start: int, end: int) -> Finding:
    gap = " ".join(gap.split())
    return Finding(
        id="unresolved-placeholder",
        level="block",
        text=f"{gap} in the {where} stands for words that are not there yet: fill it in.",
        start=start,
        end=end,
    )
