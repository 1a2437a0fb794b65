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

SIGN_IN = "netcore_google.signing_in:GoogleSignIn"

ACCOUNT = (
    Setting(
        name="client-file",
        help="The file of your own Google client, as the Google Cloud console lets you download it"
        " (client_secret_….json); needed at the sign-in only.",
        type="path",
    ),
    Setting(name="client-id", help="The id of your own Google client, when you do not have the file."),
    Setting(name="client-secret", help="The secret that belongs to the client id.", secret=True),
    Setting(name="timeout", help="Seconds to wait for each answer of Google.", type="integer", default=60),
    Setting(
        name="sign-in-timeout", help="Seconds to wait for you to finish in the browser.", type="integer", default=300
    ),
    Setting(name="server", help="A stand-in for Google on this machine, for tests.", type="url"),
)

MAIL = (
    *ACCOUNT,
    Setting(
        name="mail-access",
        help="What may be read of your mail at the sign-in for replies: the texts of answers, or headers only.",
        type="choice",
        choices=("text", "headers"),
        default="text",
    ),
)

OUTBOX = (
    *MAIL,
    Setting(name="from-address", help="The address to send from, when it is not the account's own (an alias)."),
    Setting(
        name="drafts-only",
        help="Put the letters into your Drafts, and leave the sending to you.",
        type="boolean",
        default=False,
    ),
)

CALENDAR = (*ACCOUNT, Setting(name="calendar", help="The calendar to use.", default="primary"))

SINK = (
    *ACCOUNT,
    Setting(name="label", help="A Google label to put on every contact that is made here."),
)


@hookimpl
def netcore_contact_sources() -> Sequence[ContactSourceDescriptor]:
    """Google Contacts, in."""
    return [
        ContactSourceDescriptor(
            name="google",
            summary="Google Contacts",
            factory="netcore_google.contacts:GoogleContacts",
            settings=MAIL,
            media_type="application/json",
            sign_in=SIGN_IN,
        )
    ]


@hookimpl
def netcore_contact_sinks() -> Sequence[ContactSinkDescriptor]:
    """Google Contacts, out."""
    return [
        ContactSinkDescriptor(
            name="google",
            summary="Google Contacts",
            factory="netcore_google.sink:GoogleSink",
            settings=SINK,
            sign_in=SIGN_IN,
        )
    ]


@hookimpl
def netcore_outboxes() -> Sequence[OutboxDescriptor]:
    """Gmail, out."""
    return [
        OutboxDescriptor(
            name="google",
            summary="Your Gmail account: each letter first a draft, then sent",
            factory="netcore_google.outbox:GmailOutbox",
            settings=OUTBOX,
            can_tell=True,
            daily_cap=500,
            drafts=True,
            sign_in=SIGN_IN,
        )
    ]


@hookimpl
def netcore_inboxes() -> Sequence[InboxDescriptor]:
    """Gmail, in."""
    return [
        InboxDescriptor(
            name="google",
            summary="Answers in your Gmail account",
            factory="netcore_google.inbox:GmailInbox",
            settings=MAIL,
            sign_in=SIGN_IN,
        )
    ]


@hookimpl
def netcore_calendars() -> Sequence[CalendarDescriptor]:
    """Google Calendar."""
    return [
        CalendarDescriptor(
            name="google",
            summary="Google Calendar",
            factory="netcore_google.calendar:GoogleCalendar",
            settings=CALENDAR,
            sign_in=SIGN_IN,
        )
    ]
