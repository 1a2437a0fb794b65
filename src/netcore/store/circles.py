"""The parts of life, who belongs to them, and which of a source's categories mean them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from netcore.model.folding import fold
from netcore.model.person import Circle
from netcore.store.chunks import chunks
from netcore.store.schema import circle_members, circle_names, circles, identifiers, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_LONGEST_ID = 36


class CircleRows:
    """Circles by id: their name in lower case, joined with hyphens."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def all(self) -> tuple[Circle, ...]:
        """Every circle with the number of people in it, sorted by name."""
        members = (
            select(circle_members.c.circle, func.count(persons.c.current.distinct()).label("members"))
            .join(persons, persons.c.id == circle_members.c.person)
            .group_by(circle_members.c.circle)
            .subquery()
        )
        query = select(circles, func.coalesce(members.c.members, 0)).outerjoin(
            members, members.c.circle == circles.c.id
        )
        rows = self._tx.connection.execute(query)
        found = [Circle(id=key, name=name, notes=notes, members=number) for key, name, notes, number in rows]
        return tuple(sorted(found, key=lambda circle: (fold(circle.name), circle.id)))

    def find(self, text: str) -> Circle | None:
        """The circle with this id or name, however it is spelled."""
        wanted = fold(text)
        return next((circle for circle in self.all() if wanted in {circle.id, fold(circle.name)}), None)

    def add(self, name: str) -> str:
        """Make a circle; returns its id."""
        name = " ".join(name.replace("\0", "").split())
        slug = re.sub(r"[^\w]+", "-", fold(name)).strip("-_")[:_LONGEST_ID].strip("-") or "circle"
        query = select(circles.c.id).where(circles.c.id.startswith(slug, autoescape=True))
        taken, key, number = set(self._tx.connection.scalars(query)), slug, 1
        while key in taken:
            number += 1
            key = f"{slug}-{number}"
        self._tx.operations.insert(circles, [{"id": key, "name": name, "notes": ""}])
        return key

    def describe(self, circle: str, notes: str) -> None:
        """Replace the notes."""
        self._tx.operations.change(circles, [{"id": circle, "notes": notes.replace("\0", "")}])

    def rename(self, circle: str, name: str) -> None:
        """Replace the name; the id stays what it was."""
        self._tx.operations.change(circles, [{"id": circle, "name": " ".join(name.replace("\0", "").split())}])

    def drop(self, circle: str) -> None:
        """Remove a circle with all that says who is in it."""
        self._tx.operations.remove(circle_members, [(circle, anchor) for anchor in self.members(circle)])
        self._tx.operations.remove(circles, [(circle,)])

    # -- members -----------------------------------------------------------------------------------------------------

    def enroll(self, members: Iterable[tuple[str, str]]) -> int:
        """Put anchors into circles, (circle, anchor) each; returns how many were not there before."""
        wanted = dict.fromkeys(members)
        rows = circle_members.c
        there: set[tuple[str, str]] = set()
        for some in chunks({anchor for _, anchor in wanted}):
            query = select(rows.circle, rows.person).where(rows.person.in_(some))
            there.update((row.circle, row.person) for row in self._tx.connection.execute(query))
        new = [{"circle": circle, "person": anchor} for circle, anchor in wanted if (circle, anchor) not in there]
        self._tx.operations.insert(circle_members, new)
        return len(new)

    def dismiss(self, circle: str, anchors: Collection[str]) -> int:
        """Take anchors out of a circle; returns how many were in it."""
        return self._tx.operations.remove(circle_members, [(circle, anchor) for anchor in anchors])

    def members(self, circle: str) -> tuple[str, ...]:
        """The anchors in a circle, sorted."""
        query = select(circle_members.c.person).where(circle_members.c.circle == circle)
        return tuple(sorted(self._tx.connection.scalars(query)))

    def people(self) -> dict[str, tuple[str, ...]]:
        """By circle: the current ids of the people in it, sorted by name."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        head = persons.alias()
        query = (
            select(circle_members.c.circle, head.c.id, head.c.sort_name)
            .join(persons, persons.c.id == circle_members.c.person)
            .join(head, head.c.id == persons.c.current)
            .distinct()
        )
        for circle, person, _ in sorted(self._tx.connection.execute(query), key=lambda row: (row[2], row[1])):
            found[circle].append(person)
        return {circle: tuple(members) for circle, members in found.items()}

    # -- categories --------------------------------------------------------------------------------------------------

    def meanings(self) -> dict[str, str | None]:
        """By folded category: the circle's id, or None for one that the user ignores."""
        rows = self._tx.connection.execute(select(circle_names.c.category, circle_names.c.circle))
        return {row.category: row.circle for row in rows}

    def mean(self, meanings: Mapping[str, str | None]) -> None:
        """Remember which circle each (folded) category means."""
        self._tx.operations.put(
            circle_names, [{"category": category, "circle": circle} for category, circle in meanings.items()]
        )

    def with_category(self, category: str) -> list[str]:
        """The anchors whose records name this (folded) category."""
        query = select(identifiers.c.anchor).where(identifiers.c.kind == "category", identifiers.c.value == category)
        return sorted(self._tx.connection.scalars(query))
