"""The stable name of a row.

A row is called by what stays when a person's details change: an id column, or the page on a network of professionals;
else the name; for rows without a name, the first address, number or other detail.  So a new e-mail or job is a change
of the same row.  Where several rows of a file have one name, none is called by it alone, since which row is whose could
not be told when one of them goes; they are told apart by the first address, number or other detail as well.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from netcore.model.folding import fold
from netcore_csv.meanings import Meaning
from netcore_csv.values import profile_name

_NAMES = ("name", "given", "family", "suffix")
_DETAILS = ("email", "phone", "birthday", "address", "company", "organization", "nickname")
"""In this order: what tells two of one name apart."""


class Naming:
    """Finds in the cells of a row what the row is called by."""

    def __init__(self, meanings: Sequence[Meaning | None]) -> None:
        """``meanings``: what each column means."""
        by_field: dict[str, list[int]] = {}
        for number, meaning in enumerate(meanings):
            if meaning is not None and meaning.part not in {"label", "type"}:
                by_field.setdefault(meaning.field, []).append(number)
        self._uid = by_field.get("uid", [])
        self._profile = by_field.get("profile", []) + by_field.get("website", [])
        self._parts = [number for field in _NAMES[1:] for number in by_field.get(field, [])]
        self._whole = by_field.get("name", []) + by_field.get("family-given", [])
        self._details = [number for field in _DETAILS for number in by_field.get(field, [])]

    def name(self, cells: Sequence[str]) -> str:
        """What the row is called by; "" when there is nothing at all in it that could name it."""
        if uid := self._first(cells, self._uid):
            return f"id {uid}"
        for number in self._profile:
            if number < len(cells) and (page := profile_name(cells[number])):
                return f"page {page.casefold()}"
        parts = " ".join(cells[number] for number in self._parts if number < len(cells))
        name = fold(parts) or self._first(cells, self._whole)
        return f"name {name}" if name else self.detail(cells)

    def detail(self, cells: Sequence[str]) -> str:
        """What tells the row apart from another of the same name."""
        return self._first(cells, self._details)

    @staticmethod
    def _first(cells: Sequence[str], numbers: Iterable[int]) -> str:
        return next((text for n in numbers if n < len(cells) and (text := fold(cells[n][:500]))), "")


class Ids:
    """Gives each row of one reading its id; ``often`` are the digests of the names that several rows have."""

    def __init__(self, naming: Naming, often: frozenset[bytes]) -> None:
        self._naming = naming
        self._often = often
        self._repeats: Counter[bytes] = Counter()

    def __call__(self, cells: Sequence[str]) -> str:
        """The id of a row."""
        name = row_digest(self._naming, cells)
        if name not in self._often:
            return name.hex()
        detail = self._naming.detail(cells) or "\0".join(cells)
        name = _digest(f"{self._naming.name(cells)}\0{detail}")
        self._repeats[name] += 1
        return name.hex() if self._repeats[name] == 1 else f"{name.hex()}#{self._repeats[name]}"


def row_digest(naming: Naming, cells: Sequence[str]) -> bytes:
    """What a row is called by, in ten bytes: the same at every reading."""
    return _digest(naming.name(cells) or "\0".join(cells))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=10).digest()
