"""The last questions: asked inside the transaction that lets a message go one step further, by the core alone."""

from collections.abc import Collection, Iterator

from netcore.model.message import Message
from netcore.steps.gather.questions import questions
from netcore.steps.write.clarity import clarity_missing
from netcore.steps.write.digest import digest_of
from netcore.steps.write.follow_up import History, moot
from netcore.store import Transaction
from netcore.store.moves import CLAIMED, COMMITTING, SENT, UNCERTAIN, Place

BEFORE_CLAIMING: Collection[Place] = (CLAIMED, COMMITTING, SENT, UNCERTAIN)
"""Where another letter to the same recipient forbids that this one is claimed."""

BEFORE_COMMITTING: Collection[Place] = (COMMITTING, SENT, UNCERTAIN)
"""Where it forbids that this one is committed: of two whose people became one meanwhile, the first goes."""


def why_not(tx: Transaction, message: Message, rivals: Collection[Place]) -> str:
    """Why the message may not go further now, in sentences for the user; empty when it may.

    The caller took the gate, so that no answer can change before the transaction ends.
    """
    tx.outbox.lock_recipient(message)
    return " ".join(reasons(tx, message, rivals))


def reasons(tx: Transaction, message: Message, rivals: Collection[Place]) -> Iterator[str]:
    """The same as sentences, without the locks that make the answer hold.

    Whether the address is one at all was asked when the text, which it is part of, was approved.
    """
    if not message.approved_digest or message.approved_digest != digest_of(tx, message):
        yield "Its text is not the one that you approved: read it again, then approve it."
    hints = tx.outbox.hints(message, rivals)
    for obstacle in hints.obstacles:
        yield obstacle.text
    if message.not_before is not None and message.not_before > tx.now:
        yield f"It may leave from {message.not_before:%Y-%m-%d %H:%M %Z} on."
    if hints.came_back or hints.blind:
        yield from _answers(tx, message)
    if message.purpose == "follow-up":
        yield from moot(History.of(tx, message.person), message)
    if not hints.clarity and (missing := clarity_missing(tx, message.purpose, message.clarity)):
        yield missing
    if hints.rival and (rival := tx.outbox.rival(message, rivals)):
        yield f"The same campaign has reached them already, with “{rival.subject}” to {rival.to_address}."
    if hints.maybe_rival:
        yield from _maybe_twice(tx, message)


def _maybe_twice(tx: Transaction, message: Message) -> Iterator[str]:
    """Who has a letter of the same campaign and may be the same human: a question that came up since the approval."""
    rivals = tx.outbox.maybe_rivals(message)
    asked = {side for question in questions(tx, {message.person}) for side in (question.left, question.right)}
    for other in tx.people.many(sorted(rivals & asked))[:1]:
        yield (
            f"{other.name or other.id}, who has a letter of the same campaign, may be the same human: answer first "
            f"(`netcore duplicates {message.person}` asks you)."
        )


def _answers(tx: Transaction, message: Message) -> Iterator[str]:
    """What came back from them and forbids another letter."""
    came_back = tx.outbox.came_back(message)
    unread = {one.kind for one in came_back if not one.looked_at and not one.of_address}
    opt_outs = {one.of_address for one in came_back if one.kind == "opt-out"}
    if False in opt_outs:
        yield "They asked not to be written to. Take them off your list with `netcore eliminate`."
    elif opt_outs:
        yield (
            f"Somebody whom {message.to_address} reaches, too, asked not to be written to. "
            "Write to another address, or by post."
        )
    elif unread:
        what = next(words for kind, words in _UNREAD.items() if kind in unread)
        yield f"{what}: look at it first (`netcore replies`)."
    elif (blind := tx.inboxes.failing()) and tx.messages.was_written_to(message.person):
        yield (
            f"They may have answered, but the answers in {blind[0].account!r} could not be read. Run `netcore replies "
            "--sync`, or remove the account."
        )


_UNREAD = {
    "reply": "They have answered",
    "bounce": "A letter to them came back",
    "automatic": "An automatic answer came from them",
}
