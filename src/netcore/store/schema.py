"""The tables of one network.

Records stay as their source gave them; people are a view.  Each record has an *anchor* of its own in ``persons``,
for ever; ``persons.current`` says which anchor stands for the whole human at present.  What the user says about a
person is written to an anchor and read through ``current``, so that a merge moves nothing and un-merging is exact.
``operation`` names the operation that made a row, so that it can be undone as one.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from netcore.model.contact import Contact
from netcore.store.types import Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Serial = BigInteger().with_variant(Integer, "sqlite")

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
    comment="Single facts about the network: its id, the key of the erasure hashes, who the user is.",
)

gate = Table(
    "gate",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    comment="One row. A sender locks it shared while it asks the last questions, whatever changes who may be "
    "written to locks it alone: so no answer can change between question and claim.",
)

# -- gather ----------------------------------------------------------------------------------------------------------

operations = Table(
    "operations",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", String, nullable=False, comment="import, merge, split, verdict, edit"),
    Column("summary", Text, nullable=False),
    Column("sealed", Text, nullable=False, server_default="", comment="Why it cannot be undone; empty: it can."),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    comment="What undo takes back, as one.",
)

before_images = Table(
    "before_images",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("operation", ForeignKey("operations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("table_name", String, nullable=False),
    Column("key", Text, nullable=False, comment="The row's primary key, as a JSON object."),
    Column("row", Text, comment="What the change took away: the columns as they were, as JSON; null: the row is new."),
    comment="What undo puts back, the newest first. What hangs on an anchor that the operation made needs no image.",
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True, comment='"vcard:phone", "google:ada@example.org"'),
    Column("component", String, nullable=False, comment="The plugin component, as its descriptor names it."),
    Column("name", String, nullable=False),
    Column("location", Text, nullable=False, server_default=""),
    Column("settings", Json(dict[str, str | int | bool | None]), nullable=False),
    Column(
        "uses",
        Json(tuple[str, ...]),
        nullable=False,
        server_default="[]",
        comment="What its owner allowed at the sign-in (`netcore.plugins.Use`); empty: whatever its plugin offers.",
    ),
    Column("cursor", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime, comment="The user no longer wants it; its records stay."),
)

inboxes = Table(
    "inboxes",
    metadata,
    Column("account", String, primary_key=True),
    Column("cursor", Text, comment="How far it was read; null: never. (`accounts.cursor` belongs to its contacts.)"),
    Column(
        "problem", Text, nullable=False, server_default="", comment="Why the last reading failed; empty: it did not."
    ),
    Column("tried_at", UtcDateTime, nullable=False),
    comment="How far each account was read for answers.",
)

account_state = Table(
    "account_state",
    metadata,
    Column("account", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
    comment="`Context.state` of the components.",
)

persons = Table(
    "persons",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("current", String(16), nullable=False, index=True, comment="Empty for a group card, which is nobody."),
    Column("name", Text, nullable=False, server_default="", comment="Cached: the merged card's name."),
    Column("sort_name", Text, nullable=False, server_default="", comment="Cached: folded, for searching and sorting."),
    Column("created_at", UtcDateTime, nullable=False),
    Column("operation", Serial, nullable=False, server_default="0", index=True, comment="That made it; also its age."),
    sqlite_with_rowid=False,
    comment="Anchors. A person is all anchors with one `current`; its id is that anchor's, the oldest.",
)

records = Table(
    "records",
    metadata,
    Column("anchor", ForeignKey("persons.id"), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("source_id", Text, nullable=False),
    Column("revision", Text, nullable=False, server_default=""),
    Column("digest", LargeBinary(16), nullable=False, comment="BLAKE2b of the raw bytes."),
    Column("raw", LargeBinary, nullable=False),
    Column("contact", Json(Contact), nullable=False),
    Column("notes", Json(tuple[str, ...]), nullable=False),
    Column("gone_at", UtcDateTime),
    UniqueConstraint("account", "source_id"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("account", String, primary_key=True),
    Column("anchor", String(16), primary_key=True),
    sqlite_with_rowid=False,
    comment="Which records a listing has shown so far; empty unless one is under way or was interrupted.",
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("anchor", ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), primary_key=True, comment="email, phone, uid, name, category"),
    Column("value", Text, primary_key=True, comment="Canonical: case-folded address, E.164, folded words."),
    Index("ix_identifiers_kind_value", "kind", "value"),
    sqlite_with_rowid=False,
    comment="By what a record can be found and matched.",
)

blocks = Table(
    "blocks",
    metadata,
    Column("anchor", ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False, comment="A digest: `RecordRows.add_blocks`."),
    Index("ix_blocks_key", "key"),
    sqlite_with_rowid=False,
    comment="Which records are worth comparing: those that share a key.",
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("left", ForeignKey("persons.id"), primary_key=True),
    Column("right", ForeignKey("persons.id"), primary_key=True),
    Column("verdict", String(9), nullable=False),
    Column("by_user", Boolean, nullable=False),
    Column(
        "judged", String(4), nullable=False, server_default="", comment="What the machine itself says: same, like, ask."
    ),
    Column("weight", Float, nullable=False, server_default="0", comment="Of the machine's evidence, in bits."),
    Column("names", String(5), nullable=False, server_default="", comment="How much of a name weighs besides."),
    Column("reasons", Json(tuple[str, ...]), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    CheckConstraint("verdict IN ('same', 'different', 'ask')", name="verdict"),
    CheckConstraint('"left" < "right"', name="ordered"),
    Index("ix_verdicts_right", "right"),
    Index("ix_verdicts_verdict", "verdict"),
    sqlite_with_rowid=False,
    comment="What is known about two anchors being one human. The user's outlive every import. `verdict` is what holds "
    "in the end: a machine's same that a contradiction or the user keeps apart is an ask, or different.",
)

corrections = Table(
    "corrections",
    metadata,
    Column("person", ForeignKey("persons.id"), primary_key=True),
    Column("card", Json(Contact), nullable=False, comment="Fields that win over every record; empty ones do not."),
)

person_notes = Table(
    "person_notes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)

introductions = Table(
    "introductions",
    metadata,
    Column("person", ForeignKey("persons.id"), primary_key=True),
    Column("introduced_by", ForeignKey("persons.id"), primary_key=True, index=True),
    comment="Ties: who introduced whom.",
)

circles = Table(
    "circles",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("notes", Text, nullable=False, server_default=""),
)

circle_members = Table(
    "circle_members",
    metadata,
    Column("circle", ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("persons.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

circle_names = Table(
    "circle_names",
    metadata,
    Column("category", Text, primary_key=True, comment="A category or label of a source, case-folded."),
    Column("circle", ForeignKey("circles.id", ondelete="CASCADE"), comment="Null: the user ignores this category."),
    comment="Which of the user's circles a source's category means: asked once, remembered.",
)

# -- choose ----------------------------------------------------------------------------------------------------------

# Without foreign keys: an elimination outlives the anchor, so that an import that was undone and is repeated finds it.
standings = Table(
    "standings",
    metadata,
    Column("person", String(16), primary_key=True),
    Column("standing", String(10), primary_key=True),
    Column("reason", Text, nullable=False, server_default="", comment="Never leaves the store."),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("operation", Serial, index=True, comment="The operation that made it follow; null: the user said it."),
    CheckConstraint("standing IN ('kept', 'eliminated')", name="standing"),
    Index("ix_standings_standing", "standing"),
    comment="Per anchor. One eliminated anchor eliminates the whole person, whatever else is said about the others.",
)

eliminated_identifiers = Table(
    "eliminated_identifiers",
    metadata,
    Column("person", String(16), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("value", Text, primary_key=True, comment="As `netcore.model.address_key` makes it."),
    Column("operation", Serial, index=True, comment="As in standings."),
    Index("ix_eliminated_identifiers_kind_value", "kind", "value"),
    comment="Every address and phone that an eliminated person has or ever had.",
)

erased = Table(
    "erased",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True, comment="HMAC-SHA-256 of kind and key."),
    Column("erased_at", UtcDateTime, nullable=False),
    comment="All that is left of an erased person: enough to recognise, not enough to read.",
)

recognitions = Table(
    "recognitions",
    metadata,
    Column("anchor", String(16), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True, comment="Of what it has in common with them."),
    Column("state", String(5), nullable=False),
    Column("operation", Serial, index=True, comment="As in standings."),
    CheckConstraint("state IN ('held', 'other', 'kept')", name="state"),
    comment="Anchors that share something with an erased person, or with what an eliminated person once had. held: may "
    "be them; other: known to be somebody else; kept: the user wants to write to them all the same.",
)

# -- clarify, write --------------------------------------------------------------------------------------------------

clarities = Table(
    "clarities",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("goal", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("ask", Text, nullable=False),
    Column("keywords", Json(tuple[str, ...]), nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False, comment="When the user last said that it still holds."),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("clarity", ForeignKey("clarities.version"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column(
        "shown_through",
        Text,
        nullable=False,
        server_default="",
        comment="The outbox through which its letters would leave when the user was last shown that.",
    ),
)

campaign_people = Table(
    "campaign_people",
    metadata,
    Column("campaign", ForeignKey("campaigns.id"), primary_key=True),
    Column("person", ForeignKey("persons.id"), primary_key=True, index=True),
    comment="The frozen list.",
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("campaign", ForeignKey("campaigns.id")),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("purpose", String(12), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("to_address", Text, nullable=False),
    Column("to_key", Text, nullable=False, comment="The mailbox behind the address, however it is spelled."),
    Column("to_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("slots", Json(dict[str, str]), nullable=False),
    Column("in_place_of", String(16), nullable=False, server_default="", comment="The letter that came back."),
    Column("clarity", Integer, nullable=False, server_default="0"),
    Column("in_reply_to", Text, nullable=False, server_default=""),
    Column("text_digest", String(64), nullable=False),
    Column("approved_digest", String(64), nullable=False, server_default=""),
    Column("outbox", String, nullable=False, server_default=""),
    Column("handle", Text, nullable=False, server_default=""),
    Column("phase", String(10), nullable=False, server_default="", comment="Of sending: claimed, committing"),
    Column("worker", Text, nullable=False, server_default=""),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("committed_at", UtcDateTime, comment="When the outbox was last told to send it, by netcore's own clock."),
    Column("sent_at", UtcDateTime),
    Column("message_id", Text, nullable=False, server_default=""),
    Column("thread", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Index("ix_messages_state_created_at_id", "state", "created_at", "id"),
    Index("ix_messages_message_id", "message_id"),
    Index("ix_messages_campaign_person", "campaign", "person"),
    Index("ix_messages_campaign_to_key", "campaign", "to_key"),
    Index("ix_messages_to_key", "to_key"),
    Index("ix_messages_thread", "thread"),
    Index("ix_messages_outbox_committed_at", "outbox", "committed_at"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("message", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("media_type", String, nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the data."),
    Column("data", LargeBinary, nullable=False),
    comment="Files that go with a message.",
)

waivers = Table(
    "waivers",
    metadata,
    Column("message", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("finding", String, primary_key=True),
    Column("reason", Text, nullable=False),
    comment="Findings that the author decided to overrule, and why.",
)

replies = Table(
    "replies",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("inbox", String, nullable=False, server_default="", comment="The account; empty when logged by hand."),
    Column("key", Text, nullable=False, server_default="", comment="The inbox's name for the mail."),
    Column("mail_id", Text, nullable=False, server_default="", comment="The mail's own Message-ID."),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("message", ForeignKey("messages.id"), index=True),
    Column("kind", String(10), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("looked_at", Boolean, nullable=False),
    Column("how", Text, nullable=False),
    Index("ix_replies_mail_id", "mail_id"),
)
# -- meet, thank, give -----------------------------------------------------------------------------------------------

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("state", String(9), nullable=False, index=True),
    Column("options", Json(tuple[str, ...]), nullable=False),
    Column("mode", String(8)),
    Column("minutes", Integer, nullable=False, server_default="0"),
    Column("at", UtcDateTime),
    Column("place", Text, nullable=False, server_default=""),
    Column("notes", Text, nullable=False, server_default=""),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("held_at", UtcDateTime),
    Column("thank_by", UtcDateTime),
    Column(
        "thanked_at", UtcDateTime, comment="Thanked by other means than a message; else it is read off the messages."
    ),
    Column("calendar", String, nullable=False, server_default=""),
    Column("event", Text, nullable=False, server_default=""),
)

favors = Table(
    "favors",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("state", String(8), nullable=False, index=True),
    Column("what", Text, nullable=False, server_default=""),
    Column("due", UtcDateTime),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("promised_at", UtcDateTime),
    Column("done_at", UtcDateTime),
)

leads = Table(
    "leads",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("from_person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("person", ForeignKey("persons.id"), index=True),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("event", String, nullable=False),
    Column("person", String(16), index=True),
    Column("text", Text, nullable=False),
    comment="Append-only.",
)

# As words of SQL: an Index with a condition for PostgreSQL imports its dialect, 90 ms in which a SQLite user waits.
CONDITIONAL_INDEXES = {
    "uq_replies_inbox_key": "CREATE UNIQUE INDEX uq_replies_inbox_key ON replies (inbox, key) WHERE key <> ''",
    "uq_messages_campaign_person": (
        "CREATE UNIQUE INDEX uq_messages_campaign_person ON messages (campaign, person) WHERE in_place_of = ''"
    ),
    "uq_messages_campaign_to_key": (
        "CREATE UNIQUE INDEX uq_messages_campaign_to_key ON messages (campaign, to_key) "
        "WHERE state IN ('sending', 'sent', 'uncertain') AND in_place_of = ''"
    ),
}
"""What is unique on a condition: a mail in its inbox; a person in a campaign; a mailbox among those that a campaign has
reached, or may have.  A letter in place of one that came back is no second one.

The migrations make them; a test compares."""
