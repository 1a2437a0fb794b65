"""How much a name tells: two Smiths are chance, two Lovelaces are a reason."""

from collections import Counter
from collections.abc import Iterable
from math import log2

from netcore.steps.gather.identity.person_name import PersonName

_UNSEEN_GIVEN = 2000
_UNSEEN_FAMILY = 5000
"""Names that a small book has not met: they keep a name that occurs once in a hundred cards from looking rare."""


class Rarity:
    """Counts the names of a book; the rarest count most."""

    def __init__(self, names: Iterable[PersonName]) -> None:
        self._given: Counter[str] = Counter()
        self._family: Counter[str] = Counter()
        self._names = 0
        self._known: dict[PersonName, float] = {}
        for name in names:
            if name.kind == "person" and name.family:
                self._given[name.given] += 1
                self._family.update(name.family)
                self._names += 1

    def bits(self, name: PersonName) -> float:
        """The information in a name: minus the binary logarithm of the share of people who have it."""
        if (bits := self._known.get(name)) is None:
            bits = self._known[name] = self._bits(name) if name.kind == "person" else 0.0
        return bits

    def _bits(self, name: PersonName) -> float:
        bits = log2((self._names + _UNSEEN_GIVEN) / (self._given[name.given] + 1))
        if name.family:
            rarest = min(self._family[word] for word in name.family)
            bits += log2((self._names + _UNSEEN_FAMILY) / (rarest + 0.5))
        return bits
