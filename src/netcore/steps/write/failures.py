"""Letters that could not be delivered, and what becomes of them when their addresses are mended.

A refused letter never left: mended, it is the same letter again.  One that came back left once, and that stays true:
mended, there is a second one with the same words, in its place within its campaign.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec.structs import replace

from netcore.errors import NetcoreError, UsageError
from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import Message, MessageState
from netcore.steps.address import checked_address
from netcore.steps.base import Desk
from netcore.steps.gather.step import Gather
from netcore.steps.write.compose import draft_one
from netcore.steps.write.replies import look_at
from netcore.steps.write.text import one_line, text_digest
from netcore.store import Transaction
from netcore.store.moves import Changes

_REFUSED: tuple[MessageState, ...] = ("refused",)

FailureKind = Literal["refused", "came back"]


class Failure(Value, frozen=True, kw_only=True):
    """A letter that did not arrive."""

    message: str
    person: str
    name: str
    address: str
    subject: str
    kind: FailureKind
    why: str


class Correction(Value, frozen=True, kw_only=True):
    """What the user says of a failure."""

    message: str
    address: str
    """Where the letter is to go: another address becomes a correction of the person."""
    again: bool = False
    """Whether it is to go there once more although that is the same address."""
    line: int = 0
    """Where it was said, for a sentence about it; 0: nowhere."""


class Mended(Value, frozen=True, kw_only=True):
    """What became of corrections."""

    approved: tuple[Message, ...] = ()
    """Letters that wait to be sent again, in the words that you had approved."""
    blocked: tuple[tuple[str, str], ...] = ()
    """Letters that may not, by id, and why: sentences."""
    unchanged: tuple[str, ...] = ()
    """Ids of letters about which nothing new was said, or that were mended before."""


def failures(tx: Transaction) -> tuple[Failure, ...]:
    """The letters that were refused, and those that came back and were not written again."""
    refused = [_failure(one, "refused", one.reason) for one in tx.messages.find(states=_REFUSED)]
    returned = {reply.message: reply.text for reply in tx.replies.find() if reply.kind == "bounce" and reply.message}
    came_back = [
        _failure(one, "came back", _first_words(text))
        for one, text in ((tx.messages.get(message), text) for message, text in sorted(returned.items()))
        if one is not None and one.state in {"sent", "uncertain"} and not _written_again(tx, one)
    ]
    return (*refused, *came_back)


def mended_drafts(
    desk: Desk, corrections: Sequence[Correction], why_not: Callable[[Message], str]
) -> tuple[tuple[Message, ...], Mended]:
    """Correct the people, and make drafts of their letters; the caller approves these.

    ``why_not``: what would forbid to send a letter to its new address; such a letter stays as it is, and can be mended
    in another way.  Repeating it, whole or from where it broke off, makes no letter twice.  Raises `UsageError` for a
    message that never failed or an address that is none, before anything is done.
    """
    with desk.store.read() as tx:
        known = {failure.message: failure for failure in failures(tx)}
        for one in corrections:
            if tx.messages.get(one.message) is None:
                where = f"Line {one.line}: there" if one.line else "There"
                raise UsageError(f"{where} is no message with the id {one.message!r}. Nothing was done.")
    wanted = {one.message: checked_address(one.address) for one in corrections if one.message in known}
    drafts: list[Message] = []
    blocked: list[tuple[str, str]] = []
    unchanged: list[str] = []
    for one in corrections:
        failure = known.get(one.message)
        if failure is None and _is_draft(desk, one.message):
            blocked.append((one.message, _A_DRAFT.format(one.message, one.address)))
            continue
        if failure is None or (wanted[one.message] == failure.address and not one.again):
            unchanged.append(one.message)
            continue
        if why := why_not(_as_it_would_be(desk, failure, wanted[one.message])):
            blocked.append((one.message, why))
            continue
        try:
            draft = _mend(desk, failure, wanted[one.message])
        except NetcoreError as error:
            blocked.append((one.message, str(error)))
            continue
        if draft is None:
            unchanged.append(one.message)
        else:
            drafts.append(draft)
    return tuple(drafts), Mended(blocked=tuple(blocked), unchanged=tuple(unchanged))


_A_DRAFT = "It is a draft by now: netcore draft --edit {} --to {} changes its address; then approve it."


def _is_draft(desk: Desk, identifier: str) -> bool:
    with desk.store.read() as tx:
        message = tx.messages.get(identifier)
    return message is not None and message.state == "draft"


def _as_it_would_be(desk: Desk, failure: Failure, address: str) -> Message:
    with desk.store.read() as tx:
        message = tx.messages.get(failure.message)
    assert message is not None
    return replace(message, state="draft", to_address=address)


def _mend(desk: Desk, failure: Failure, address: str) -> Message | None:
    """The draft that takes the place of a failed letter; None when another process has mended it meanwhile."""
    if mailbox_key(address) != mailbox_key(failure.address):
        Gather(desk).edit(failure.person, email=address)
    with desk.store.write() as tx:
        tx.lock_gate(alone=True)
        if failure not in failures(tx):
            return None
        message = tx.messages.get(failure.message)
        assert message is not None
        return _revised(tx, message, address) if failure.kind == "refused" else _once_more(tx, message, address)


def _revised(tx: Transaction, message: Message, address: str) -> Message | None:
    files = tx.messages.attachment_digests(message.id)
    digest = text_digest(
        to_name=message.to_name, to_address=address, subject=message.subject, body=message.body, files=files
    )
    changes = Changes(to_address=address, approved_digest="", text_digest=digest)
    return tx.messages.get(message.id) if tx.messages.move(message, "revise", **changes) else None


def _once_more(tx: Transaction, message: Message, address: str) -> Message:
    for reply in tx.replies.find(person=message.person):
        if reply.message == message.id and reply.kind == "bounce":
            look_at(tx, reply.id, kind=None)
    draft = draft_one(
        tx,
        tx.people.get(message.person),
        purpose=message.purpose,
        subject=message.subject,
        body=message.body,
        in_reply_to=message.in_reply_to,
        address=address,
        repeats=message,
    )
    for file in tx.messages.attachments(message):
        tx.messages.attach(draft.id, file)
    if not message.attachments:
        return draft
    again = tx.messages.get(draft.id)
    assert again is not None
    return _revised(tx, again, again.to_address) or again


def _written_again(tx: Transaction, message: Message) -> bool:
    return any(
        other.in_place_of == message.id and other.state != "discarded"
        for other in tx.messages.find(person=message.person)
    )


def _failure(message: Message, kind: FailureKind, why: str) -> Failure:
    return Failure(
        message=message.id,
        person=message.person,
        name=message.to_name,
        address=message.to_address,
        subject=message.subject,
        kind=kind,
        why=why,
    )


def _first_words(text: str, length: int = 200) -> str:
    words = one_line(text)
    return words if len(words) <= length else f"{words[:length].rstrip()}…"
