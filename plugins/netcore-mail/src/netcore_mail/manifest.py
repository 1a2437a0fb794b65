"""What this plugin offers; light, imports no implementation."""

from collections.abc import Sequence

from netcore.plugins import InboxDescriptor, OutboxDescriptor, Setting, hookimpl

_SECURITY = ("tls", "starttls", "none")

ACCOUNT = (
    Setting(
        name="from-address",
        help="The e-mail address of the account; for many providers nothing else but the password is needed.",
        required=True,
    ),
    Setting(name="user", help="The name to sign in with, when it is not the address itself."),
    Setting(
        name="password",
        help="The password; providers with two-step sign-in want an app password, made in their security settings.",
        secret=True,
    ),
    Setting(
        name="token",
        help="An OAuth 2.0 access token for mail, used instead of the password (XOAUTH2).",
        secret=True,
    ),
    Setting(
        name="auth",
        help="How to sign in; auto takes the best that the server offers and the secrets allow.",
        type="choice",
        choices=("auto", "plain", "login", "xoauth2"),
        default="auto",
    ),
    Setting(name="imap-host", help="The server that keeps the mail, such as imap.example.org."),
    Setting(name="imap-port", help="Its port, when it is not 993 (tls) or 143 (starttls).", type="integer"),
    Setting(
        name="imap-security",
        help="How the connection to it is protected; none is allowed on this machine only.",
        type="choice",
        choices=_SECURITY,
        default="tls",
    ),
    Setting(
        name="ca-file",
        help="A file of certificate authorities to trust instead of the system's, for a server of your own.",
        type="path",
    ),
    Setting(name="timeout", help="Seconds to wait for each answer of a server.", type="integer", default=60),
)

OUTBOX = (
    *ACCOUNT,
    Setting(name="smtp-host", help="The server that takes outgoing mail, such as smtp.example.org."),
    Setting(name="smtp-port", help="Its port, when it is not 587 (starttls) or 465 (tls).", type="integer"),
    Setting(
        name="security",
        help="How the connection to it is protected; none is allowed on this machine only.",
        type="choice",
        choices=_SECURITY,
    ),
    Setting(name="sent-folder", help="The folder for copies of sent mail, when it is not found by itself."),
    Setting(
        name="sent-copy",
        help="Who puts the copy there: the server by itself, netcore, or nobody; auto knows the large providers.",
        type="choice",
        choices=("auto", "server", "netcore", "nobody"),
        default="auto",
    ),
    Setting(
        name="size-limit", help="The largest letter, in megabytes, attachments encoded.", type="integer", default=25
    ),
)

INBOX = (
    *ACCOUNT,
    Setting(name="folders", help="The folders to look for answers in, separated by commas.", default="INBOX"),
    Setting(
        name="look-back",
        help="Days of mail to read again when the server renumbered a folder.",
        type="integer",
        default=30,
    ),
)


@hookimpl
def netcore_outboxes() -> Sequence[OutboxDescriptor]:
    """The way out: SMTP submission."""
    return [
        OutboxDescriptor(
            name="mail",
            summary="Your own mail account: any provider with SMTP",
            factory="netcore_mail.outbox:MailOutbox",
            settings=OUTBOX,
        )
    ]


@hookimpl
def netcore_inboxes() -> Sequence[InboxDescriptor]:
    """The way in: IMAP."""
    return [
        InboxDescriptor(
            name="mail",
            summary="Answers in your own mail account: any provider with IMAP",
            factory="netcore_mail.inbox:MailInbox",
            settings=INBOX,
        )
    ]
