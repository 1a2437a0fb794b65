"""From a head to what is to be done with the values behind it.

The same few heads (``TEL;TYPE=CELL``) open nearly all lines of a file, so each is made out only once.
"""

from collections.abc import Mapping

from netcore_vcard.card import Card, Irregular
from netcore_vcard.charsets import is_utf8
from netcore_vcard.groups import COUNTRY, LABEL
from netcore_vcard.heads import Head, read_head
from netcore_vcard.memory import Memory
from netcore_vcard.properties import PROPERTIES, Opening, Property, Take, keep, take_unknown

_STRUCTURE = frozenset({"BEGIN", "END", "AGENT"})
_TRANSPORT = frozenset({"ENCODING", "CHARSET"})
_ALWAYS_UNDERSTOOD = _TRANSPORT | {"VALUE"}
_SPACES = (" ", "\t")
_NO_HEAD = Head(group="", name="", params={}, bare=False)


def opening_of(text: str) -> Opening:
    """What stands before a colon, made out; its head has no name when it can be none."""
    head = read_head(text)
    if head is None and text[:1] not in _SPACES and (head := _with_spaces(text)):
        text = head.written()
    if head is None:
        return Opening(head=_NO_HEAD, text=text, take=take_unknown, quick=_irregular)
    known = PROPERTIES.get(head.name)
    if head.name == "SOUND" and "x-irmc-n" not in _words(head, "TYPE"):
        known = None
    regular = _is_regular(head, known) and text.count('"') % 2 == 0
    if known is None:
        return Opening(head=head, text=text, take=take_unknown, quick=take_unknown if regular else _irregular)
    kinds, preference, exact = _kinds(head, known)
    if head.name == "PHOTO":
        text = head.written("CHARSET") if "CHARSET" in head.params else text
    elif head.bare or not _TRANSPORT.isdisjoint(head.params):
        text = head.written(*_TRANSPORT)
    take = known.take_with if known.take_with and not known.params.isdisjoint(head.params) else known.take
    if head.name in {LABEL, COUNTRY}:
        take = take if exact else take_unknown
    else:
        take = take if exact else _and_keep(take)
        take = _in_group(take, head, known.field) if head.group else take
    quick = take if regular else _irregular
    return Opening(head=head, text=text, take=take, quick=quick, kinds=kinds, preference=preference)


def _irregular(*_: object) -> None:
    raise Irregular


OPENINGS: Mapping[str, Opening] = Memory(opening_of)
"""Every opening by its text."""


def _with_spaces(text: str) -> Head | None:
    """A known property may have spaces around its name."""
    name, semicolon, params = text.partition(";")
    head = read_head(name.strip() + semicolon + params)
    return head if head and head.name in PROPERTIES else None


def encoding(head: Head) -> str:
    """How the value behind the head is encoded: "quoted-printable", "base64" or ""."""
    for word in _words(head, "ENCODING"):
        if word == "quoted-printable":
            return word
        if word in {"b", "base64"}:
            return "base64"
    return ""


def charset(head: Head) -> str:
    """The character set that the head declares, or ""."""
    return head.params.get("CHARSET", ("",))[0]


def _is_regular(head: Head, known: Property | None) -> bool:
    if head.name in _STRUCTURE or "ALTID" in head.params or not is_utf8(charset(head)):
        return False
    how = encoding(head)
    return not how or (how == "base64" and (known is None or head.name == "PHOTO"))


def _kinds(head: Head, known: Property) -> tuple[tuple[str, ...], int, bool]:
    """Kinds and preference, and whether the contact can hold all that the parameters say."""
    understood = _ALWAYS_UNDERSTOOD | known.params
    kinds: tuple[str, ...] = ()
    preference = 0
    exact = True
    if known.kinds:
        understood |= {"TYPE"}
        words = dict.fromkeys(_words(head, "TYPE"))
        if "pref" in words:
            preference, exact = 1, known.preference
        kinds = tuple(word for word in words if word not in {"pref", "internet"})
    if known.preference and "PREF" in head.params:
        understood |= {"PREF"}
        number = head.params["PREF"][0]
        exact = number.isdecimal() and len(number) <= 3 and 1 <= int(number) <= 100
        preference = int(number) if exact else preference
    return kinds, preference if known.preference else 0, exact and understood.issuperset(head.params)


def _words(head: Head, name: str) -> list[str]:
    """The values of a parameter in lower case; a quoted list counts as a list."""
    return [word for value in head.params.get(name, ()) for part in value.split(",") if (word := part.strip().lower())]


def _and_keep(take: Take) -> Take:
    """Read the line, and keep it too: its parameters say more than the contact can hold."""

    def take_and_keep(card: Card, opening: Opening, value: str) -> None:
        take(card, opening, value)
        keep(card, opening, value)

    return take_and_keep


def _in_group(take: Take, head: Head, field: str) -> Take:
    """Read the line, and remember which item of the contact it became, so that a label can find it."""

    def take_in_group(card: Card, opening: Opening, value: str) -> None:
        items = card.fields[field] if field else ()
        before = len(items)
        take(card, opening, value)
        index = before if len(items) > before else -1
        card.groups.setdefault(head.group, []).append((field, index, head.name, opening.text, value))

    return take_in_group
