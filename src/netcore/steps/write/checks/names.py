"""Does the letter greet the person it goes to?"""

import re
from collections.abc import Collection, Iterable

from netcore.model.folding import fold
from netcore.model.message import Finding
from netcore.plugins.judges import Draft
from netcore.steps.write.checks.english import ENGLISH
from netcore.steps.write.checks.letter import Letter, LetterCheck

_TOKEN = re.compile(r"[^\W\d_]+")
_UMLAUT = re.compile(r"([aou])e")
"""As umlauts are written where there are none: Joerg for Jörg."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = ENGLISH.titles | _words(
    "frau herr hr doktor frl familie madame mademoiselle monsieur mme mlle senor senora senorita sr sra srta don dona "
    "signor signora signore sig senhor senhora mevrouw meneer dhr mw mijnheer fru herra rouva pan pani"
)
"""What stands before a name, also in languages that have no pack."""

_ANYBODY = ENGLISH.everybody | _words(
    "angel boss chair client clients committee customer customers donor donors editor editors fellow fellows granddad "
    "guest guests hiring honey host hosts human humans landlady landlord manager member members mummy nan organiser "
    "organisers organizer organizers parent parents partner partners reader readers recruiter santa student students "
    "subscriber supporter supporters sunny sunshine sweetheart tenant tenants volunteer volunteers alle allerseits "
    "freund freunde freundin freundinnen kollege kollegen kollegin kolleginnen leute liebe lieber mama mutti nachbar "
    "nachbarin nachbarn oma onkel opa papa tante vati zusammen ami amie amies amis collegue collegues tous toutes "
    "voisin voisine voisins amiga amigas amigo amigos colega colegas companera companero todas todos vecina vecino "
    "vecinos amica amici amico collega colleghi tutti vrienden vriend vriendin allemaal buren buurman buurvrouw"
)
"""What one may call anybody."""


class WrongName(LetterCheck):
    """It greets somebody else.  A mistake in every language, so it asks for no language pack."""

    def judge(self, letter: Letter) -> Iterable[Finding]:
        """As `LetterCheck.judge`."""
        greeted = letter.greeted
        if greeted is None or not greeted.text:
            return
        words = tokens(greeted.text)
        called = [word for word in words if word not in _TITLES | _ANYBODY]
        own = _own_names(letter.draft)
        if not called or not own or any(_same(word, name) for word in called for name in own):
            return
        others = {token for name in letter.draft.other_names for token in tokens(name)}
        stranger = any(word in others for word in called)
        given = len(words) == len(called) and _is_given_name(called, greeted.text)
        if not (stranger or given) and not greeted.text[0].isupper():
            return  # "hi stranger", "dear neighbour": no name
        if any(_is_short_for(word, name) for word in called for name in own):
            return
        what = "which is the name of somebody else you know" if stranger else "which is no name of theirs"
        name = letter.draft.to_name or letter.draft.person.person.name
        yield Finding(
            id="wrong-name",
            level="block" if stranger or given else "warn",
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
    if called == name or name.startswith(called) or (len(name) >= 3 and called.startswith(name)):
        return True
    return _UMLAUT.sub(r"\1", called) == _UMLAUT.sub(r"\1", name)


def _is_given_name(called: list[str], text: str) -> bool:
    """Whether the words are how one calls a human: a given name in any list, or one word with a capital letter.

    Who has a title is called by a family name, and that changes: it is not asked of them.
    """
    if len(called) == 1:
        return text[0].isupper() or called[0] in _given_names()
    return text[0].isupper() and called[0] in _given_names()


def _given_names() -> Collection[str]:
    from netcore.steps.gather.identity.nicknames import formal_names

    return formal_names()


def _is_short_for(called: str, name: str) -> bool:
    """Whether both may be short for one name ("Bill", William; "Rob", "Bob").  This only ever softens a finding."""
    from netcore.steps.gather.identity.nicknames import formal_names

    formal = formal_names()
    return not formal.get(called, frozenset([called])).isdisjoint(formal.get(name, [name]))
