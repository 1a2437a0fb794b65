"""Reading the inboxes for answers: what was found is kept together with how far it was read.

What is in a mailbox and answers no letter of ours is not kept, and its text is not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from netcore.errors import NetcoreError, NotFound, NotPossibleNow
from netcore.model.base import Value
from netcore.model.message import IncomingMail, Reply
from netcore.plugins.context import Progress
from netcore.plugins.inboxes import Inbox, since
from netcore.plugins.problems import BrokenPromise, one_line
from netcore.plugins.sources import Checkpoint
from netcore.steps.base import Desk
from netcore.steps.write.inbox_match import Found, find_letter, own_addresses
from netcore.steps.write.inbox_rules import ReplyRules
from netcore.steps.write.replies import WORDS
from netcore.steps.write.text import one_line as single_line
from netcore.steps.write.text import plain_text
from netcore.store import Transaction
from netcore.store.accounts import AccountState, StoredAccount
from netcore.store.ids import new_id

LOOK_BACK = timedelta(days=180)
"""How far the first reading of an account looks back for answers to letters that have left before: as long as an
answer may take that is known by its sender and subject."""

_MARGIN = timedelta(hours=1)


class Synced(Value, frozen=True, kw_only=True):
    """What a reading of the inboxes has found."""

    replies: tuple[Reply, ...] = ()
    """What is new, in the order of finding."""
    accounts: tuple[str, ...] = ()
    """The accounts that were to be read."""
    looked_at: int = 0
    """How many mails were looked at, most of which answer no letter and were left alone."""
    problems: tuple[str, ...] = ()
    """What could not be read or told, in sentences."""


class _Unreadable(Exception):
    """An inbox cannot go on; the message is a sentence."""


def sync(desk: Desk, account: str, *, progress: Progress) -> Synced:
    """Read all accounts that have an inbox, or one, from where the last reading ended.

    An account that cannot be read stops no other; until it can, no letter leaves for anybody who was written to before.
    Raises `NotFound` for an unknown account, `NotPossibleNow` when there is none to read, or it has no inbox.
    """
    accounts = _accounts(desk, account)
    rules = ReplyRules(desk.registry, desk.surroundings.context)
    problems = [*rules.problems, *(str(problem) for problem in desk.registry.inboxes().problems)]
    readings = [_Reading(desk=desk, account=one, rules=rules, progress=progress) for one in accounts]
    for reading in readings:
        reading.run()
        problems += reading.problems
    return Synced(
        replies=tuple(reply for reading in readings for reply in reading.kept),
        accounts=tuple(one.id for one in accounts),
        looked_at=sum(reading.looked_at for reading in readings),
        problems=tuple(dict.fromkeys(problems)),
    )


def _accounts(desk: Desk, account: str) -> tuple[StoredAccount, ...]:
    components = {descriptor.name for descriptor in desk.registry.inboxes()}
    with desk.store.read() as tx:
        known = {one.id: one for one in tx.accounts.all()}
        before = tx.inboxes.accounts()
    if account:
        if account not in known:
            raise NotFound(f"There is no account {account!r}. `netcore accounts list` shows them.")
        if known[account].component not in components and account not in before:
            raise NotPossibleNow(f"The account {account!r} has no inbox: nothing that is installed reads its mail.")
        if not known[account].serves("replies"):
            raise NotPossibleNow(
                f"You allowed no reading of the mail in {account!r}. Run: netcore accounts add {account} --for replies"
            )
        return (known[account],)
    found = tuple(
        one for one in known.values() if (one.component in components or one.id in before) and one.serves("replies")
    )
    if not found:
        raise NotPossibleNow(
            "There is no account to read answers from. Add one with `netcore accounts add`, or note what you heard "
            "with `netcore replies log`."
        )
    return found


@dataclass(kw_only=True)
class _Reading:
    """One account, read from where the last reading ended."""

    desk: Desk
    account: StoredAccount
    rules: ReplyRules
    progress: Progress
    kept: list[Reply] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    looked_at: int = 0
    _found: list[Found] = field(default_factory=list)
    _own: frozenset[str] = frozenset()
    """The user's own addresses."""

    def run(self) -> None:
        """Read it to the end, or to what stops it."""
        why = ""
        try:
            inbox = self._opened()
            for item in self._items(inbox):
                if isinstance(item, Checkpoint):
                    self._keep(item.cursor)
                else:
                    self.looked_at += 1
                    self._look_at(inbox, item)
        except _Unreadable as error:
            why = str(error)
            self.problems.append(why)
        self._keep(None)
        with self.desk.store.write() as tx:
            tx.inboxes.ended(self.account.id, problem=why)

    # -- what the plugin does ----------------------------------------------------------------------------------------

    def _opened(self) -> Inbox:
        registry = self.desk.registry
        try:
            descriptor = registry.inbox(self.account.component)
            context = self.desk.surroundings.context(
                descriptor,
                account=self.account.id,
                stored=self.account.settings,
                state=AccountState(self.desk.store, self.account.id),
                progress=self.progress,
            )
            mailing = {one.name for one in (*registry.inboxes(), *registry.outboxes())}
            self._own = own_addresses(self.desk.store, mailing, context.settings)
            return registry.create(descriptor, context)
        except NetcoreError as error:
            raise self._unreadable(error) from error

    def _items(self, inbox: Inbox) -> Iterator[IncomingMail | Checkpoint]:
        cursor = self._cursor()
        ended = False
        try:
            items = iter(inbox.messages(cursor))
        except Exception as error:
            raise self._unreadable(error) from error
        while True:
            try:
                item = next(items, None)
                if item is None:
                    break
                _require_sound(item)
            except Exception as error:
                raise self._unreadable(error) from error
            ended = isinstance(item, Checkpoint)
            yield item
        if not ended:
            raise self._unreadable(BrokenPromise("it ended without saying how far it was read"))

    def _cursor(self) -> str | None:
        """Where to go on; the first time from now, or from when the first letter left that may have been answered."""
        with self.desk.store.read() as tx:
            cursor = tx.inboxes.cursor(self.account.id)
            first = tx.inboxes.letters_since(tx.now - LOOK_BACK) if cursor is None else None
        return cursor if first is None else since(first - _MARGIN)

    def _look_at(self, inbox: Inbox, mail: IncomingMail) -> None:
        found = find_letter(self.desk.store, mail, lambda key: self._text(inbox, key), self._own)
        if found is not None:
            self._found.append(found)

    def _text(self, inbox: Inbox, key: str) -> str:
        """The text of a mail; empty when it is gone or cannot be read: its headers are kept all the same."""
        try:
            return str(inbox.text(key))
        except NotFound as error:
            self.problems.append(str(error))
        except NetcoreError as error:
            raise self._unreadable(error) from error
        except Exception as error:
            self.problems.append(
                f"The text of a mail in {self.account.id!r} cannot be read ({one_line(error)}): open it there."
            )
        return ""

    def _unreadable(self, error: Exception) -> _Unreadable:
        words = str(error) if isinstance(error, NetcoreError) else f"its plugin failed: {one_line(error)}."
        return _Unreadable(
            f"The answers in {self.account.id!r} cannot be read: {words} Until they are, nothing is sent to people "
            "whom you have written to: they may have answered."
        )

    # -- what is kept ------------------------------------------------------------------------------------------------

    def _keep(self, cursor: str | None) -> None:
        """Keep what was found since the last checkpoint, and how far that is, in one transaction."""
        judged = [(found, self.rules.judge(found.mail, found.candidates, found.match.message)) for found in self._found]
        if cursor is None and not judged:
            return
        kept = []
        with self.desk.store.write() as tx:
            tx.lock_gate(alone=True)  # no sender asks whether there is an answer while there comes to be one
            for found, (kind, _) in judged:
                reply = _reply(tx, found, kind)
                if reply is not None and self._add(tx, found, reply):
                    kept.append(reply)
            if cursor is not None:
                tx.inboxes.read_to(self.account.id, cursor)
        self._found.clear()
        self.kept += kept
        self.problems += [problem for _, (_, problem) in judged if problem]

    def _add(self, tx: Transaction, found: Found, reply: Reply) -> bool:
        where = {"inbox": self.account.id, "key": found.mail.key, "mail_id": single_line(found.mail.message_id)}
        if tx.replies.knows(reply, **where):
            return False
        tx.replies.add(reply, **where)
        letter = tx.messages.get(reply.message)
        if letter is not None and letter.state == "uncertain":  # what is answered, or came back, has left
            tx.messages.move(letter, "find sent", sent_at=reply.received_at)
        name = tx.people.get(reply.person).name or reply.person
        tx.journal.add("reply.received", f"{name} {WORDS[reply.kind]}.", person=reply.person)
        return True


def _reply(tx: Transaction, found: Found, kind: str) -> Reply | None:
    """The answer as it is kept; None when its person was erased meanwhile.

    Clocks are wrong and dates are forged: no answer came before its letter, or is still to come.
    """
    letter = tx.messages.get(found.match.message.id)
    if letter is None:
        return None
    earliest: datetime = letter.sent_at or letter.created_at
    return Reply(
        id=new_id(),
        person=letter.person,
        kind=kind,  # type: ignore[arg-type]  # the rules' answers were checked
        received_at=min(max(found.mail.received_at, earliest), max(tx.now, earliest)),
        message=letter.id,
        subject=single_line(found.mail.subject),
        text=plain_text(found.mail.text),
        how=found.match.how,
    )


def _require_sound(item: object) -> None:
    if isinstance(item, Checkpoint):
        if not isinstance(item.cursor, str):
            raise BrokenPromise("it gave a cursor that is no text")
    elif not isinstance(item, IncomingMail):
        raise BrokenPromise(f"it gave a {type(item).__name__} in place of a mail")
    elif not item.key or item.received_at.tzinfo is None:
        raise BrokenPromise("it gave a mail without a key or a time zone")
