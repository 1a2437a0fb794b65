"""The addresses, numbers and uids of people, as keys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, select

from netcore.model.address_key import address_key
from netcore.store.chunks import SIZE, chunks
from netcore.store.schema import eliminated_identifiers, identifiers, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

Key = tuple[str, str]
"""The kind of an identifier, and its value as `netcore.model.address_key` makes it."""

Cards = Mapping[str, Mapping[str, set[Key]]]
"""By cluster and anchor: the keys that each has now."""

REACHING = ("email", "phone", "uid")
"""The identifiers that lead to one human.  A name does not: namesakes exist, and an open question holds them."""


class IdentifierKeys:
    """Reads who has, and had, which keys."""

    def __init__(self, tx: "Transaction") -> None:
        self._connection = tx.connection

    def of_clusters(self, clusters: Iterable[str]) -> dict[str, dict[str, set[Key]]]:
        """By cluster and anchor: what each has now.  Anchors without identifiers are there, with nothing."""
        found: defaultdict[str, dict[str, set[Key]]] = defaultdict(dict)
        for some in chunks(clusters):
            for cluster, anchor, kind, value in self._connection.execute(_OF_CLUSTERS, {"clusters": some}):
                keys = found[cluster].setdefault(anchor, set())
                if kind is not None:
                    keys.add((kind, address_key(kind, value)))
        return dict(found)

    def given_up(self, anchors: Iterable[str]) -> dict[str, set[Key]]:
        """By anchor: every key that these eliminated anchors have or ever had."""
        found: defaultdict[str, set[Key]] = defaultdict(set)
        rows = eliminated_identifiers.c
        for some in chunks(anchors):
            for anchor, kind, value in self._connection.execute(
                select(rows.person, rows.kind, rows.value).where(rows.person.in_(some))
            ):
                found[anchor].add((kind, value))
        return dict(found)

    def given_up_by(self, keys: Iterable[Key]) -> dict[Key, set[str]]:
        """Those of the keys that eliminated anchors have or ever had, with the anchors."""
        wanted = set(keys)
        found: defaultdict[Key, set[str]] = defaultdict(set)
        if len(wanted) <= SIZE:
            rows = self._connection.execute(_GIVEN_UP_BY, {"values": list({value for _, value in wanted})})
        else:  # an import: those who are off the list are far fewer than those who come in
            rows = self._connection.execute(_GIVEN_UP)
        for anchor, kind, value in rows:
            if (kind, value) in wanted:
                found[(kind, value)].add(anchor)
        return dict(found)

    def owners(self, kind: str, values: Iterable[str]) -> set[tuple[str, str, Key]]:
        """Who has one of these values now, as (cluster, anchor, key)."""
        return {
            (cluster, anchor, (kind, address_key(kind, value)))
            for some in chunks(values)
            for cluster, anchor, value in self._connection.execute(_OWNERS, {"kind": kind, "values": some})
        }


# Built once: the sender asks these questions for every letter, and building them takes longer than answering them.
_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_OF_CLUSTERS = (
    select(persons.c.current, persons.c.id, identifiers.c.kind, identifiers.c.value)
    .outerjoin(identifiers, (identifiers.c.anchor == persons.c.id) & identifiers.c.kind.in_(REACHING))
    .where(persons.c.current.in_(bindparam("clusters", expanding=True)))
)
_OWNERS = (
    select(persons.c.current, persons.c.id, identifiers.c.value)
    .join(identifiers, identifiers.c.anchor == persons.c.id)
    .where(identifiers.c.kind == bindparam("kind"), identifiers.c.value.in_(_VALUES), persons.c.current != "")
)
_GIVEN_UP = select(eliminated_identifiers.c.person, eliminated_identifiers.c.kind, eliminated_identifiers.c.value)
_GIVEN_UP_BY = _GIVEN_UP.where(eliminated_identifiers.c.kind.in_(REACHING), eliminated_identifiers.c.value.in_(_VALUES))
