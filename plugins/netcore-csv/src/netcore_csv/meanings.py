"""What a column means: `given`, `phone.mobile`, `address.home.street`.

The same words are used inside and by the user, who gives unknown columns a meaning.
"""

from functools import lru_cache
from types import MappingProxyType

from netcore.model.base import Value

SINGLE: frozenset[str] = frozenset(
    (
        *("name", "given", "family", "family-given", "middle", "prefix", "suffix", "nickname", "maiden", "sort-as"),
        *("phonetic-given", "phonetic-family", "birthday", "birth-year", "birth-month", "birth-day"),
        *("note", "circle", "gender", "language", "photo", "company", "department", "title", "role"),
        *("uid", "profile", "ignore"),
    )
)
"""Fields of which a person has one, or of which several columns simply follow each other."""

PARTS = MappingProxyType(
    {
        "email": frozenset({"value", "label", "type"}),
        "phone": frozenset({"value", "label"}),
        "website": frozenset({"value", "label"}),
        "event": frozenset({"value", "label"}),
        "relation": frozenset({"value", "label"}),
        "custom": frozenset({"value", "label"}),
        "im": frozenset({"value", "label", "service"}),
        "organization": frozenset({"value", "title", "department", "role", "label"}),
        "address": frozenset(
            (
                *("value", "formatted", "street", "number", "street2", "street3"),
                *("city", "region", "postcode", "country"),
                *("po-box", "extended", "label"),
            )
        ),
    }
)
"""Fields of which there may be many, and the columns that one of them may take."""

_KINDS = MappingProxyType(
    {
        "home": ("home",),
        "work": ("work",),
        "other": ("other",),
        "mobile": ("cell",),
        "main": ("main",),
        "pager": ("pager",),
        "car": ("car",),
        "fax": ("fax",),
        "home-fax": ("home", "fax"),
        "work-fax": ("work", "fax"),
        "other-fax": ("other", "fax"),
        "textphone": ("textphone",),
    }
)


class Meaning(Value, frozen=True, kw_only=True):
    """The meaning of a column; columns of one ``field`` and ``slot`` are parts of one thing."""

    field: str
    slot: str = ""
    part: str = "value"

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the slot says of the thing: a phone in the slot "home-fax" is a fax at home."""
        return _KINDS.get(self.slot.rstrip("0123456789"), ())


@lru_cache(maxsize=2048)
def meaning(text: str) -> Meaning:
    """The meaning that is written so; raises `ValueError` when it is none."""
    field, *rest = text.strip().lower().split(".")
    if field in SINGLE and not rest:
        return Meaning(field=field)
    if field in PARTS and len(rest) <= 2:
        part = rest.pop() if rest and rest[-1] in PARTS[field] else "formatted" if field == "address" else "value"
        if len(rest) <= 1:
            return Meaning(field=field, slot=rest[0] if rest else "", part=part)
    raise ValueError(text)
