"""Erasing a person: everything about them goes, and a keyed hash of what they are recognised by stays.

What the *user* wrote about other people ("met through …") stays as it is, and so do other people's cards; the lines
that netcore wrote into the journal and the list of operations lose the erased name.  The bytes themselves go when
`netcore.store.Store.scrub` writes the store anew, after the transaction was kept.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, delete, or_, select, update

from netcore.errors import NotPossibleNow
from netcore.store import schema
from netcore.store.chunks import chunks
from netcore.store.doubts import Doubts
from netcore.store.fingerprints import Fingerprints
from netcore.store.identifier_keys import REACHING, IdentifierKeys, Key
from netcore.store.recognitions import Recognitions

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

NOBODY = "somebody you erased"
"""What netcore's own lines say instead of the name."""

_WITHOUT_KEY = (
    schema.standings.c.person,
    schema.eliminated_identifiers.c.person,
    schema.recognitions.c.anchor,
    schema.sightings.c.anchor,
)
"""Columns that name an anchor and yet are no foreign keys; those that are, are found in the schema."""

_SHORTEST_TERM = 3
"""Shorter names are too often part of another word to be taken out of a line."""


class Erasure:
    """Takes one human out of every table."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx
        self._connection = tx.connection

    def erase(self, cluster: str, anchors: Collection[str]) -> None:
        """Erase the person whose anchors these are; raises `NotPossibleNow` while a letter to them is leaving."""
        self._refuse_while_sending(anchors)
        terms = self._terms(anchors)
        self._keep_fingerprints(cluster, anchors)
        self._delete_rows(anchors)
        self._clean_undo(anchors)
        self._clean_lines(anchors, terms)

    def _refuse_while_sending(self, anchors: Collection[str]) -> None:
        rows = schema.messages.c
        query = select(rows.id).where(rows.person.in_(anchors), rows.state == "sending")
        if self._connection.execute(query.limit(1)).first() is not None:
            raise NotPossibleNow(
                "A letter to them is leaving at this moment. Let `netcore send` finish (or run it again, if it was cut "
                "off), then erase them."
            )

    # -- what stays --------------------------------------------------------------------------------------------------

    def _keep_fingerprints(self, cluster: str, anchors: Collection[str]) -> None:
        """Keep the digests, and tell those who may be the erased person from those who only share an address."""
        keys, fingerprints, recognitions = IdentifierKeys(self._tx), Fingerprints(self._tx), Recognitions(self._tx)
        had = {key for owned in keys.of_clusters([cluster]).values() for mine in owned.values() for key in mine}
        had |= {key for given_up in keys.given_up(anchors).values() for key in given_up}
        cards: set[Key] = {("anchor", anchor) for anchor in anchors}
        fingerprints.keep(had | cards)
        might_be = {there for _, there in Doubts(self._tx).links([cluster])}
        recognitions.hold(might_be, ("anchor", cluster))
        recognitions.acquit(
            (anchor, key)
            for kind in REACHING
            for owner, anchor, key in keys.owners(kind, self._values(kind, anchors))
            if owner != cluster and owner not in might_be
        )

    def _values(self, kind: str, anchors: Collection[str]) -> set[str]:
        rows = schema.identifiers.c
        query = select(rows.value).where(rows.kind == kind, rows.anchor.in_(anchors))
        return set(self._connection.scalars(query))

    # -- what goes ---------------------------------------------------------------------------------------------------

    def _delete_rows(self, anchors: Collection[str]) -> None:
        """Empty every table of what hangs on the anchors, what hangs on their messages first."""
        theirs = select(schema.messages.c.id).where(schema.messages.c.person.in_(anchors))
        for table in reversed(schema.metadata.sorted_tables):
            for column in _pointing_at(table, schema.messages):
                hanging = column.in_(theirs)
                if column.nullable:
                    self._connection.execute(update(table).where(hanging).values({column: None}))
                else:
                    self._connection.execute(delete(table).where(hanging))
        for table in reversed(schema.metadata.sorted_tables):
            columns = [*_pointing_at(table, schema.persons), *(c for c in _WITHOUT_KEY if c.table is table)]
            if columns:
                self._connection.execute(delete(table).where(or_(*(column.in_(anchors) for column in columns))))
        self._connection.execute(delete(schema.persons).where(schema.persons.c.id.in_(anchors)))

    def _clean_undo(self, anchors: Iterable[str]) -> None:
        images = schema.before_images
        for anchor in anchors:
            named = f'"{anchor}"'
            self._connection.execute(
                delete(images).where(or_(images.c.key.contains(named), images.c.row.contains(named)))
            )

    def _clean_lines(self, anchors: Collection[str], terms: Collection[str]) -> None:
        journal, operations = schema.journal, schema.operations
        self._connection.execute(
            update(journal).where(journal.c.person.in_(anchors)).values(person=None, text=f"About {NOBODY}.")
        )
        for table, column in ((journal, journal.c.text), (operations, operations.c.summary)):
            for line, text in self._lines_with(table, column, terms):
                for term in terms:
                    text = text.replace(term, NOBODY)  # noqa: PLW2901 -- one term after the other
                self._connection.execute(update(table).where(table.c.id == line).values({column: text}))

    def _lines_with(self, table: Table, column: Column[str], terms: Collection[str]) -> Iterator[tuple[int, str]]:
        for some in chunks(terms):
            named = or_(*(column.contains(term, autoescape=True) for term in some))
            yield from self._connection.execute(select(table.c.id, column).where(named)).all()

    def _terms(self, anchors: Collection[str]) -> tuple[str, ...]:
        """The names and addresses of the person as netcore's lines may spell them, the longest first.

        A name that somebody else has too is left alone: the line may be about them.
        """
        persons, records = schema.persons.c, schema.records.c
        terms = set(self._connection.scalars(select(persons.name).where(persons.id.in_(anchors))))
        for contact in self._connection.scalars(select(records.contact).where(records.anchor.in_(anchors))):
            terms |= {str(contact.name), contact.label(), *(email.address for email in contact.emails)}
        namesakes = select(persons.name).where(persons.name.in_(terms), persons.id.not_in(anchors))
        terms -= set(self._connection.scalars(namesakes))
        return tuple(sorted((term for term in terms if len(term) >= _SHORTEST_TERM), key=len, reverse=True))


def _pointing_at(table: Table, target: Table) -> list[Column[str]]:
    return [column for column in table.columns if any(key.column.table is target for key in column.foreign_keys)]
