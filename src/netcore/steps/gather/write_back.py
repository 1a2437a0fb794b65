"""Changes back into the address book they concern."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec

from netcore.errors import NetcoreError, NotFound
from netcore.model.base import Value
from netcore.model.contact import Contact, encode_contact
from netcore.model.folding import fold
from netcore.model.importing import RecordReport
from netcore.plugins import Change, ContactSink
from netcore.plugins.context import Progress
from netcore.steps.base import Desk
from netcore.steps.gather.answers import say_same
from netcore.steps.gather.book import BY_HAND
from netcore.steps.gather.joining import joiner
from netcore.steps.gather.pull import import_from
from netcore.store import Transaction
from netcore.store.accounts import AccountState, StoredAccount
from netcore.store.ids import anchor_id

_LINE_DIGITS = 9
"""Two numbers that end in the same nine digits are one number in two spellings."""


WriteOutcome = Literal["made", "changed", "unchanged", "conflict", "refused"]
"""made · changed · unchanged: it says all that already · conflict: somebody else changed it meanwhile, and it was left
alone · refused: the account will not take it; the reason says why."""


class WrittenCard(Value, frozen=True, kw_only=True):
    """What became of one person's card at the account."""

    person: str
    name: str
    outcome: WriteOutcome
    """In a preview: what would become of it, as far as can be told without asking the account."""
    reason: str = ""
    dropped: tuple[str, ...] = ()
    """What the account has no place for."""


class WriteBackReport(Value, frozen=True, kw_only=True):
    """All cards, in the order of the people."""

    account: str
    preview: bool = False
    cards: tuple[WrittenCard, ...] = ()
    stopped: str = ""
    """Why it ended early, in a sentence: what is listed is done, the rest can be repeated."""

    def count(self, outcome: str) -> int:
        """How many cards had this outcome."""
        return sum(card.outcome == outcome for card in self.cards)


class _Plan(NamedTuple):
    """A card to write."""

    person: str
    name: str
    change: Change
    needed: bool
    """Whether it says anything that the account does not say as far as we know."""


def write_back(
    desk: Desk,
    account: str,
    people: Collection[str] | None,
    settings: Mapping[str, object],
    *,
    preview: bool,
    progress: Progress,
) -> WriteBackReport:
    """Write to the account what its cards do not say yet: see `Gather.write_back`."""
    with desk.store.read() as tx:
        stored = _known(tx, account)
        descriptor = desk.registry.sink(stored.component)
        chosen = tx.people.corrected() if people is None else tuple(people)
        plans = list(_plans(tx, stored, chosen, make=people is not None))
    context = desk.surroundings.context(
        descriptor,
        account=stored.id,
        explicit=settings,
        stored=stored.settings,
        state=AccountState(desk.store, stored.id),
    )
    if preview:
        told = (_told(plan, "changed" if plan.change.source_id else "made") for plan in plans if plan.needed)
        return WriteBackReport(account=stored.id, preview=True, cards=tuple(told))
    sink = desk.registry.create(descriptor, context)
    cards, made, stopped = _apply(sink, plans, progress)
    if any(card.outcome in {"made", "changed", "conflict"} for card in cards) or made:
        stopped = stopped or _read_again(desk, stored.id, progress)
        _join(desk, stored.id, made, cards)
    return WriteBackReport(account=stored.id, cards=tuple(cards), stopped=stopped)


def _known(tx: Transaction, account: str) -> StoredAccount:
    found = tx.accounts.get(account)
    if found is None or found.removed_at is not None or found.id == BY_HAND:
        raise NotFound(f"There is no account {account!r}. `netcore accounts list` shows them.")
    return found


