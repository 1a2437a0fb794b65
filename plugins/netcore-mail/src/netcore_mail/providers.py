"""What is published about large providers, so that an address and a password are enough.

Hosts, ports and domains: Thunderbird's autoconfiguration database (github.com/thunderbird/autoconfig, ``ispdb/``) and
the providers' own help pages (for Fastmail fastmail.com/help/technical/servernamesandports.html, which wants TLS from
the start).  Nothing is guessed: for any other domain the hosts have to be given.
"""

from typing import Literal

from netcore.model.base import Value

Security = Literal["tls", "starttls", "none"]


class Provider(Value, frozen=True, kw_only=True):
    """A provider's servers; IMAP is on port 993 with TLS for all of them."""

    smtp_host: str
    smtp_port: int
    security: Security
    imap_host: str
    advice: str = ""
    """What its users have to know about signing in: a sentence."""


_MICROSOFT = Provider(
    smtp_host="smtp-mail.outlook.com",
    smtp_port=587,
    security="starttls",
    imap_host="outlook.office365.com",
    advice="Microsoft takes no passwords here, only an OAuth token: the plugin netcore-microsoft is the easier way.",
)
_GOOGLE = Provider(
    smtp_host="smtp.gmail.com",
    smtp_port=465,
    security="tls",
    imap_host="imap.gmail.com",
    advice="Google wants an app password (or an OAuth token), not the password of the account.",
)
_APPLE = Provider(
    smtp_host="smtp.mail.me.com",
    smtp_port=587,
    security="starttls",
    imap_host="imap.mail.me.com",
    advice="Apple wants an app-specific password.",
)
_FASTMAIL = Provider(
    smtp_host="smtp.fastmail.com",
    smtp_port=465,
    security="tls",
    imap_host="imap.fastmail.com",
    advice="Fastmail wants an app password.",
)
_YAHOO = Provider(
    smtp_host="smtp.mail.yahoo.com",
    smtp_port=465,
    security="tls",
    imap_host="imap.mail.yahoo.com",
    advice="Yahoo wants an app password.",
)
_GMX_NET = Provider(smtp_host="mail.gmx.net", smtp_port=465, security="tls", imap_host="imap.gmx.net")
_GMX_COM = Provider(smtp_host="mail.gmx.com", smtp_port=465, security="tls", imap_host="imap.gmx.com")
_MAILBOX_ORG = Provider(smtp_host="smtp.mailbox.org", smtp_port=465, security="tls", imap_host="imap.mailbox.org")
_POSTEO = Provider(smtp_host="posteo.de", smtp_port=465, security="tls", imap_host="posteo.de")

_DOMAINS = (
    (_GOOGLE, "gmail.com googlemail.com"),
    (
        _MICROSOFT,
        "outlook.com hotmail.com live.com msn.com windowslive.com outlook.at outlook.be outlook.de outlook.dk"
        " outlook.es outlook.fr outlook.ie outlook.it outlook.pt hotmail.be hotmail.ca hotmail.co.uk hotmail.de"
        " hotmail.es hotmail.fr hotmail.it hotmail.nl live.at live.be live.ca live.co.uk live.de live.dk live.fr"
        " live.ie live.it live.nl live.se",
    ),
    (_APPLE, "icloud.com me.com mac.com"),
    (_FASTMAIL, "fastmail.com fastmail.fm messagingengine.com"),
    (
        _YAHOO,
        "yahoo.com yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in yahoo.co.uk yahoo.co.nz yahoo.com.au"
        " yahoo.com.ar yahoo.com.br yahoo.com.mx ymail.com myyahoo.com rocketmail.com",
    ),
    (_GMX_NET, "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.org gmx.info"),
    (_GMX_COM, "gmx.com gmx.us gmx.co.uk gmx.es gmx.fr gmx.ca gmx.it gmx.ie gmx.pt gmx.se"),
    (_MAILBOX_ORG, "mailbox.org"),
    (_POSTEO, "posteo.de posteo.net posteo.org posteo.eu posteo.at posteo.ch posteo.me"),
)

_FILE_SENT_MAIL = frozenset({"smtp.gmail.com", "smtp-mail.outlook.com", "smtp.office365.com"})
"""Servers that put what they accept into the Sent folder themselves.

Google says so at support.google.com/mail/answer/78892, Microsoft at
learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements.
"""


def provider_of(address: str) -> Provider | None:
    """The provider of an address's domain, when it is one that we know."""
    domain = address.rpartition("@")[2].lower()
    return next((provider for provider, domains in _DOMAINS if domain in domains.split()), None)


def files_sent_mail(smtp_host: str) -> bool:
    """Whether the server is known to keep a copy of accepted mail in the Sent folder by itself."""
    return smtp_host.lower() in _FILE_SENT_MAIL


def renames_mail(smtp_host: str) -> bool:
    """Whether the server may give accepted mail another Message-ID, and then names it in angle brackets as it accepts.

    Microsoft's do (github.com/chatmail/core/pull/2250, nodejs-nodemailer-outlook/issues/8), and keep ours in the header
    X-Microsoft-Original-Message-ID.
    """
    return smtp_host.lower().endswith((".outlook.com", ".office365.com"))
