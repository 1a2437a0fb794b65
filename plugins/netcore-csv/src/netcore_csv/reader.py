"""A row, read: the contact, and what had to be guessed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from netcore.model.contact import (
    Contact,
    Email,
    Extra,
    Handle,
    Link,
    Name,
    Occasion,
    Organization,
    Phone,
    Photo,
    PostalAddress,
    Relation,
)
from netcore.model.partial_date import PartialDate
from netcore.plugins import Reading, RefusedRecord
from netcore_csv.columns import meaning_of
from netcore_csv.dates import Order, read_date
from netcore_csv.encodings import NAMES
from netcore_csv.meanings import Meaning
from netcore_csv.saved import Saved
from netcore_csv.values import (
    SERVICES,
    addresses_in,
    is_unique,
    kinds_of_label,
    numbers_in,
    profile_name,
    several,
    shown_name,
    unguarded,
)

FORMAT = "csv"
_EVERYBODY = frozenset({"mycontacts", "my contacts"})
_SEXES = MappingProxyType({"m": "male", "f": "female", "w": "female", "männlich": "male", "weiblich": "female"})
_NOTHING = frozenset({"unspecified", "keine angabe", "undefined", "non spécifié", "non specificato"})
_SAYS_NOTHING = "there is nothing in this row but"


def parse(row: Saved) -> Reading:
    """The contact in a row; raises `RefusedRecord` when there is nobody in it."""
    return _Row(row).reading()


class _Row:
    """One row on its way to a contact."""

    def __init__(self, row: Saved) -> None:
        self._row = row
        self._order = cast("Order", row.dates)
        self._notes = list(row.notes)
        self._single: defaultdict[str, list[str]] = defaultdict(list)
        self._many: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        self._slots: dict[tuple[str, str], Meaning] = {}
        self._extras: list[Extra] = []
        said = row.said or ("",) * len(row.names)
        meanings = [meaning_of(name, row.dialect, word) for name, word in zip(row.names, said, strict=False)]
        surname = not any(m is not None and m.field == "family" for m in meanings)
        given = any(m is not None and m.field == "given" for m in meanings)
        for name, text, meaning in zip(row.names, row.cells, meanings, strict=False):
            text = unguarded(text.replace("\0", "")).strip()  # noqa: PLW2901 -- the cell, cleaned
            if not text:
                continue
            if meaning is not None and meaning.field == "name" and surname and given:
                meaning = Meaning(field="family")  # noqa: PLW2901 -- "Name" beside "Vorname" is the surname
            self._place(name, text, meaning)

    def _place(self, name: str, text: str, meaning: Meaning | None) -> None:
        if meaning is None:
            self._keep(name, text)
        elif meaning.field == "ignore":
            return
        elif meaning.field == "family-given":
            family, given = _family_and_given(text)
            self._single["family"].append(family)
            self._single["given"].append(given)
        elif meaning.field == "uid" and not is_unique(text):
            self._keep(name, text)  # the id of the row, and of another row in another table
        elif meaning.field in {
            "email",
            "phone",
            "address",
            "website",
            "event",
            "relation",
            "custom",
            "im",
            "organization",
        }:
            slot = self._many[meaning.field].setdefault(meaning.slot, {})
            slot[meaning.part] = f"{slot[meaning.part]} ::: {text}" if meaning.part in slot else text
            self._slots[meaning.field, meaning.slot] = meaning
        else:
            self._single[meaning.field].append(text)

    def _keep(self, name: str, text: str) -> None:
        self._extras.append(Extra(format=FORMAT, name=name, text=text))

    def reading(self) -> Reading:
        name = self._name()
        organizations = tuple(self._organizations())
        addresses = tuple(self._addresses())
        emails, phones = tuple(self._emails()), tuple(self._phones())
        links, handles = self._pages()
        contact = Contact(
            kind="person" if str(name) or not organizations else "organization",
            name=name,
            nicknames=tuple(part for text in self._single["nickname"] for part in several(text)),
            emails=emails,
            phones=phones,
            addresses=addresses,
            organizations=organizations,
            links=tuple(links),
            handles=(*handles, *self._handles()),
            birthday=self._birthday(),
            occasions=tuple(self._occasions()),
            relations=tuple(self._relations()),
            notes=tuple(self._single["note"]),
            categories=tuple(dict.fromkeys(self._circles())),
            photos=tuple(Photo(url=text) for text in self._single["photo"] if "://" in text),
            gender=self._gender(),
            languages=tuple(part for text in self._single["language"] for part in several(text)),
            uid=next(iter(self._single["uid"]), ""),
            extras=self._other_extras(),
        )
        if not contact.label() and not contact.addresses and not contact.links and not contact.handles:
            columns = ", ".join(
                name for name, text in zip(self._row.names, self._row.cells, strict=False) if text.strip()
            )
            raise RefusedRecord(f"{_SAYS_NOTHING} {columns or 'empty cells'}: no name, no address, no number")
        if self._row.legacy in NAMES:
            self._notes.append(f"text that is not UTF-8 has been read as {NAMES[self._row.legacy]}")
        return Reading(contact=contact, notes=tuple(filter(None, dict.fromkeys(self._notes))))

    # -- the parts ---------------------------------------------------------------------------------------------------

    def _word(self, field: str) -> str:
        text = " ".join(self._single[field])
        return "" if text.lower() in _NOTHING else " ".join(text.split()) if "\n" in text or "\r" in text else text

    def _name(self) -> Name:
        family, suffix = self._word("family"), self._word("suffix")
        if self._row.dialect == "linkedin" and not suffix:
            family, _, suffix = (part.strip() for part in family.partition(","))
        parts = Name(
            given=self._word("given"),
            family=family,
            additional=self._word("middle"),
            prefix=self._word("prefix"),
            suffix=suffix,
            phonetic_given=self._word("phonetic-given"),
            phonetic_family=self._word("phonetic-family"),
            sort_as=self._word("sort-as"),
        )
        whole = self._word("name") or shown_name(parts)
        if not whole or whole == str(parts):
            return parts
        return Name(
            display=whole,
            given=parts.given,
            family=parts.family,
            additional=parts.additional,
            prefix=parts.prefix,
            suffix=parts.suffix,
            phonetic_given=parts.phonetic_given,
            phonetic_family=parts.phonetic_family,
            sort_as=parts.sort_as,
        )

    def _emails(self) -> Iterator[Email]:
        for slot, parts in self._many["email"].items():
            internal = parts.get("type", "").upper() == "EX"  # Exchange's path within one company (X.500)
            kinds, label, preference = self._labelled("email", slot, parts)
            for text in addresses_in(parts.get("value", "")):
                address = text.removeprefix("mailto:").strip("<> ")
                if "@" in address and not internal:
                    yield Email(address=address, kinds=kinds, label=label, preference=preference)
                else:
                    self._keep("E-mail", text)
                    self._notes.append(f"“{text[:60]}” is no e-mail address" if not internal else "")

    def _phones(self) -> Iterator[Phone]:
        for slot, parts in self._many["phone"].items():
            kinds, label, preference = self._labelled("phone", slot, parts)
            if not kinds and not label and slot and not slot.isdigit():
                label = slot.rstrip("0123456789")
            for text in numbers_in(parts.get("value", "")):
                if any(character.isdigit() for character in text):
                    yield Phone(number=text, kinds=kinds, label=label, preference=preference)
                else:
                    self._keep("Phone", text)
                    self._notes.append(f"“{text[:60]}” is no number")

    def _addresses(self) -> Iterator[PostalAddress]:
        for slot, parts in self._many["address"].items():
            kinds, label, preference = self._labelled("address", slot, parts)
            columns = {part: _split_alike(text) for part, text in parts.items() if part not in {"label", "value"}}
            for number in range(max((len(texts) for texts in columns.values()), default=0)):
                one = {part: texts[number] for part, texts in columns.items() if number < len(texts)}
                first = " ".join(one[part] for part in ("street", "number") if one.get(part))
                street = "\n".join(filter(None, (first, one.get("street2"), one.get("street3"))))
                country = one.get("country", "")
                code = country.upper() if len(country) == 2 and country.isalpha() and country.upper() != "UK" else ""
                address = PostalAddress(
                    po_box=one.get("po-box", ""),
                    extended=one.get("extended", ""),
                    street=street,
                    locality=one.get("city", ""),
                    region=one.get("region", ""),
                    postcode=one.get("postcode", ""),
                    country="" if code else country,
                    country_code=code,
                    formatted=one.get("formatted", ""),
                    kinds=kinds,
                    label=label,
                    preference=preference,
                )
                if any(one.get(part) for part in one):
                    yield address

    def _organizations(self) -> Iterator[Organization]:
        names, units, titles = self._single["company"], self._single["department"], self._single["title"]
        if names or units or titles or self._single["role"]:
            yield Organization(
                name=", ".join(names), units=tuple(units), title=", ".join(titles), role=", ".join(self._single["role"])
            )
        for parts in self._many["organization"].values():
            units_here = tuple(several(parts.get("department", "")))
            found = Organization(
                name=parts.get("value", ""), units=units_here, title=parts.get("title", ""), role=parts.get("role", "")
            )
            if found != Organization():
                yield found

    def _pages(self) -> tuple[list[Link], list[Handle]]:
        links: list[Link] = []
        handles: list[Handle] = []
        for text in self._single["profile"]:
            self._page(text, (), "", links, handles)
        for slot, parts in self._many["website"].items():
            kinds, label, _ = self._labelled("website", slot, parts)
            if slot == "personal":
                label = "personal"
            for text in _values(parts):
                self._page(text, kinds, label, links, handles)
        return links, handles

    @staticmethod
    def _page(text: str, kinds: tuple[str, ...], label: str, links: list[Link], handles: list[Handle]) -> None:
        name = profile_name(text)
        if name:
            url = text if "://" in text else f"https://{text}"
            handles.append(Handle(service="linkedin", name=name, url=url.partition("?")[0].rstrip("/"), kinds=kinds))
        elif label.lower() in SERVICES:
            last = text.partition("?")[0].rstrip("/").rpartition("/")[2].lstrip("@")
            handles.append(Handle(service=label.lower(), name=last, url=text))
        else:
            links.append(Link(url=text, kinds=kinds, label=label))

    def _handles(self) -> Iterator[Handle]:
        for slot, parts in self._many["im"].items():
            service = (parts.get("service") or ("other" if slot.isdigit() else slot) or "other").lower()
            kinds, _, _ = kinds_of_label(parts.get("label", ""))
            services = several(service) or ["other"]
            for number, text in enumerate(several(parts.get("value", ""))):
                yield Handle(service=services[min(number, len(services) - 1)], name=text, kinds=kinds)
        for parts in self._many["custom"].values():
            label = parts.get("label", "").lstrip("* ").lower()
            yield from (Handle(service=label, name=text) for text in _values(parts) if label in SERVICES)

    def _birthday(self) -> PartialDate | None:
        parts = [self._single[f"birth-{part}"] for part in ("year", "month", "day")]
        text = next(iter(self._single["birthday"]), "")
        if not text and any(parts):
            year, month, day = (
                int(part[0]) if part and part[0].isascii() and part[0].isdigit() else 0 for part in parts
            )
            fits = year < 10_000 and month <= 12 and day <= 31
            return PartialDate(year=year, month=month, day=day) if fits and (year or month or day) else None
        return self._date(text)

    def _occasions(self) -> Iterator[Occasion]:
        for slot, parts in self._many["event"].items():
            label = parts.get("label", "").lstrip("* ") or ("" if slot.isdigit() else slot)
            for text in _values(parts):
                if date := self._date(text):
                    yield Occasion(date=date, label=label.lower() if label.lower() == "anniversary" else label)

    def _relations(self) -> Iterator[Relation]:
        for slot, parts in self._many["relation"].items():
            kind = parts.get("label", "").lstrip("* ") or ("" if slot.isdigit() else slot.replace("-", " "))
            yield from (Relation(name=text, kind=kind.lower()) for text in _values(parts))

    def _circles(self) -> Iterator[str]:
        for text in self._single["circle"]:
            for part in text.split(":::") if self._row.dialect == "google" else _by_any(text, self._row.dialect):
                name = part.strip().removeprefix("* ").strip()
                if name and name.lower() not in _EVERYBODY:
                    yield name

    def _gender(self) -> str:
        text = self._word("gender")
        return _SEXES.get(text.lower(), text.lower() if text.lower() in {"male", "female"} else text)

    def _other_extras(self) -> tuple[Extra, ...]:
        for field in ("maiden",):
            for text in self._single[field]:
                self._keep("Maiden Name", text)
        for slot, parts in self._many["custom"].items():
            for text in _values(parts):
                label = parts.get("label", "").lstrip("* ")
                if label.lower() not in SERVICES:
                    self._keep(label or f"Custom Field {slot}", text)
        return tuple(self._extras)

    def _date(self, text: str) -> PartialDate | None:
        date, note = read_date(text, self._order)
        if note:
            self._notes.append(note)
        return date

    def _labelled(self, field: str, slot: str, parts: Mapping[str, str]) -> tuple[tuple[str, ...], str, int]:
        """Kinds, label and preference: as the label column says, else as the name of the column does."""
        if "label" in parts:
            return kinds_of_label(parts["label"])
        return self._slots[field, slot].kinds, "", 0


def _values(parts: Mapping[str, str]) -> list[str]:
    return several(parts.get("value", ""))


def _split_alike(text: str) -> list[str]:
    """The parts of several addresses in one cell; empty ones keep their place."""
    return [part.strip() for part in text.split(":::")]


def _family_and_given(text: str) -> tuple[str, str]:
    """A name that begins with the surname: "King, Ada", or "King Ada"."""
    family, _, given = text.partition(",") if "," in text else text.partition(" ")
    return family.strip(), given.strip()


def _by_any(text: str, dialect: str) -> list[str]:
    """The categories in a cell: semicolons come before commas, of which a name of Outlook's may have one."""
    for separator in (":::", ";") if dialect == "outlook" else (":::", ";", ","):
        if separator in text:
            return [_unquoted(part) for part in text.split(separator)]
    return [_unquoted(text)]


def _unquoted(text: str) -> str:
    """The text without the quotation marks into which Mailchimp puts each of several words."""
    text = text.strip()
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text