def _plans(tx: Transaction, account: StoredAccount, people: Collection[str], *, make: bool) -> Iterator[_Plan]:
    """What to write for each person: their corrections on each of their cards there, or a new card."""
    anchors, said, cards = tx.people.anchors(people), tx.people.said(people), tx.people.cards(people)
    views = {person.id: person for person in tx.people.many(list(people))}
    for person in people:
        own = [anchor.id for anchor in anchors.get(person, ())]
        records = {a: r for a, r in tx.records.get(own).items() if r.account == account.id and not r.gone}
        revisions = tx.records.known(records)
        name = views[person].name
        for anchor, record in sorted(records.items()):
            wanted = _corrected(record.contact, said.get(person))
            digest = blake2b(encode_contact(wanted), digest_size=8).hexdigest()
            change = Change(
                key=f"{anchor}:{digest}",
                contact=wanted,
                source_id=record.source_id,
                revision=revisions[anchor].revision,
            )
            yield _Plan(person, name, change, wanted != record.contact)
        if make and not records:
            categories = {fold(text): text for text in (*views[person].circles, *cards[person].categories)}
            contact = msgspec.structs.replace(cards[person], categories=tuple(categories.values()), uid="")
            yield _Plan(person, name, Change(key=f"{account.id}:{own[0]}", contact=contact), True)


def _corrected(contact: Contact, said: Contact | None) -> Contact:
    """A card with what the user said: their name for the person, and addresses and numbers that it does not have.

    Nothing that the card says is taken away; what the user noted for themselves stays with them.
    """
    if said is None:
        return contact
    emails = {email.address.strip().casefold() for email in contact.emails}
    lines = {_line(phone.number) for phone in contact.phones}
    return msgspec.structs.replace(
        contact,
        name=said.name if str(said.name) else contact.name,
        emails=(*(one for one in said.emails if one.address.strip().casefold() not in emails), *contact.emails),
        phones=(*(one for one in said.phones if _line(one.number) not in lines), *contact.phones),
    )


def _line(number: str) -> str:
    digits = "".join(character for character in number if character.isdigit())
    return digits[-_LINE_DIGITS:] or number


def _apply(
    sink: ContactSink, plans: Collection[_Plan], progress: Progress
) -> tuple[list[WrittenCard], dict[str, str], str]:
    """Write card after card; returns what became of each, by source id whose new cards there are, and why it ended."""
    cards: list[WrittenCard] = []
    made: dict[str, str] = {}
    for number, plan in enumerate(plans, 1):
        if not plan.needed:
            cards.append(_told(plan, "unchanged"))
            continue
        try:
            result = sink.apply(plan.change)
        except NetcoreError as error:
            if not cards:
                raise
            return cards, made, str(error)
        if result.source_id and not plan.change.source_id and result.outcome != "refused":
            made[result.source_id] = plan.person
        done: WriteOutcome = "changed" if plan.change.source_id else "made"
        told = _told(plan, done if result.outcome == "done" else result.outcome)
        cards.append(msgspec.structs.replace(told, reason=result.reason, dropped=result.dropped))
        progress(number, len(plans), "writing")
    return cards, made, ""


def _told(plan: _Plan, outcome: WriteOutcome) -> WrittenCard:
    return WrittenCard(person=plan.person, name=plan.name, outcome=outcome)


def _read_again(desk: Desk, account: str, progress: Progress) -> str:
    """Bring in what the account says now, what was just written among it; returns why that did not work."""
    try:
        report = import_from(desk, account, {}, account="", preview=False, progress=progress, on_record=_nobody_listens)
    except NetcoreError as error:
        return f"It was written, but could not be read again: {error}"
    return report.stopped


def _nobody_listens(_: RecordReport) -> None:
    """The lines of this import are not shown: what was written is."""


def _join(desk: Desk, account: str, made: Mapping[str, str], cards: Collection[WrittenCard]) -> None:
    """The new cards are of the people they were written for; and the journal says what was written."""
    with desk.store.write() as tx:
        tx.lock_gate(alone=True)
        with tx.operations.one("same", f"Recognised what was written to {account}"):
            for source_id, person in made.items():
                anchor = anchor_id(account, source_id)
                current = tx.people.current([anchor, person])
                if anchor in current and person in current:
                    say_same(tx, joiner(desk, tx), current[person], current[anchor])
        for card in cards:
            if card.outcome in {"made", "changed"}:
                text = f"{card.name}'s card at {account} was {card.outcome}."
                tx.journal.add("gather.written_back", text, person=card.person)
