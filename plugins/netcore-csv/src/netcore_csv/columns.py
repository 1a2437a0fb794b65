"""From the names of columns to what they mean: by the format, by the vocabulary, and by what the user said."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from netcore.errors import UsageError
from netcore_csv.meanings import PARTS, SINGLE, Meaning, meaning
from netcore_csv.vocabulary import column_meaning, foreign, key, translated

Mapped = Mapping[str, str]
"""What the user said: by a column's key, its meaning as text."""

_NUMBERED = re.compile(
    r"(e-?mail|phone|address|website|event|relation|custom field|im|organization)\s+(\d+)\s+-\s+(.+)", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NAMES = frozenset({"name", "given", "family", "family-given"})
_OPEN_XCHANGE = MappingProxyType({"town": "city", "state": "region", "country": "country"})
_ADDRESSED = frozenset({"prefix", "nameprefix", "honorific", "salutation"})
_JOBS = frozenset({"jobtitle", "position"})
_FRENCH_ADDRESS = MappingProxyType({"ville": "city", "paysetat": "region", "codepostal": "postcode"})
_FIELDS = MappingProxyType({"e-mail": "email", "custom field": "custom"})
_PARTS = MappingProxyType(
    {
        "type": "label",
        "po box": "po-box",
        "postal code": "postcode",
        "extended address": "extended",
        "name": "value",
        "job description": "role",
    }
)


def said_by_user(text: str) -> Mapped:
    """The user's words, "Rufname=given, Verein=circle", as a mapping; raises `UsageError` when they mean nothing.

    A column whose name holds a comma is written in quotation marks, with its meaning: ``"Name, first=given"``.  Nothing
    behind the sign takes back what was said of a column before.
    """
    found: dict[str, str] = {}
    for name, word in _items(text):
        try:
            meaning(word or "ignore")
        except ValueError:
            raise UsageError(
                f"{word!r} is no meaning of a column. There are: {', '.join(sorted(SINGLE))}; and "
                f"{', '.join(sorted(PARTS))}, with more words behind a dot (phone.mobile, address.home.street)."
            ) from None
        if word:
            found[key(name)] = word.lower()
    return MappingProxyType(found)


def said_anew(before: str, text: str) -> str:
    """What the user said of columns all in all, having said this now; in words that `said_by_user` understands."""
    items = {key(name): (name, word) for name, word in (*_items(before), *_items(text))}
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(f"{name}={word}" for name, word in items.values() if word)
    return stream.getvalue()


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Each column with what is said of it."""
    for item in next(csv.reader((text.replace(";", ","),), skipinitialspace=True), []) if text.strip() else []:
        name, equals, word = item.rpartition("=")
        if not equals or not key(name):
            raise UsageError(
                f"{item.strip()!r} gives no column a meaning: write it as COLUMN=MEANING, such as Rufname=given."
            )
        yield name.strip(), word.strip()


@lru_cache(maxsize=4096)
def meaning_of(name: str, dialect: str, said: str = "") -> Meaning | None:
    """What a column means; None when nobody knows.  ``said``: what the user said of it."""
    if said:
        return meaning(said)
    if dialect == "google" and (numbered := _NUMBERED.fullmatch(name.strip())):
        field, slot, part = numbered[1].lower(), numbered[2], numbered[3].strip().lower()
        field, part = _FIELDS.get(field, field), _PARTS.get(part, part)
        return Meaning(field=field, slot=slot, part=part) if part in PARTS[field] else None
    known = column_meaning(name, dialect)
    return meaning(known) if known else None


def told_by_place(names: Sequence[str]) -> tuple[str, ...]:
    """What columns mean by where they stand, each "" when that tells nothing.

    French Outlook has two called Titre: the one before the given name is what somebody is addressed with.  French
    Thunderbird has two of all that is in an address: the first ones are at home; so is what Open-Xchange calls town,
    state and country.  A title is a job where another column tells how somebody is addressed, and tells that itself
    where another one has the job; a German one beside "Anrede" is a doctor's.  "Nr." behind a street is of the house.
    """
    keys = [key(name) for name in names]
    there = frozenset(keys)
    told = ["prefix" if pair == ("titre", "prenom") else "" for pair in zip(keys, [*keys[1:], ""], strict=True)]
    if "adresseprivee" in keys:
        for number, name in enumerate(keys):
            if name in _FRENCH_ADDRESS:
                where = "work" if "adresseprofessionnelle" in keys[:number] else "home"
                told[number] = f"address.{where}.{_FRENCH_ADDRESS[name]}"
    for number, name in enumerate(keys):
        if name == "title" and not (there.isdisjoint(_ADDRESSED) and there.isdisjoint(_JOBS)):
            told[number] = "title" if there & _ADDRESSED else "prefix"
        elif name == "titel" and "anrede" in there:
            told[number] = "prefix"
        elif name == "nr" and number and keys[number - 1] == "strasse":
            told[number] = "address.number"
        elif name in _OPEN_XCHANGE and "streethome" in there:
            told[number] = f"address.home.{_OPEN_XCHANGE[name]}"
    return tuple(told)


def without_a_header(names: Sequence[str], said: Mapped) -> tuple[str, ...]:
    """The names to give the columns when the first line is a person already; nothing when it is a header.

    That it is a person tells the user, who calls the columns by their places ("column 1=given"), or an address in it.
    """
    places = tuple(f"column {number}" for number in range(1, len(names) + 1))
    if any(key(place) in said for place in places) and not any(key(name) in said for name in names):
        return places
    return tuple(names) if any(_ADDRESS.fullmatch(name) for name in names) else ()


def dialect_of(names: Sequence[str]) -> str:
    """Which program wrote a header; "generic" when it is a table of people by anybody; "" when it is none of people."""
    keys = {key(name) for name in names}
    for dialect, marks in _MARKS:
        if any(mark <= keys for mark in marks):
            return dialect
    if any(_NUMBERED.fullmatch(name.strip()) for name in names):
        return "google"
    meanings = {found.field for name in names if (found := meaning_of(name, "outlook"))}
    if {"given", "family"} <= meanings and len(keys & (_OUTLOOK | translated())) > 1:
        return "outlook"
    return "generic" if tells_of_people(names, "generic", MappingProxyType({})) else ""


def tells_of_people(names: Sequence[str], dialect: str, said: Mapped) -> bool:
    """Whether rows under this header are people: a name in parts, an address, or a name and how to reach it."""
    fields = {found.field for name in names if (found := meaning_of(name, dialect, said.get(key(name), "")))}
    if {"given", "family"} <= fields or "email" in fields or (said and fields & _NAMES):
        return True
    return bool(fields & _NAMES and fields & {"phone", "birthday", "profile", "address"})


def day_first(names: Sequence[str]) -> bool:
    """Whether the header is in a language in whose countries the day comes before the month; English ones differ."""
    return len({key(name) for name in names} & foreign()) > 1


_OUTLOOK = frozenset(
    key(name)
    for name in (
        "E-mail Address",
        "E-mail 2 Address",
        "E-mail Display Name",
        "Business Phone",
        "Business Street",
        "Business City",
        "Home Street",
        "Home City",
        "Company Main Phone",
        "Business Fax",
        "Given Yomi",
        "Surname Yomi",
        "Company Yomi",
        "Other Phone",
        "Radio Phone",
        "TTY/TDD Phone",
        "Manager's Name",
        "Personal Web Page",
    )
)
"""Names that tell of Outlook when there are two of them."""

_MARKS: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = (
    ("google", (frozenset({"groupmembership", "givenname"}), frozenset({"labels", "fileas"}))),
    ("linkedin", (frozenset({"connectedon", "firstname"}), frozenset({"verbundenam", "vorname"}))),
    (
        "thunderbird",
        (
            frozenset({"primaryemail", "screenname"}),
            frozenset({"primaryemail", "displayname"}),
            frozenset({"emailprimaria", "nomevisualizzato"}),
            frozenset({"primareemailadresse", "anzeigename"}),
            frozenset({"adresseelectroniqueprincipale", "nomaafficher"}),
        ),
    ),
    ("yahoo", (frozenset({"yahoophone"}), frozenset({"first", "last", "messengerid"}))),
)
"""Columns, as keys, that only one program has together."""
