"""People: the view over records and over what the user said about them.

A person is named by the id of any of their anchors; `PeopleRows.current` tells which anchor stands for them at present.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Select, select, union

from netcore.errors import Ambiguous, NotFound, UsageError
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.model.merging import Leaf, merged
from netcore.model.person import Person, PersonDetail, RecordRef, Standing
from netcore.store.chunks import chunks
from netcore.store.rows import bytewise
from netcore.store.schema import (
    circle_members,
    circles,
    corrections,
    identifiers,
    introductions,
    person_notes,
    persons,
    records,
)

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_FEW = 10
"""So many candidates are named when a name is not unique."""


class Anchor(NamedTuple):
    """An anchor as its row says."""

    id: str
    current: str
    operation: int

    @property
    def age(self) -> tuple[int, str]:
        """The smallest is the oldest; among those of one operation the order is arbitrary, but always the same."""
        return self.operation, self.id


class PeopleRows:
    """Anchors and the people that they make up; all that lists, cards and searches show."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    # -- anchors -----------------------------------------------------------------------------------------------------

    def add(self, contacts: Mapping[str, Contact]) -> None:
        """Make an anchor for each new record: a person of its own at first, or nobody for a group card."""
        self._tx.operations.insert(
            persons,
            [
                {
                    "id": anchor,
                    "current": "" if contact.kind == "group" else anchor,
                    **_cached(contact.label()),
                    "created_at": self._tx.now,
                }
                for anchor, contact in contacts.items()
            ],
        )

    def current(self, anchors: Iterable[str]) -> dict[str, str]:
        """By anchor: the id of the human.  Anchors that nobody has, and those of group cards, are left out."""
        query = select(persons.c.id, persons.c.current).where(persons.c.current != "")
        found: dict[str, str] = {}
        for some in chunks(anchors):
            rows = self._tx.connection.execute(query.where(persons.c.id.in_(some))).all()
            found.update((row[0], row[1]) for row in rows)
        return found

    def anchors(self, people: Iterable[str]) -> dict[str, list[Anchor]]:
        """By person (their current id): their anchors, the oldest first."""
        found: defaultdict[str, list[Anchor]] = defaultdict(list)
        query = select(persons.c.id, persons.c.current, persons.c.operation)
        for some in chunks(person for person in people if person):
            for row in self._tx.connection.execute(query.where(persons.c.current.in_(some))):
                found[row.current].append(Anchor(*row))
        return {person: sorted(anchors, key=lambda anchor: anchor.age) for person, anchors in found.items()}

    def join(self, clusters: Mapping[str, str]) -> None:
        """Set whom anchors belong to: by anchor, the id of the human.  Names have to be refreshed afterwards."""
        self._tx.operations.change(persons, [{"id": anchor, "current": person} for anchor, person in clusters.items()])

    def refresh(self, people: Collection[str]) -> None:
        """Compute the cached names of these people anew.

        The anchor that stands for a person has the name of the merged card, any other the name on its own record, so
        that a person is found under each name that somebody knows them by.
        """
        rows = []
        for person, cards in self._cards(people).items():
            rows += [
                {"id": anchor, **_cached(record.contact.label())}
                for anchor, record in cards.records.items()
                if anchor != person
            ]
            rows.append({"id": person, **_cached(cards.merged().label())})
        self._tx.operations.change(persons, rows)

    # -- people ------------------------------------------------------------------------------------------------------

    def ids(self, *, search: str = "", circle: str = "") -> tuple[str, ...]:
        """Who there is, sorted by name; ``search``: part of a name or of an address; ``circle``: its id."""
        query = select(persons.c.id).where(persons.c.id == persons.c.current)
        if search:
            query = query.where(persons.c.id.in_(union(_called(search), _written_to(search))))
        if circle:
            inside = select(persons.c.current).join(circle_members, circle_members.c.person == persons.c.id)
            query = query.where(persons.c.id.in_(inside.where(circle_members.c.circle == circle)))
        name = bytewise(persons.c.sort_name, on_postgresql=self._tx.on_postgresql)
        return tuple(self._tx.connection.scalars(query.order_by(name, persons.c.id)))

    def resolve(self, text: str) -> str:
        """The id of the person whom the user means: an id, an e-mail address, or any unique part of a name.

        Raises `NotFound`, or `Ambiguous` with the candidates.
        """
        text = text.replace("\0", "").strip()
        if not text:
            raise UsageError("Say who: an id, an e-mail address, or part of a name.")
        by_id = self.current([text])
        if by_id:
            return by_id[text]
        found: Sequence[str] = ()
        if "@" in text:
            found = self._with_identifier("email", text.casefold())
        found = found or self._named(text) or self._called_like(text) or self._known_as(text) or self.ids(search=text)
        if not found:
            raise NotFound(f"Nobody here is called {text!r}. `netcore people list` shows everybody.")
        if len(found) > 1:
            raise self._ambiguous(text, found)
        return found[0]

    def find(self, text: str) -> Person:
        """The person whom the user means: see `resolve`."""
        return self.get(self.resolve(text))

    def get(self, person: str) -> Person:
        """The person with this id (of any of their anchors); raises `NotFound`."""
        current = self.current([person]).get(person, person)
        found = self.many([current])
        if not found:
            raise NotFound(f"There is nobody with the id {person!r}.")
        return found[0]

    def many(self, people: Sequence[str]) -> tuple[Person, ...]:
        """The people with these current ids, in this order; ids that nobody has are left out."""
        cards, belongs = self._cards(people), self._circles(people)
        standings = self._tx.standings.standing_of(list(cards))
        return tuple(
            self._person(person, cards[person], standings.get(person, ("undecided", False)), belongs.get(person, ()))
            for person in dict.fromkeys(people)
            if person in cards
        )

    def cards(self, people: Collection[str]) -> dict[str, Contact]:
        """By current id: the merged card."""
        return {person: cards.merged() for person, cards in self._cards(people).items()}

    def names(self, anchors: Iterable[str]) -> dict[str, str]:
        """By anchor: what to call the human in a list, their id when nobody knows a name; strangers are left out."""
        human = persons.alias()
        query = select(persons.c.id, human.c.id, human.c.name).join(human, human.c.id == persons.c.current)
        return {
            anchor: name or person
            for some in chunks(anchors)
            for anchor, person, name in self._tx.connection.execute(query.where(persons.c.id.in_(some)))
        }

    def first_names(self) -> dict[str, str]:
        """By current id: the first word of the name shown; those without a name are left out."""
        query = select(persons.c.id, persons.c.name).where(persons.c.id == persons.c.current, persons.c.name != "")
        return {person: words[0] for person, name in self._tx.connection.execute(query) if (words := name.split())}

    def detail(self, person: str) -> PersonDetail:
        """Everything about the person with this id (of any of their anchors); raises `NotFound`."""
        (found,) = self.details([self.get(person).id])
        return found

    def details(self, people: Sequence[str]) -> tuple[PersonDetail, ...]:
        """Everything about the people with these current ids, in this order; ids that nobody has are left out."""
        views, cards = self.many(people), self.cards(people)
        owner = {anchor.id: person for person, anchors in self.anchors(cards).items() for anchor in anchors}
        notes: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        ties: defaultdict[str, set[str]] = defaultdict(set)
        written = select(person_notes.c.id, person_notes.c.person, person_notes.c.text)
        introduced = select(introductions.c.person, persons.c.current).join(
            persons, introductions.c.introduced_by == persons.c.id
        )
        for some in chunks(owner):
            for number, anchor, text in self._tx.connection.execute(written.where(person_notes.c.person.in_(some))):
                notes[owner[anchor]].append((number, text))
            for anchor, by in self._tx.connection.execute(introduced.where(introductions.c.person.in_(some))):
                ties[owner[anchor]].add(by)
        return tuple(
            PersonDetail(
                person=view,
                card=cards[view.id],
                notes=tuple(text for _, text in sorted(notes[view.id])),
                introduced_by=min(ties[view.id] - {view.id}, default=""),
            )
            for view in views
        )

    # -- what the user says ------------------------------------------------------------------------------------------

    def corrections(self, anchors: Iterable[str]) -> dict[str, Contact]:
        """By anchor: what the user corrected."""
        query = select(corrections.c.person, corrections.c.card)
        return {
            row.person: row.card
            for some in chunks(anchors)
            for row in self._tx.connection.execute(query.where(corrections.c.person.in_(some)))
        }

    def corrected(self) -> tuple[str, ...]:
        """The people (by current id) of whom the user corrected anything, sorted."""
        query = select(persons.c.current).join(corrections, corrections.c.person == persons.c.id).distinct()
        return tuple(sorted(self._tx.connection.scalars(query.where(persons.c.current != ""))))

    def said(self, people: Collection[str]) -> dict[str, Contact]:
        """By current id: all that the user corrected of the person, as one."""
        found = {person: cards.said() for person, cards in self._cards(people).items()}
        return {person: card for person, card in found.items() if card is not None}

    def correct(self, anchor: str, card: Contact) -> None:
        """Let these fields win over every record."""
        self._tx.operations.put(corrections, [{"person": anchor, "card": card}])

    def note(self, anchor: str, text: str) -> None:
        """Write something down about the person."""
        self._tx.operations.insert(
            person_notes, [{"person": anchor, "text": text.replace("\0", ""), "written_at": self._tx.now}]
        )

    def introduce(self, anchor: str, introduced_by: str) -> None:
        """Remember who introduced whom."""
        self._tx.operations.put(introductions, [{"person": anchor, "introduced_by": introduced_by}])

    # -- inside ------------------------------------------------------------------------------------------------------

    def _with_identifier(self, kind: str, value: str) -> Sequence[str]:
        query = select(persons.c.current).join(identifiers, identifiers.c.anchor == persons.c.id).distinct()
        query = query.where(identifiers.c.kind == kind, identifiers.c.value == value, persons.c.current != "")
        return sorted(self._tx.connection.scalars(query))

    def _named(self, text: str) -> Sequence[str]:
        """Those who are called exactly this: by the name shown, else by a name on one of their cards."""
        query = select(persons.c.current).where(persons.c.sort_name == fold(text), persons.c.current != "").distinct()
        shown = self._tx.connection.scalars(query.where(persons.c.id == persons.c.current)).all()
        return sorted(shown or self._tx.connection.scalars(query))

    def _called_like(self, text: str) -> Sequence[str]:
        return sorted(set(self._tx.connection.scalars(_called(text))))

    def _known_as(self, text: str) -> Sequence[str]:
        """Those who have this whole name on one of their cards, though nobody shows it: the words in any order."""
        return self._with_identifier("name", " ".join(sorted(fold(text).split())))

    def _ambiguous(self, text: str, found: Sequence[str]) -> Ambiguous:
        people = self.many(found[:_FEW])
        candidates = tuple((person.id, _label(person)) for person in people)
        named = "; ".join(f"{label} [{person}]" for person, label in candidates)
        more = f"; and {len(found) - _FEW} more" if len(found) > _FEW else ""
        return Ambiguous(
            f"{text!r} may be {len(found)} people: {named}{more}. Say more of the name, or the id.", candidates
        )

    def _cards(self, people: Collection[str]) -> dict[str, "_Cards"]:
        found = {person: _Cards(person) for person in people if person}
        known = set()
        for some in chunks(found):
            anchors = select(persons.c.id, persons.c.current).where(persons.c.current.in_(some)).subquery()
            rows = select(
                records.c.anchor, records.c.account, records.c.source_id, records.c.contact, records.c.gone_at
            )
            query = select(anchors.c.current, *rows.selected_columns).outerjoin(
                records, records.c.anchor == anchors.c.id
            )
            for current, anchor, account, source_id, contact, gone_at in self._tx.connection.execute(
                query.order_by(records.c.account, records.c.source_id)
            ):
                known.add(current)
                if anchor is not None:
                    ref = RecordRef(account=account, source_id=source_id, gone=gone_at is not None)
                    found[current].records[anchor] = _Record(ref, contact)
            said = select(anchors.c.current, corrections.c.person, corrections.c.card).join(
                corrections, corrections.c.person == anchors.c.id
            )
            for current, anchor, card in self._tx.connection.execute(said):
                found[current].corrections[anchor] = card
        return {person: cards for person, cards in found.items() if person in known}

    def _circles(self, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        query = (
            select(persons.c.current, circles.c.name)
            .join(circle_members, circle_members.c.person == persons.c.id)
            .join(circles, circles.c.id == circle_members.c.circle)
        )
        for some in chunks(people):
            for person, name in self._tx.connection.execute(query.where(persons.c.current.in_(some))):
                found[person].add(name)
        return {person: tuple(sorted(names, key=fold)) for person, names in found.items()}

    def _person(
        self, person: str, cards: "_Cards", standing: tuple[Standing, bool], circles_of: tuple[str, ...]
    ) -> Person:
        card = cards.merged()
        return Person(
            id=person,
            name=card.label(),
            standing=standing[0],
            held=standing[1],
            circles=circles_of,
            emails=tuple(email.address for email in card.emails),
            phones=tuple(phone.number for phone in card.phones),
            records=tuple(record.ref for record in cards.records.values()),
        )


class _Record(NamedTuple):
    ref: RecordRef
    contact: Contact


class _Cards:
    """All that goes into one person's merged card."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.records: dict[str, _Record] = {}
        self.corrections: dict[str, Contact] = {}

    def merged(self) -> Contact:
        leaves = [Leaf(record.contact, record.ref.gone, anchor) for anchor, record in self.records.items()]
        return merged(leaves, self.said())

    def said(self) -> Contact | None:
        """All corrections as one: those of the anchor that stands for the person win over those of the others."""
        order = sorted(self.corrections, key=lambda anchor: (anchor != self.person, anchor))
        cards = [self.corrections[anchor] for anchor in order]
        if not cards:
            return None
        return reduce(lambda winner, other: merged([Leaf(other)], winner), cards)


def _called(part: str) -> Select[tuple[str]]:
    """The people one of whose names has this part."""
    named = persons.c.sort_name.contains(fold(part), autoescape=True)
    return select(persons.c.current).where(named, persons.c.current != "")


def _written_to(part: str) -> Select[tuple[str]]:
    """The people one of whose e-mail addresses has this part."""
    owners = select(persons.c.current).join(identifiers, identifiers.c.anchor == persons.c.id)
    written = identifiers.c.value.contains(part.strip().casefold(), autoescape=True)
    return owners.where(identifiers.c.kind == "email", written)


def _cached(name: str) -> dict[str, str]:
    """The one place that says how names are cached for searching and sorting."""
    name = name.replace("\0", "")
    return {"name": name, "sort_name": fold(name)}


def _label(person: Person) -> str:
    return ", ".join(part for part in (person.name, *person.emails[:1]) if part)
