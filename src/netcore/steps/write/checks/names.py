"""Does the letter greet the person it goes to?"""

import re
from collections.abc import Iterable

from netcore.model.folding import fold
from netcore.model.message import Finding
from netcore.plugins.judges import Draft
from netcore.steps.write.checks.english import ENGLISH
from netcore.steps.write.checks.letter import Letter, LetterCheck

_TOKEN = re.compile(r"[^\W\d_]+")


class WrongName(LetterCheck):
    """It greets somebody else.  A mistake in every language, so it asks for no language pack."""

    def judge(self, letter: Letter) -> Iterable[Finding]:
        """As `LetterCheck.judge`."""
        greeted = letter.greeted
        if greeted is None or not greeted.text:
            return
        called = [token for token in tokens(greeted.text) if token not in ENGLISH.titles | ENGLISH.everybody]
        own = _own_names(letter.draft)
        if not called or not own or any(_same(token, name) for token in called for name in own):
            return
        others = {token for name in letter.draft.other_names for token in tokens(name)}
        stranger = next((token for token in called if token in others), None)
        if stranger is None and not greeted.text[0].isupper():
            return  # "hi stranger", "dear neighbour": no name
        if any(_is_short_for(token, name) for token in called for name in own):
            return
        what = "which is the name of somebody else you know" if stranger else "which is no name of theirs"
        name = letter.draft.to_name or letter.draft.person.person.name
        yield Finding(
            id="wrong-name",
            level="block" if stranger else "warn",
            text=f"It goes to {name} and greets “{greeted.text}”, {what}.",
            start=greeted.start,
            end=greeted.start + len(greeted.text),
        )


def tokens(name: str) -> list[str]:
    """The words of a name, without accents and case."""
    return _TOKEN.findall(fold(name))


def _own_names(draft: Draft) -> set[str]:
    card = draft.person.card
    name = card.name
    parts = (name.display, name.given, name.family, name.additional, *card.nicknames, draft.to_name)
    return {token for part in (*parts, draft.person.person.name) for token in tokens(part)}


def _same(called: str, name: str) -> bool:
    """The name, its beginning ("Alex" for Alexandra), or its first letter."""
    return called == name or name.startswith(called) or (len(name) >= 3 and called.startswith(name))


def _is_short_for(called: str, name: str) -> bool:
    """Whether both may be short for one name ("Bill", William; "Rob", "Bob").  This only ever softens a finding."""
    from nicknames import NickNamer

    known = NickNamer()
    return bool(({called} | known.canonicals_of(called)) & ({name} | known.canonicals_of(name)))
