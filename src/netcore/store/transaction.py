"""One transaction, and the rows that can be reached in it."""

import sqlite3
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from sqlalchemy import Connection, select

from netcore.store import schema

if TYPE_CHECKING:
    from netcore.store.accounts import AccountRows
    from netcore.store.campaigns import CampaignRows
    from netcore.store.circles import CircleRows
    from netcore.store.clarities import ClarityRows
    from netcore.store.conversations import ConversationRows
    from netcore.store.facts import FactRows
    from netcore.store.favors import FavorRows
    from netcore.store.inboxes import InboxRows
    from netcore.store.journal import JournalRows
    from netcore.store.leads import LeadRows
    from netcore.store.messages import MessageRows
    from netcore.store.operations import OperationRows
    from netcore.store.outbox import OutboxRows
    from netcore.store.people import PeopleRows
    from netcore.store.records import RecordRows
    from netcore.store.replies import ReplyRows
    from netcore.store.standings import StandingRows
    from netcore.store.verdicts import VerdictRows


class Mark(NamedTuple):
    """A moment of a SQLite store, as one connection sees it."""

    connection: sqlite3.Connection
    others: int
    """Differs after each transaction of any other connection (`PRAGMA data_version`)."""
    own: int
    """How many rows this connection has written."""


class Transaction:
    """Everything done through it is kept together, or not at all.

    Each attribute gives the rows of one idea; it is imported when first used, so that a small question stays fast.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    @property
    def on_postgresql(self) -> bool:
        """Whether the rows live in PostgreSQL (else SQLite)."""
        return self.connection.dialect.name == "postgresql"

    def lock_gate(self, *, alone: bool) -> None:
        """Hold the gate until the end of the transaction.

        Whatever changes who may be written to holds it alone; a sender that asks the last questions holds it together
        with other senders.  SQLite admits one writer at a time anyway.
        """
        if self.on_postgresql:
            self.connection.execute(select(schema.gate.c.id).with_for_update(read=not alone))

    def mark(self) -> Mark | None:
        """The store as it is now, to compare with another transaction's: equal when nothing at all was written between.

        None where that cannot be told: in PostgreSQL, where other transactions write at the same time.
        """
        if self.on_postgresql:
            return None
        driver = cast("sqlite3.Connection", self.connection.connection.dbapi_connection)
        (others,) = driver.execute("PRAGMA data_version").fetchone()
        return Mark(driver, others, driver.total_changes)

    @cached_property
    def accounts(self) -> "AccountRows":
        """Configured sources, outboxes, inboxes and calendars, and what they keep."""
        from netcore.store.accounts import AccountRows

        return AccountRows(self)

    @cached_property
    def records(self) -> "RecordRows":
        """Contacts as their sources hold them."""
        from netcore.store.records import RecordRows

        return RecordRows(self)

    @cached_property
    def people(self) -> "PeopleRows":
        """People: the view over records and what the user said."""
        from netcore.store.people import PeopleRows

        return PeopleRows(self)

    @cached_property
    def verdicts(self) -> "VerdictRows":
        """Who is, is not, and might be the same human."""
        from netcore.store.verdicts import VerdictRows

        return VerdictRows(self)

    @cached_property
    def circles(self) -> "CircleRows":
        """The parts of life, and who belongs to them."""
        from netcore.store.circles import CircleRows

        return CircleRows(self)

    @cached_property
    def operations(self) -> "OperationRows":
        """What can be undone as one."""
        from netcore.store.operations import OperationRows

        return OperationRows(self)

    @cached_property
    def standings(self) -> "StandingRows":
        """Kept, eliminated, held, erased: who may be written to."""
        from netcore.store.standings import StandingRows

        return StandingRows(self)

    @cached_property
    def facts(self) -> "FactRows":
        """Single facts about the network: who the user is."""
        from netcore.store.facts import FactRows

        return FactRows(self)

    @cached_property
    def clarities(self) -> "ClarityRows":
        """The versions of the next chapter."""
        from netcore.store.clarities import ClarityRows

        return ClarityRows(self)

    @cached_property
    def campaigns(self) -> "CampaignRows":
        """Rounds of writing and their frozen lists."""
        from netcore.store.campaigns import CampaignRows

        return CampaignRows(self)

    @cached_property
    def messages(self) -> "MessageRows":
        """Messages and their moves."""
        from netcore.store.messages import MessageRows

        return MessageRows(self)

    @cached_property
    def outbox(self) -> "OutboxRows":
        """Messages on their way out, and the senders that hold them."""
        from netcore.store.outbox import OutboxRows

        return OutboxRows(self)

    @cached_property
    def inboxes(self) -> "InboxRows":
        """How far each account was read for answers."""
        from netcore.store.inboxes import InboxRows

        return InboxRows(self)

    @cached_property
    def replies(self) -> "ReplyRows":
        """Answers."""
        from netcore.store.replies import ReplyRows

        return ReplyRows(self)

    @cached_property
    def conversations(self) -> "ConversationRows":
        """Talks, from the offer to the thanks."""
        from netcore.store.conversations import ConversationRows

        return ConversationRows(self)

    @cached_property
    def favors(self) -> "FavorRows":
        """What the user does for others."""
        from netcore.store.favors import FavorRows

        return FavorRows(self)

    @cached_property
    def leads(self) -> "LeadRows":
        """What came of it all."""
        from netcore.store.leads import LeadRows

        return LeadRows(self)

    @cached_property
    def journal(self) -> "JournalRows":
        """What happened."""
        from netcore.store.journal import JournalRows

        return JournalRows(self)
