"""What this plugin offers; light, imports no implementation."""

from collections.abc import Sequence

from netcore.plugins import (
    CalendarDescriptor,
    ContactSinkDescriptor,
    ContactSourceDescriptor,
    InboxDescriptor,
    OutboxDescriptor,
    Setting,
    hookimpl,
)

ACCOUNT = (
    Setting(
        name="client-id",
        help="The application (client) id of your own app registration; the page docs/how-to/microsoft.md shows how to"
        " get one.",
        required=True,
    ),
    Setting(
        name="authority",
        help="Who signs you in: /common takes personal and work accounts; /consumers, /organizations or your tenant's"
        " name take only those.",
        type="url",
        default="https://login.microsoftonline.com/common",
    ),
    Setting(
        name="graph-url",
        help="Where Microsoft Graph is, for a national cloud.",
        type="url",
        default="https://graph.microsoft.com/v1.0",
    ),
    Setting(
        name="ca-file",
        help="A file of certificate authorities to trust instead of the system's, for a network that reads along.",
        type="path",
    ),
    Setting(name="timeout", help="Seconds to wait for each answer.", type="integer", default=60),
)

SIGN_IN = "netcore_microsoft.signing_in:MicrosoftSignIn"

SOURCE = (
    *ACCOUNT,
    Setting(
        name="photos",
        help="Bring in the pictures, too: one more question for every contact, twenty at a time.",
        type="boolean",
        default=False,
    ),
)

OUTBOX = (
    *ACCOUNT,
    Setting(
        name="drafts-only",
        help="Leave the letters in Drafts, for you to read and send from Outlook.",
        type="boolean",
        default=False,
    ),
)

INBOX = (
    *ACCOUNT,
    Setting(
        name="folders",
        help="The folders to look for answers in, separated by commas: inbox, junkemail, archive, or a folder's id.",
        default="inbox",
    ),
    Setting(
        name="look-back",
        help="Days of mail to read again when Outlook has forgotten how far we were.",
        type="integer",
        default=30,
    ),
)

CALENDAR = (
    *ACCOUNT,
    Setting(
        name="teams-link",
        help="Make new appointments Teams meetings; for accounts of organisations only.",
        type="boolean",
        default=False,
    ),
)


@hookimpl
def netcore_contact_sources() -> Sequence[ContactSourceDescriptor]:
    """The way in for people: all contact folders."""
    return [
        ContactSourceDescriptor(
            name="microsoft",
            summary="Your contacts in Outlook.com or Microsoft 365",
            factory="netcore_microsoft.contacts:MicrosoftContacts",
            settings=SOURCE,
            sign_in=SIGN_IN,
            media_type="application/json",
        )
    ]


@hookimpl
def netcore_contact_sinks() -> Sequence[ContactSinkDescriptor]:
    """The way back for people: corrections, and new contacts in the default folder."""
    return [
        ContactSinkDescriptor(
            name="microsoft",
            summary="Your contacts in Outlook.com or Microsoft 365",
            factory="netcore_microsoft.sink:MicrosoftSink",
            settings=ACCOUNT,
            sign_in=SIGN_IN,
        )
    ]


@hookimpl
def netcore_outboxes() -> Sequence[OutboxDescriptor]:
    """The way out for letters: drafts in the mailbox, sent by their ids."""
    return [
        OutboxDescriptor(
            name="microsoft",
            summary="Your own mailbox in Outlook.com or Microsoft 365",
            factory="netcore_microsoft.outbox:MicrosoftOutbox",
            settings=OUTBOX,
            sign_in=SIGN_IN,
            can_tell=True,
            drafts=True,
        )
    ]


@hookimpl
def netcore_inboxes() -> Sequence[InboxDescriptor]:
    """The way in for answers: what is new in the mailbox."""
    return [
        InboxDescriptor(
            name="microsoft",
            summary="Answers in your mailbox in Outlook.com or Microsoft 365",
            factory="netcore_microsoft.inbox:MicrosoftInbox",
            settings=INBOX,
            sign_in=SIGN_IN,
        )
    ]


@hookimpl
def netcore_calendars() -> Sequence[CalendarDescriptor]:
    """The account's default calendar."""
    return [
        CalendarDescriptor(
            name="microsoft",
            summary="Your calendar in Outlook.com or Microsoft 365",
            factory="netcore_microsoft.calendar:MicrosoftCalendar",
            settings=CALENDAR,
            sign_in=SIGN_IN,
        )
    ]
