"""The first schema."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, the one row of the gate, and the network's id."""
    op.create_table(
        "account_state",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "name", name=op.f("pk_account_state")),
        comment="`Context.state` of the components.",
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(), nullable=False, comment='"vcard:phone", "google:ada@example.org"'),
        sa.Column(
            "component", sa.String(), nullable=False, comment="The plugin component, as its descriptor names it."
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column(
            "uses",
            sa.Text(),
            server_default="[]",
            nullable=False,
            comment="What its owner allowed at the sign-in (`netcore.plugins.Use`); empty: whatever its plugin offers.",
        ),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "removed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="The user no longer wants it; its records stay.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "circles",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
    )
    op.create_table(
        "clarities",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the user last said that it still holds.",
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_clarities")),
    )
    op.create_table(
        "eliminated_identifiers",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="As `netcore.model.address_key` makes it."),
        sa.Column("operation", _SERIAL, nullable=True, comment="As in standings."),
        sa.PrimaryKeyConstraint("person", "kind", "value", name=op.f("pk_eliminated_identifiers")),
        comment="Every address and phone that an eliminated person has or ever had.",
    )
    op.create_index("ix_eliminated_identifiers_kind_value", "eliminated_identifiers", ["kind", "value"], unique=False)
    op.create_index(op.f("ix_eliminated_identifiers_operation"), "eliminated_identifiers", ["operation"], unique=False)
    op.create_table(
        "erased",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False, comment="HMAC-SHA-256 of kind and key."),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erased")),
        comment="All that is left of an erased person: enough to recognise, not enough to read.",
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
        comment="Single facts about the network: its id, the key of the erasure hashes, who the user is.",
    )
    op.create_table(
        "gate",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate")),
        comment="One row. A sender locks it shared while it asks the last questions, whatever changes who may be written to locks it alone: so no answer can change between question and claim.",
    )
    op.create_table(
        "inboxes",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column(
            "cursor",
            sa.Text(),
            nullable=True,
            comment="How far it was read; null: never. (`accounts.cursor` belongs to its contacts.)",
        ),
        sa.Column(
            "problem",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Why the last reading failed; empty: it did not.",
        ),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_inboxes")),
        comment="How far each account was read for answers.",
    )
    op.create_table(
        "journal",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        comment="Append-only.",
    )
    op.create_index(op.f("ix_journal_at"), "journal", ["at"], unique=False)
    op.create_index(op.f("ix_journal_person"), "journal", ["person"], unique=False)
    op.create_table(
        "operations",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("kind", sa.String(), nullable=False, comment="import, merge, split, verdict, edit"),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "sealed", sa.Text(), server_default="", nullable=False, comment="Why it cannot be undone; empty: it can."
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        comment="What undo takes back, as one.",
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("current", sa.String(length=16), nullable=False, comment="Empty for a group card, which is nobody."),
        sa.Column("name", sa.Text(), server_default="", nullable=False, comment="Cached: the merged card's name."),
        sa.Column(
            "sort_name",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Cached: folded, for searching and sorting.",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation", _SERIAL, server_default="0", nullable=False, comment="That made it; also its age."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        comment="Anchors. A person is all anchors with one `current`; its id is that anchor's, the oldest.",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_persons_current"), "persons", ["current"], unique=False)
    op.create_index(op.f("ix_persons_operation"), "persons", ["operation"], unique=False)
    op.create_table(
        "recognitions",
        sa.Column("anchor", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False, comment="Of what it has in common with them."),
        sa.Column("state", sa.String(length=5), nullable=False),
        sa.Column("operation", _SERIAL, nullable=True, comment="As in standings."),
        sa.CheckConstraint("state IN ('held', 'other', 'kept')", name=op.f("ck_recognitions_state")),
        sa.PrimaryKeyConstraint("anchor", "digest", name=op.f("pk_recognitions")),
        comment="Anchors that share something with an erased person, or with what an eliminated person once had. held: may be them; other: known to be somebody else; kept: the user wants to write to them all the same.",
    )
    op.create_index(op.f("ix_recognitions_operation"), "recognitions", ["operation"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("account", "anchor", name=op.f("pk_sightings")),
        comment="Which records a listing has shown so far; empty unless one is under way or was interrupted.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standings",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False, comment="Never leaves the store."),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "operation", _SERIAL, nullable=True, comment="The operation that made it follow; null: the user said it."
        ),
        sa.CheckConstraint("standing IN ('kept', 'eliminated')", name=op.f("ck_standings_standing")),
        sa.PrimaryKeyConstraint("person", "standing", name=op.f("pk_standings")),
        comment="Per anchor. One eliminated anchor eliminates the whole person, whatever else is said about the others.",
    )
    op.create_index(op.f("ix_standings_operation"), "standings", ["operation"], unique=False)
    op.create_index("ix_standings_standing", "standings", ["standing"], unique=False)
    op.create_table(
        "before_images",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("operation", _SERIAL, nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="The row's primary key, as a JSON object."),
        sa.Column(
            "row",
            sa.Text(),
            nullable=True,
            comment="What the change took away: the columns as they were, as JSON; null: the row is new.",
        ),
        sa.ForeignKeyConstraint(
            ["operation"], ["operations.id"], name=op.f("fk_before_images_operation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_before_images")),
        comment="What undo puts back, the newest first. What hangs on an anchor that the operation made needs no image.",
    )
    op.create_index(op.f("ix_before_images_operation"), "before_images", ["operation"], unique=False)
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("clarity", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "shown_through",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="The outbox through which its letters would leave when the user was last shown that.",
        ),
        sa.ForeignKeyConstraint(["clarity"], ["clarities.version"], name=op.f("fk_campaigns_clarity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "circle_members",
        sa.Column("circle", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["circle"], ["circles.id"], name=op.f("fk_circle_members_circle"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_circle_members_person")),
        sa.PrimaryKeyConstraint("circle", "person", name=op.f("pk_circle_members")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_circle_members_person"), "circle_members", ["person"], unique=False)
    op.create_table(
        "circle_names",
        sa.Column("category", sa.Text(), nullable=False, comment="A category or label of a source, case-folded."),
        sa.Column("circle", sa.String(length=40), nullable=True, comment="Null: the user ignores this category."),
        sa.ForeignKeyConstraint(["circle"], ["circles.id"], name=op.f("fk_circle_names_circle"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("category", name=op.f("pk_circle_names")),
        comment="Which of the user's circles a source's category means: asked once, remembered.",
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=True),
        sa.Column("minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thank_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "thanked_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Thanked by other means than a message; else it is read off the messages.",
        ),
        sa.Column("calendar", sa.String(), server_default="", nullable=False),
        sa.Column("event", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_conversations_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_person"), "conversations", ["person"], unique=False)
    op.create_index(op.f("ix_conversations_state"), "conversations", ["state"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("card", sa.Text(), nullable=False, comment="Fields that win over every record; empty ones do not."),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_corrections_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_corrections")),
    )
    op.create_table(
        "favors",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("what", sa.Text(), server_default="", nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_favors_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_favors")),
    )
    op.create_index(op.f("ix_favors_person"), "favors", ["person"], unique=False)
    op.create_index(op.f("ix_favors_state"), "favors", ["state"], unique=False)
    op.create_table(
        "identifiers",
        sa.Column("anchor", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="email, phone, uid, name, category"),
        sa.Column("value", sa.Text(), nullable=False, comment="Canonical: case-folded address, E.164, folded words."),
        sa.ForeignKeyConstraint(["anchor"], ["persons.id"], name=op.f("fk_identifiers_anchor"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("anchor", "kind", "value", name=op.f("pk_identifiers")),
        comment="By what a record can be found and matched.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identifiers_kind_value", "identifiers", ["kind", "value"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("anchor", sa.String(length=16), nullable=False),
        sa.Column(
            "key",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="A digest: `RecordRows.add_blocks`.",
        ),
        sa.ForeignKeyConstraint(["anchor"], ["persons.id"], name=op.f("fk_blocks_anchor"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("anchor", "key", name=op.f("pk_blocks")),
        comment="Which records are worth comparing: those that share a key.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_blocks_key", "blocks", ["key"], unique=False)
    op.create_table(
        "introductions",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("introduced_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["introduced_by"], ["persons.id"], name=op.f("fk_introductions_introduced_by")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_introductions_person")),
        sa.PrimaryKeyConstraint("person", "introduced_by", name=op.f("pk_introductions")),
        comment="Ties: who introduced whom.",
    )
    op.create_index(op.f("ix_introductions_introduced_by"), "introductions", ["introduced_by"], unique=False)
    op.create_table(
        "leads",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("from_person", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["from_person"], ["persons.id"], name=op.f("fk_leads_from_person")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_leads_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
    )
    op.create_index(op.f("ix_leads_from_person"), "leads", ["from_person"], unique=False)
    op.create_index(op.f("ix_leads_person"), "leads", ["person"], unique=False)
    op.create_table(
        "person_notes",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_person_notes_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_notes")),
    )
    op.create_index(op.f("ix_person_notes_person"), "person_notes", ["person"], unique=False)
    op.create_table(
        "records",
        sa.Column("anchor", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False, comment="BLAKE2b of the raw bytes."),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_records_account")),
        sa.ForeignKeyConstraint(["anchor"], ["persons.id"], name=op.f("fk_records_anchor")),
        sa.PrimaryKeyConstraint("anchor", name=op.f("pk_records")),
        sa.UniqueConstraint("account", "source_id", name=op.f("uq_records_account_source_id")),
    )
    op.create_table(
        "verdicts",
        sa.Column("left", sa.String(length=16), nullable=False),
        sa.Column("right", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=9), nullable=False),
        sa.Column("by_user", sa.Boolean(), nullable=False),
        sa.Column(
            "judged",
            sa.String(length=4),
            server_default="",
            nullable=False,
            comment="What the machine itself says: same, like, ask.",
        ),
        sa.Column(
            "weight", sa.Float(), server_default="0", nullable=False, comment="Of the machine's evidence, in bits."
        ),
        sa.Column(
            "names",
            sa.String(length=5),
            server_default="",
            nullable=False,
            comment="How much of a name weighs besides.",
        ),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('same', 'different', 'ask')", name=op.f("ck_verdicts_verdict")),
        sa.CheckConstraint('"left" < "right"', name=op.f("ck_verdicts_ordered")),
        sa.ForeignKeyConstraint(["left"], ["persons.id"], name=op.f("fk_verdicts_left")),
        sa.ForeignKeyConstraint(["right"], ["persons.id"], name=op.f("fk_verdicts_right")),
        sa.PrimaryKeyConstraint("left", "right", name=op.f("pk_verdicts")),
        comment="What is known about two anchors being one human. The user's outlive every import. `verdict` is what holds in the end: a machine's same that a contradiction or the user keeps apart is an ask, or different.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_verdicts_right", "verdicts", ["right"], unique=False)
    op.create_index("ix_verdicts_verdict", "verdicts", ["verdict"], unique=False)
    op.create_table(
        "campaign_people",
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_campaign_people_campaign")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_campaign_people_person")),
        sa.PrimaryKeyConstraint("campaign", "person", name=op.f("pk_campaign_people")),
        comment="The frozen list.",
    )
    op.create_index(op.f("ix_campaign_people_person"), "campaign_people", ["person"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=True),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column(
            "to_key", sa.Text(), nullable=False, comment="The mailbox behind the address, however it is spelled."
        ),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column(
            "in_place_of",
            sa.String(length=16),
            server_default="",
            nullable=False,
            comment="The letter that came back.",
        ),
        sa.Column("clarity", sa.Integer(), server_default="0", nullable=False),
        sa.Column("in_reply_to", sa.Text(), server_default="", nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("approved_digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("outbox", sa.String(), server_default="", nullable=False),
        sa.Column("handle", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "phase",
            sa.String(length=10),
            server_default="",
            nullable=False,
            comment="Of sending: claimed, committing",
        ),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "committed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the outbox was last told to send it, by netcore's own clock.",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("thread", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_messages_campaign")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_messages_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_campaign_person", "messages", ["campaign", "person"], unique=False)
    op.create_index("ix_messages_campaign_to_key", "messages", ["campaign", "to_key"], unique=False)
    op.create_index("ix_messages_message_id", "messages", ["message_id"], unique=False)
    op.create_index("ix_messages_outbox_committed_at", "messages", ["outbox", "committed_at"], unique=False)
    op.create_index(op.f("ix_messages_person"), "messages", ["person"], unique=False)
    op.create_index("ix_messages_state_created_at_id", "messages", ["state", "created_at", "id"], unique=False)
    op.create_index("ix_messages_thread", "messages", ["thread"], unique=False)
    op.create_index("ix_messages_to_key", "messages", ["to_key"], unique=False)
    op.execute(
        sa.text("CREATE UNIQUE INDEX uq_messages_campaign_person ON messages (campaign, person) WHERE in_place_of = ''")
    )
    op.execute(
        sa.text(
            "CREATE UNIQUE INDEX uq_messages_campaign_to_key ON messages (campaign, to_key) "
            "WHERE state IN ('sending', 'sent', 'uncertain') AND in_place_of = ''"
        )
    )
    op.create_table(
        "attachments",
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the data."),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_attachments_message"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message", "name", name=op.f("pk_attachments")),
        comment="Files that go with a message.",
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column(
            "inbox", sa.String(), server_default="", nullable=False, comment="The account; empty when logged by hand."
        ),
        sa.Column("key", sa.Text(), server_default="", nullable=False, comment="The inbox's name for the mail."),
        sa.Column("mail_id", sa.Text(), server_default="", nullable=False, comment="The mail's own Message-ID."),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("message", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.Boolean(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_replies_message")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_replies_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    op.execute(sa.text("CREATE UNIQUE INDEX uq_replies_inbox_key ON replies (inbox, key) WHERE key <> ''"))
    op.create_index("ix_replies_mail_id", "replies", ["mail_id"], unique=False)
    op.create_index(op.f("ix_replies_message"), "replies", ["message"], unique=False)
    op.create_index(op.f("ix_replies_person"), "replies", ["person"], unique=False)
    op.create_table(
        "waivers",
        sa.Column("message", sa.String(length=16), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_waivers_message"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message", "finding", name=op.f("pk_waivers")),
        comment="Findings that the author decided to overrule, and why.",
    )
    op.execute(sa.text("INSERT INTO gate (id) VALUES (1)"))
    op.execute(sa.text("INSERT INTO facts (name, value) VALUES ('network.id', :id)").bindparams(id=str(uuid4())))
