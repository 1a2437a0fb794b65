"""What comes out of one address book, into the store: some records at a time, each time as a whole."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from netcore.model.contact import Contact, encode_contact
from netcore.model.importing import Outcome, RecordReport
from netcore.model.merging import Leaf, merged
from netcore.plugins import Reading, Record, RefusedRecord, Removed, Unreadable
from netcore.steps.gather.run import Run
from netcore.steps.gather.sorting import Sorter
from netcore.store import Transaction
from netcore.store.accounts import StoredAccount
from netcore.store.ids import anchor_id
from netcore.store.records import Known, NewRecord

Item = Record | Removed | Unreadable

_RECORDS = 10_000
_BYTES = 32 * 1024 * 1024
"""After so much a transaction is closed: what an interruption loses, and what memory has to hold."""

_WORTH_STORING = 1000
"""Pages from afar are often small: so many records are waited for."""


class _Fresh(NamedTuple):
    """A record that is new or changed, parsed."""

    line: int
    record: NewRecord
    known: Known | None


class Intake:
    """One account's part of an import: `feed` it everything, then `finish`."""

    def __init__(self, run: Run, account: StoredAccount, parse: Callable[[Record], Reading], *, remember: bool) -> None:
        """``remember``: keep in the store what was seen, for a listing that may be interrupted and resumed."""
        self.run = run
        self.account = account
        self.parse = parse
        self._remember = remember
        self.sorter = Sorter(account.id)
        self._waiting: list[Item] = []
        self._there: dict[str, bool] = {}
        """By the id of what is waiting: whether it is there, or removed."""
        self._bytes = 0
        self._cursor: str | None = None
        self.seen: set[str] = set()
        self._anchors: dict[int, str] = {}
        self.lines: list[RecordReport] = []
        self.received = 0

    def feed(self, item: Item) -> None:
        """Take the next thing that the source gave."""
        self.received += 1
        if not isinstance(item, Unreadable):
            there = isinstance(item, Record)
            if self._there.setdefault(item.source_id, there) != there:
                self.flush()  # it takes back what is waiting of this id
                self._there[item.source_id] = there
        self._waiting.append(item)
        if not isinstance(item, Removed):
            self._bytes += len(item.raw)
        if len(self._waiting) >= _RECORDS or self._bytes >= _BYTES:
            self.flush()

    def refuse(self, name: str, reason: str, place: str = "") -> None:
        """Report what could not even be read."""
        self.flush()
        self._tell([RecordReport(source_id="", name=name, outcome="refused", notes=(reason,), place=place)])

    def reached(self, cursor: str) -> None:
        """The source was read so far: kept with what came before, as soon as that is worth a transaction."""
        self._cursor = cursor
        if len(self._waiting) >= _WORTH_STORING:
            self.flush()

    def flush(self) -> None:
        """Store what is waiting, and how far the source was read."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        self._there = {}
        cursor, self._cursor = self._cursor, None
        if not waiting and cursor is None:
            return
        with self.run.transaction() as tx:
            lines = _Batch(self, tx).take(waiting)
            if self._remember:
                tx.records.see(self.account.id, {anchor for _, anchor in lines if anchor})
            if cursor is not None:
                ensure_account(tx, self.account)
                tx.accounts.set(self.account.id, cursor=cursor)
        for number, (line, anchor) in enumerate(lines, len(self.lines)):
            if anchor and line.outcome in {"new", "same", "question", "updated"}:
                self._anchors[number] = anchor
        self._tell([line for line, _ in lines])
        self.run.tick(len(waiting), self.account.id)

    def finish(self, *, complete: bool) -> None:
        """Store the rest; after a complete listing, mark what it did not show as gone."""
        self.flush()
        if complete:
            self.mark_vanished()

    def begin_listing(self) -> None:
        """All is shown anew from here on: what was shown before says nothing of what is there now."""
        with self.run.transaction() as tx:
            tx.records.begin_listing(self.account.id)
        self.seen = set()

    def mark_vanished(self) -> None:
        """The listing was complete: what it did not show is gone at the source."""
        with self.run.transaction() as tx:
            gone = tx.records.unseen(self.account.id, None if self._remember else self.seen)
            tx.records.mark([record.anchor for record in gone], tx.now)
            current = tx.people.current([record.anchor for record in gone])
            tx.people.refresh(set(current.values()))
            if self._remember:
                tx.records.begin_listing(self.account.id)
        self._tell(
            [
                RecordReport(
                    source_id=record.source_id,
                    name=record.contact.label(),
                    outcome="gone",
                    person=current.get(record.anchor, ""),
                    notes=("no longer in this address book; kept here",),
                )
                for record in gone
            ]
        )

    @property
    def anchors(self) -> dict[int, str]:
        """By number of the line: the anchor of each record that came in."""
        return self._anchors

    def look_again(self, current: Mapping[str, str], claimed: set[str]) -> None:
        """What came later may have joined people: name those whom the records belong to in the end.

        ``current``: by anchor, the id of the human.  ``claimed``: the people whom nobody is new to any more.
        """
        for number, anchor in self._anchors.items():
            line, person = self.lines[number], current.get(anchor, "")
            outcome = line.outcome
            if outcome == "new":
                outcome = "same" if person in claimed else "new"
                claimed.add(person)
            if (person, outcome) != (line.person, line.outcome):
                self.lines[number] = msgspec.structs.replace(line, person=person, outcome=outcome)

    def _tell(self, lines: Iterable[RecordReport]) -> None:
        for line in lines:
            self.lines.append(line)
            self.run.on_record(line)


def digest_of(raw: bytes) -> bytes:
    """By what a changed record is recognised."""
    return blake2b(raw, digest_size=16).digest()


def ensure_account(tx: Transaction, account: StoredAccount) -> None:
    """Make the account when its first record comes in, and take a removed one back into use."""
    known = tx.accounts.get(account.id)
    if known is None:
        tx.accounts.add(
            account.id,
            component=account.component,
            name=account.name,
            location=account.location,
            settings=account.settings,
        )
    elif known.removed_at is not None or known.settings != account.settings:
        tx.accounts.set(account.id, removed_at=None, settings=account.settings)


class _Batch:
    """Some records, on their way in within one transaction."""

    def __init__(self, intake: Intake, tx: Transaction) -> None:
        self._intake = intake
        self._account = intake.account
        self._tx = tx
        self._lines: list[RecordReport] = []
        self._anchors: list[str] = []
        self._revisions: dict[str, str] = {}

    def take(self, items: list[Item]) -> list[tuple[RecordReport, str]]:
        """Store them; returns the line of each, with its anchor ("" when it has none)."""
        anchors = ["" if isinstance(item, Unreadable) else self._anchor(item.source_id) for item in items]
        known = self._tx.records.known(filter(None, anchors))
        here: set[str] = set()
        fresh: list[_Fresh] = []
        back: list[str] = []
        removed: list[str] = []
        for item, anchor in zip(items, anchors, strict=True):
            if isinstance(item, Unreadable):
                self._lines.append(_unreadable(item))
            elif isinstance(item, Removed):
                self._intake.seen.discard(anchor)
                one = known.pop(anchor, None)
                if one is None or one.gone:
                    continue  # nobody here has ever seen it, or it was told of already
                removed.append(anchor)
                self._lines.append(
                    RecordReport(source_id=item.source_id, name=one.name, outcome="gone", person=one.person)
                )
            elif anchor in self._intake.seen or anchor in here:
                self._lines.append(self._repeated(item, known.get(anchor)))
            else:
                here.add(anchor)
                taken = self._taken(item, anchor, known.get(anchor))
                if isinstance(taken, _Fresh):
                    fresh.append(taken)
                elif taken:
                    back.append(taken)
            self._anchors.append(anchor)
        self._tx.records.mark(removed, self._tx.now)
        self._tx.records.mark(back, None)
        self._tx.records.revise(self._revisions)
        self._store(fresh)
        self._intake.seen |= here
        return list(zip(self._lines, self._anchors, strict=True))

    def _repeated(self, item: Record, known: Known | None) -> RecordReport:
        line = _line(item, known, "repeated", "this id came before; the first is kept")
        if known is not None:
            return line
        with suppress(Exception):  # whatever is wrong with it: nothing of it is kept
            return msgspec.structs.replace(line, name=self._intake.parse(item).contact.label())
        return line

    def _anchor(self, source_id: str) -> str:
        return anchor_id(self._account.id, source_id)

    def _taken(self, item: Record, anchor: str, known: Known | None) -> _Fresh | str:
        """What there is to store of a record; its anchor when it is merely back; "" when there is nothing to do."""
        digest = digest_of(item.raw)
        if known is not None and known.digest == digest:
            if item.revision != known.revision:
                self._revisions[anchor] = item.revision.replace("\0", "")
            outcome: Outcome = "updated" if known.gone else "unchanged"
            self._lines.append(_line(item, known, outcome, *(("it is back",) if known.gone else ())))
            return anchor if known.gone else ""
        try:
            reading = self._intake.parse(item)
            encode_contact(reading.contact)
        except RefusedRecord as error:
            self._lines.append(_line(item, known, "refused", str(error)))
            return ""
        except Exception as error:  # one card that its plugin stumbles over costs one card
            why = f"its plugin failed on it ({type(error).__name__}: {error})"
            self._lines.append(_line(item, known, "refused", why))
            return ""
        record = NewRecord(
            anchor=anchor,
            account=self._account.id,
            source_id=item.source_id.replace("\0", "\ufffd"),
            revision=item.revision.replace("\0", ""),
            digest=digest,
            raw=item.raw,
            contact=reading.contact,
            notes=reading.notes,
        )
        line = _line(item, known, "updated" if known else "new", *reading.notes)
        self._lines.append(msgspec.structs.replace(line, name=reading.contact.label()))
        return _Fresh(len(self._lines) - 1, record, known)

    def _store(self, fresh: list[_Fresh]) -> None:
        if not fresh:
            return
        tx, identifiers = self._tx, self._intake.run.identifiers(self._tx)
        ensure_account(tx, self._account)
        book = self._intake.run.book(tx, len(fresh))
        new = {one.record.anchor: one.record.contact for one in fresh if one.known is None}
        changed = {one.record.anchor: one.record.contact for one in fresh if one.known is not None}
        before = {anchor: record.contact for anchor, record in tx.records.get(changed).items()}
        tx.people.add(new)
        tx.records.add(one.record for one in fresh if one.known is None)
        tx.records.update(one.record for one in fresh if one.known is not None)
        people = {anchor: contact for anchor, contact in new.items() if contact.kind != "group"}
        tx.records.add_identifiers({anchor: identifiers.of(contact) for anchor, contact in people.items()})
        moved = self._changed_people(before, changed)
        corrections = tx.people.corrections(moved)
        moved |= {anchor: merged([Leaf(moved[anchor])], said) for anchor, said in corrections.items()}
        tx.records.replace_identifiers({anchor: identifiers.of(contact) for anchor, contact in moved.items()})
        groups = self._intake.sorter.sort(
            tx, new, {anchor: (before[anchor], contact) for anchor, contact in changed.items()}
        )
        tx.records.add_blocks(book.add(self._account.id, people))
        tx.records.replace_blocks(book.add(self._account.id, moved))
        self._intake.run.compare(tx, book, [*people, *moved], list(moved))
        self._say_who(fresh, groups, {**people, **moved})

    def _changed_people(self, before: dict[str, Contact], changed: dict[str, Contact]) -> dict[str, Contact]:
        """Those of the changed records that are somebody; what a record was at first, it stays."""
        current = self._tx.people.current(before)
        return {anchor: contact for anchor, contact in changed.items() if anchor in current}

    def _say_who(self, fresh: list[_Fresh], groups: dict[str, str], people: dict[str, Contact]) -> None:
        """Complete the lines: whose record it is now, and why."""
        current = self._tx.people.current(people)
        known = self._tx.verdicts.around(people)
        others: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        joined_to: dict[str, set[str]] = {}
        for (left, right), verdict in known.items():
            for anchor, other in ((left, right), (right, left)):
                others.setdefault(anchor, []).append((verdict.verdict, verdict.reasons))
                if verdict.verdict == "same" and other not in people:
                    joined_to.setdefault(anchor, set()).add(other)
        current |= self._tx.people.current(set().union(*joined_to.values()))
        for one in fresh:
            anchor, line = one.record.anchor, self._lines[one.line]
            if anchor in groups:
                self._lines[one.line] = msgspec.structs.replace(line, outcome="circle", name=groups[anchor])
                continue
            said = others.get(anchor, ())
            person = current.get(anchor, "")
            asked = [reasons for verdict, reasons in said if verdict == "ask"]
            joined = [reasons for verdict, reasons in said if verdict == "same"]
            outcome = line.outcome
            if outcome == "new":
                # The person may be called by this record from now on, and have been here before it all the same.
                here = person not in {anchor, ""} or any(
                    current.get(other) == person for other in joined_to.get(anchor, ())
                )
                outcome = "same" if here else "question" if asked else "new"
            why = asked if outcome == "question" else joined if outcome == "same" or person != anchor else []
            notes = (*line.notes, *(("; ".join(why[0]),) if why and why[0] else ()))
            self._lines[one.line] = msgspec.structs.replace(line, outcome=outcome, person=person, notes=notes)


def _line(item: Record, known: Known | None, outcome: Outcome, *notes: str) -> RecordReport:
    name, person = (known.name, known.person) if known else ("", "")
    return RecordReport(
        source_id=item.source_id, name=name, outcome=outcome, person=person, notes=notes, place=item.place
    )


def _unreadable(item: Unreadable) -> RecordReport:
    outcome: Outcome = "skipped" if item.nobody else "refused"
    return RecordReport(source_id="", name="", outcome=outcome, notes=(item.reason,), place=item.place)
