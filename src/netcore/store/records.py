"""Contacts as their sources hold them, by what they can be found, and what a listing has shown of them so far."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, exists, func, select

from netcore.model.contact import Contact
from netcore.store.chunks import chunks
from netcore.store.inserting import insert_missing
from netcore.store.schema import blocks, identifiers, persons, records, sightings

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

Key = tuple[str, str]
"""The kind of an identifier, and its canonical value."""


class Known(NamedTuple):
    """What tells whether a record changed, and whose it is."""

    digest: bytes
    gone: bool
    name: str
    person: str
    revision: str


class StoredRecord(NamedTuple):
    """A record as it was read and as it was understood."""

    anchor: str
    account: str
    source_id: str
    contact: Contact
    gone: bool


class NewRecord(NamedTuple):
    """A record to keep, new or changed."""

    anchor: str
    account: str
    source_id: str
    revision: str
    digest: bytes
    raw: bytes
    contact: Contact
    notes: tuple[str, ...]


class RecordRows:
    """Records by anchor: one each."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    # -- records -----------------------------------------------------------------------------------------------------

    def known(self, anchors: Iterable[str]) -> dict[str, Known]:
        """Those of the anchors that have a record."""
        rows = records.c
        query = select(rows.anchor, rows.digest, rows.gone_at, persons.c.name, persons.c.current, rows.revision)
        query = query.join(persons, persons.c.id == rows.anchor)
        return {
            row.anchor: Known(row.digest, row.gone_at is not None, row.name, row.current, row.revision)
            for some in chunks(anchors)
            for row in self._tx.connection.execute(query.where(records.c.anchor.in_(some)))
        }

    def get(self, anchors: Iterable[str]) -> dict[str, StoredRecord]:
        """The records of these anchors."""
        return {
            row.anchor: StoredRecord(row.anchor, row.account, row.source_id, row.contact, row.gone_at is not None)
            for some in chunks(anchors)
            for row in self._tx.connection.execute(_stored.where(records.c.anchor.in_(some)))
        }

    def all_anchors(self) -> Sequence[str]:
        """The anchors of all records."""
        return self._tx.connection.scalars(select(records.c.anchor).order_by(records.c.anchor)).all()

    def digests(self, account: str) -> dict[str, bytes]:
        """By source id: the digests of all records of an account."""
        query = select(records.c.source_id, records.c.digest).where(records.c.account == account)
        return {row.source_id: row.digest for row in self._tx.connection.execute(query)}

    def present(self, account: str) -> set[str]:
        """The ids of the account's records that are not gone."""
        query = select(records.c.source_id).where(records.c.account == account, records.c.gone_at.is_(None))
        return set(self._tx.connection.scalars(query))

    def named_after(self, account: str, file: str) -> bool:
        """Whether some id of the account ends with a file's name, because its first part belongs to another card."""
        named = records.c.source_id.endswith(f"#{file}", autoescape=True)
        return bool(self._tx.connection.scalar(select(exists().where(records.c.account == account, named))))

    def groups(self, account: str) -> list[StoredRecord]:
        """The group cards of an account: the records whose anchor is nobody."""
        query = _stored.join(persons, persons.c.id == records.c.anchor)
        rows = self._tx.connection.execute(query.where(persons.c.current == "", records.c.account == account))
        return [
            StoredRecord(row.anchor, row.account, row.source_id, row.contact, row.gone_at is not None) for row in rows
        ]

    def add(self, new: Iterable[NewRecord]) -> None:
        """Keep records of anchors that have none."""
        self._tx.operations.insert(records, [{**record._asdict(), "gone_at": None} for record in new])

    def update(self, changed: Iterable[NewRecord]) -> None:
        """Replace records by what their source holds now."""
        self._tx.operations.change(records, [{**record._asdict(), "gone_at": None} for record in changed])

    def mark(self, anchors: Iterable[str], gone_at: datetime | None) -> None:
        """Say that the source no longer has these records, or (None) has them again."""
        self._tx.operations.change(records, [{"anchor": anchor, "gone_at": gone_at} for anchor in anchors])

    def revise(self, revisions: Mapping[str, str]) -> None:
        """Remember the source's own versions of records that are otherwise unchanged, by anchor."""
        self._tx.operations.change(
            records, [{"anchor": anchor, "revision": revision} for anchor, revision in revisions.items()]
        )

    # -- identifiers -------------------------------------------------------------------------------------------------

    def add_identifiers(self, new: Mapping[str, Collection[Key]]) -> None:
        """Keep the identifiers of anchors that have none, in the order of the keys as with blocks."""
        for some in chunks(sorted(new.items())):
            self._tx.operations.insert(
                identifiers,
                [
                    {"anchor": anchor, "kind": kind, "value": value}
                    for anchor, keys in some
                    for kind, value in sorted(keys)
                ],
            )

    def replace_identifiers(self, wanted: Mapping[str, Collection[Key]]) -> set[str]:
        """Let the anchors have exactly these identifiers; returns the anchors that had others."""
        before = self.identifiers(wanted)
        lost = [(anchor, *key) for anchor, keys in wanted.items() for key in before.get(anchor, set()) - set(keys)]
        new = {anchor: set(keys) - before.get(anchor, set()) for anchor, keys in wanted.items()}
        self._tx.operations.remove(identifiers, lost)
        self.add_identifiers(new)
        return {anchor for anchor, *_ in lost} | {anchor for anchor, keys in new.items() if keys}

    def identifiers(self, anchors: Iterable[str]) -> dict[str, set[Key]]:
        """By anchor: its identifiers."""
        found: defaultdict[str, set[Key]] = defaultdict(set)
        query = select(identifiers)
        for some in chunks(anchors):
            for anchor, kind, value in self._tx.connection.execute(query.where(identifiers.c.anchor.in_(some))):
                found[anchor].add((kind, value))
        return dict(found)

    def having(self, keys: Iterable[Key]) -> dict[Key, tuple[str, ...]]:
        """By identifier: the anchors that have it."""
        found: defaultdict[Key, list[str]] = defaultdict(list)
        query = select(identifiers.c.value, identifiers.c.anchor)
        for kind, values in _by_kind(keys).items():
            for some in chunks(values):
                here = identifiers.c.kind == kind, identifiers.c.value.in_(some)
                for value, anchor in self._tx.connection.execute(query.where(*here)):
                    found[kind, value].append(anchor)
        return {key: tuple(sorted(anchors)) for key, anchors in found.items()}

    def names(self, anchors: Iterable[str]) -> dict[str, str]:
        """By anchor: the name as it compares; those without one are left out."""
        here = identifiers.c.kind == "name"
        return {
            anchor: name
            for some in chunks(anchors)
            for anchor, name in self._tx.connection.execute(
                select(identifiers.c.anchor, identifiers.c.value).where(here, identifiers.c.anchor.in_(some))
            )
        }

    def count_names(self) -> list[tuple[str, int]]:
        """Each name as it compares, and how many records have it."""
        query = select(identifiers.c.value, func.count()).where(identifiers.c.kind == "name")
        return [(name, number) for name, number in self._tx.connection.execute(query.group_by(identifiers.c.value))]

    def count(self) -> int:
        """How many records there are."""
        return self._tx.connection.execute(select(func.count()).select_from(records)).scalar_one()

    # -- blocks ------------------------------------------------------------------------------------------------------

    def add_blocks(self, new: Mapping[str, Collection[int]]) -> None:
        """Keep the numbers of the blocks that anchors fall into; those anchors have none yet.

        In the order of the keys, which fills the trees of the database page by page.
        """
        for some in chunks(sorted(new.items())):
            self._tx.operations.insert(
                blocks, [{"anchor": anchor, "key": key} for anchor, keys in some for key in sorted(keys)]
            )

    def replace_blocks(self, wanted: Mapping[str, Collection[int]]) -> set[str]:
        """Let the anchors fall into exactly these blocks; returns those that fell into others."""
        before: defaultdict[str, set[int]] = defaultdict(set)
        for some in chunks(wanted):
            for row in self._tx.connection.execute(select(blocks).where(blocks.c.anchor.in_(some))):
                before[row.anchor].add(row.key)
        lost = [(anchor, key) for anchor, keys in wanted.items() for key in before[anchor].difference(keys)]
        new = {anchor: set(keys) - before[anchor] for anchor, keys in wanted.items()}
        self._tx.operations.remove(blocks, lost)
        self.add_blocks(new)
        return {anchor for anchor, _ in lost} | {anchor for anchor, keys in new.items() if keys}

    def block_sizes(self, keys: Iterable[int]) -> dict[int, int]:
        """How many anchors fall into each of these blocks; those with one or none are left out."""
        query = select(blocks.c.key, func.count()).group_by(blocks.c.key).having(func.count() > 1)
        return {
            key: size
            for some in chunks(keys)
            for key, size in self._tx.connection.execute(query.where(blocks.c.key.in_(some)))
        }

    def in_blocks(self, keys: Iterable[int]) -> dict[int, list[str]]:
        """The anchors in each of these blocks."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for some in chunks(keys):
            query = select(blocks.c.key, blocks.c.anchor).where(blocks.c.key.in_(some))
            for key, anchor in self._tx.connection.execute(query.order_by(blocks.c.anchor)):
                found[key].append(anchor)
        return dict(found)

    # -- a listing under way -----------------------------------------------------------------------------------------

    def begin_listing(self, account: str) -> None:
        """Forget what an interrupted listing has shown: a new one begins."""
        self._tx.connection.execute(delete(sightings).where(sightings.c.account == account))

    def see(self, account: str, anchors: Iterable[str]) -> None:
        """The listing has shown these."""
        insert_missing(self._tx.connection, sightings, [{"account": account, "anchor": anchor} for anchor in anchors])

    def unseen(self, account: str, seen: Collection[str] | None = None) -> list[StoredRecord]:
        """The records of the account that the listing did not show and that are not known to be gone.

        ``seen`` are the anchors that it did show; None: those that `see` kept.
        """
        query = select(records.c.anchor).where(records.c.account == account, records.c.gone_at.is_(None))
        if seen is None:
            shown = exists().where(sightings.c.account == account, sightings.c.anchor == records.c.anchor)
            query = query.where(~shown)
        missing = [anchor for anchor in self._tx.connection.scalars(query) if seen is None or anchor not in seen]
        return sorted(self.get(missing).values(), key=lambda record: record.source_id)


_stored = select(records.c.anchor, records.c.account, records.c.source_id, records.c.contact, records.c.gone_at)


def _by_kind(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in sorted(set(keys)):
        found[kind].append(value)
    return dict(found)
