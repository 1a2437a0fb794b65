"""A signed-in IMAP connection (RFC 3501), and a sentence for whatever goes wrong with it."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from netcore.errors import NetcoreError, SettingMissing, SignInNeeded, Unreachable
from netcore_mail.account import Account, Server
from netcore_mail.imap_wire import PatientClient
from netcore_mail.signing_in import Credentials, mechanisms, plain, xoauth2
from netcore_mail.tls import tls_trouble


@contextmanager
def imap(account: Account, credentials: Credentials, tls: Callable[[], ssl.SSLContext]) -> Iterator[IMAPClient]:
    """Connect and sign in; sign out at the end.

    Raises `SignInNeeded` when the server does not let us in, and `Unreachable` for all else that the network or the
    server do wrong, also inside the block.
    """
    server = account.imap
    if server is None:
        domain = account.address.rpartition("@")[2]
        raise SettingMissing(f"No IMAP server is known for {domain}: give --imap-host (often imap.{domain}).")
    try:
        client = _connected(server, account, tls)
        try:
            _sign_in(client, server, account, credentials)
            yield client
        finally:
            _leave(client, account)
    except NetcoreError:
        raise
    except TimeoutError:
        raise Unreachable(f"{server.host} did not answer in time. Try again later.") from None
    except OSError as error:
        at_port = f"cannot be reached on port {server.port}: {error.strerror or error}"
        raise Unreachable(
            f"{server.host} {tls_trouble(error) if isinstance(error, ssl.SSLError) else at_port}."
        ) from None
    except imaplib.IMAP4.abort as error:
        raise Unreachable(f"{server.host} broke the connection off ({_short(error)}). Try again later.") from None
    except imaplib.IMAP4.error as error:
        raise Unreachable(f"{server.host} refuses: {_short(error)}.") from None
    except Exception as error:  # whatever a parser raises that was given nonsense
        raise Unreachable(f"{server.host} answered what cannot be understood: {_short(error)}.") from error


def _connected(server: Server, account: Account, tls: Callable[[], ssl.SSLContext]) -> IMAPClient:
    client = PatientClient(server, account, tls)
    try:
        if server.security == "starttls":
            _protect(client, server)
    except BaseException:
        client.shutdown()
        raise
    return client


def _protect(client: PatientClient, server: Server) -> None:
    if not client.has_capability("STARTTLS"):
        raise Unreachable(
            f"{server.host} offers no encryption (STARTTLS) on port {server.port}, and the password does not go out in"
            " clear. Set imap-security to tls."
        )
    client.starttls()


def _sign_in(client: IMAPClient, server: Server, account: Account, credentials: Credentials) -> None:
    if not (credentials.password or credentials.token):
        raise SignInNeeded(
            f"There is no password (or token) for {credentials.user} at {server.host}. Give one to the mail account."
            f" {account.advice}".strip()
        )
    offered = {name.decode("ascii", "replace").upper() for name in client.capabilities()}
    by_sasl = {name.removeprefix("AUTH=") for name in offered if name.startswith("AUTH=")} - {"LOGIN"}
    by_command = {"LOGIN"} - {name.removesuffix("DISABLED") for name in offered if name == "LOGINDISABLED"}
    wanted = [
        name
        for name in mechanisms("auto", frozenset(by_sasl | by_command), credentials)
        if account.auth == "auto" or (account.auth == "xoauth2") == (name == "XOAUTH2")  # plain and login are one here
    ]
    if not wanted:
        raise SignInNeeded(
            f"{server.host} offers no way to sign in that the setting auth and the stored password or token allow."
            f" {account.advice}".strip()
        )
    try:
        if wanted[0] == "LOGIN":
            client.login(credentials.user, credentials.password)
        else:
            words = xoauth2(credentials) if wanted[0] == "XOAUTH2" else plain(credentials)
            answers = iter((words,))  # asked again, a server wants to say why not: the answer is an empty line
            client.sasl_login(wanted[0], lambda _: next(answers, b""))
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort) or "[UNAVAILABLE]" in str(error):
            raise Unreachable(f"{server.host} could not sign {credentials.user} in now: {_short(error)}.") from None
        raise SignInNeeded(
            f"{server.host} did not let {credentials.user} in: {_short(error)}. Give the password (or token) of the"
            f" mail account anew. {account.advice}".strip()
        ) from None


def _leave(client: IMAPClient, account: Account) -> None:
    try:
        client.socket().settimeout(account.patience.farewell)
        client.logout()
    except Exception:  # it is over anyway
        with suppress(OSError):
            client.shutdown()


def _short(error: BaseException) -> str:
    text = "".join(character if character.isprintable() else " " for character in str(error) or type(error).__name__)
    return text if len(text) <= 300 else text[:299] + "…"
