"""One letter, taken to the server: every way in which that can go, told apart by how far it got."""

import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from netcore.errors import SignInNeeded
from netcore.model.base import Value
from netcore.plugins import Deferred, Rejected, Uncertain
from netcore_mail import refusals
from netcore_mail.account import Account, Server
from netcore_mail.signing_in import Credentials, authenticate, mechanisms
from netcore_mail.smtp import Broken, Conversation, Refusal, Reply

HELLO = "EHLO [127.0.0.1]"
"""A client without a public name says an address (RFC 5321 4.1.4); the true one would tell where the user is."""


class Envelope(Value, frozen=True, kw_only=True):
    """What the server is told about the letter, apart from the letter."""

    sender: str
    recipient: str
    international: bool = False
    """One of the addresses needs SMTPUTF8."""


class NotTaken(Exception):
    """The server refused the letter after it had all of it, and said so: ``why`` is `Rejected` or `Deferred`."""

    def __init__(self, why: Rejected | Deferred) -> None:
        super().__init__(str(why))
        self.why = why


class Submission:
    """A visit to the server with one letter.  Call `introduce`, `offer`, `hand_over` and `leave`, in this order.

    `introduce` and `offer` raise `Deferred`, `Rejected` or `SignInNeeded`: the server has nothing then.  `hand_over`
    raises `NotTaken`, or `Uncertain` when the connection died between the last dot and its answer.
    """

    def __init__(
        self,
        server: Server,
        account: Account,
        credentials: Credentials,
        *,
        tls: ssl.SSLContext,
        now: Callable[[], datetime],
    ) -> None:
        """Prepare a visit; nothing is connected yet."""
        self._server = server
        self._tls = tls
        self._host = server.host
        self._account = account
        self._credentials = credentials
        self._now = now
        self._talk: Conversation | None = None
        self._extensions: dict[str, str] = {}

    def introduce(self) -> None:
        """Connect, protect the connection, sign in.

        Who cannot be talked to has said nothing of any letter: once that is mended, nobody has to wait.
        """
        try:
            self._greet()
            self._sign_in()
        except Broken as error:
            raise Deferred(f"{self._host} {error}. Nothing was sent.", self._now()) from None
        except Refusal as refusal:
            refusals.of_account(self._host, "sent us away", refusal.reply, self._now())
        except (Deferred, SignInNeeded):
            self.leave()
            raise

    def offer(self, envelope: Envelope, letter: bytes) -> None:
        """Tell the server about the letter, and give it everything but the last dot."""
        try:
            self._announce(envelope, letter)
            self._send(envelope, letter)
        except Broken as error:
            raise Deferred(f"{self._host} {error}. Nothing was sent to {envelope.recipient}.") from None
        except Refusal as refusal:
            self._refused(refusal.reply, envelope)
        except (Rejected, Deferred):
            self.leave()
            raise

    def hand_over(self, envelope: Envelope) -> Reply:
        """Send the dot that makes the letter the server's, and wait for the verdict."""
        talk = self._conversation
        try:
            talk.tell(b".\r\n")
            reply = talk.answer(self._account.patience.verdict)
        except Refusal as refusal:  # it said something and hung up, so that the dot could not be sent
            reply = refusal.reply
            if reply.code < 400:
                raise Uncertain(self._nobody_knows(envelope, f"said {reply} before its turn")) from None
        except Broken as error:
            raise Uncertain(self._nobody_knows(envelope, str(error))) from None
        if reply.code < 300:
            if contradiction := self._second_thoughts():
                raise Uncertain(self._nobody_knows(envelope, f"answered both {reply} and {contradiction}"))
            return reply
        if reply.code < 400:
            raise Uncertain(self._nobody_knows(envelope, f"answered {reply}"))
        try:
            refusals.of_letter(self._host, envelope.recipient, reply, self._now())
        except (Rejected, Deferred) as why:
            raise NotTaken(why) from None

    def leave(self) -> None:
        """Say goodbye when there is somebody to say it to; whatever is answered changes nothing."""
        if self._talk is not None:
            with suppress(Broken, Refusal):
                self._talk.ask("QUIT", self._account.patience.farewell)
            self.close()

    def close(self) -> None:
        """Hang up."""
        if self._talk is not None:
            self._talk.close()
            self._talk = None

    @property
    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise Broken("was not connected to")
        return self._talk

    def _greet(self) -> None:
        self._talk = talk = Conversation(self._server, self._account.patience, self._tls)
        self._welcome(talk.answer(), 220, "does not want to talk")
        self._hello()
        if self._server.security == "starttls":
            if "STARTTLS" not in self._extensions:
                raise Broken(
                    "offers no encryption (STARTTLS), and neither a password nor a letter goes out in clear. Check"
                    " host and port, or set security to tls"
                )
            self._welcome(talk.ask("STARTTLS"), 220, "cannot encrypt now")
            talk.protect()
            self._hello()

    def _hello(self) -> None:
        reply = self._conversation.ask(HELLO)
        self._welcome(reply, 250, "does not take our greeting")
        words = (line.strip().partition(" ") for line in reply.lines[1:])
        self._extensions = {name.upper(): rest.strip() for name, _, rest in words if name}

    def _welcome(self, reply: Reply, wanted: int, complaint: str) -> None:
        if reply.code != wanted:
            refusals.of_account(self._host, complaint, reply, self._now())

    def _sign_in(self) -> None:
        credentials, advice = self._credentials, self._account.advice
        if not (credentials.password or credentials.token):
            if self._server.security == "none":
                return  # a server on this machine that knows us without
            raise refusals.NotSignedIn(refusals.no_secret(self._host, self._account))
        offered = frozenset(self._extensions.get("AUTH", "").upper().split())
        if not offered:
            raise refusals.NotSignedIn(
                f"{self._host} offers no sign-in on port {self._server.port}, so nothing was sent: the password stays"
                " here. Check host and port (587 with starttls, 465 with tls)."
            )
        wanted = mechanisms(self._account.auth, offered, credentials)
        if not wanted:
            raise refusals.NotSignedIn(
                f"{self._host} offers to sign in by {', '.join(sorted(offered))}, which neither the setting auth nor"
                f" the stored password or token allows. Nothing was sent. {advice}".strip()
            )
        for mechanism in wanted:
            reply = authenticate(self._conversation, mechanism, credentials)
            if reply.code == 235:
                return
            if reply.code not in {500, 501, 502, 504}:  # anything else is about us, not about the mechanism
                break
        refusals.of_sign_in(self._host, credentials.user, advice, reply, self._now())

    def _second_thoughts(self) -> Reply | None:
        """Another verdict in the same breath; a goodbye is none."""
        try:
            more = self._conversation.unasked()
        except Broken:
            return None
        return more if more is not None and more.code not in {221, 421} else None

    def _announce(self, envelope: Envelope, letter: bytes) -> None:
        parameters = ""
        if "SIZE" in self._extensions:
            limit = self._extensions["SIZE"]
            if limit.isdigit() and 0 < int(limit) < len(letter):
                raise Rejected(
                    f"{self._host} takes letters of at most {int(limit):,} bytes, and the one to {envelope.recipient}"
                    f" has {len(letter):,}. Nothing was sent: make the attachments smaller."
                )
            parameters = f" SIZE={len(letter)}"
        if envelope.international:
            if "SMTPUTF8" not in self._extensions:
                raise Rejected(
                    f"{self._host} cannot send to or from addresses with letters beyond ASCII ({envelope.recipient});"
                    " it has no SMTPUTF8. Nothing was sent: use another address of the person."
                )
            parameters += " SMTPUTF8 BODY=8BITMIME"
        for command in (f"MAIL FROM:<{envelope.sender}>{parameters}", f"RCPT TO:<{envelope.recipient}>"):
            reply = self._conversation.ask(command)
            if not 200 <= reply.code < 300:
                self._refused(reply, envelope)

    def _send(self, envelope: Envelope, letter: bytes) -> None:
        talk = self._conversation
        reply = talk.ask("DATA")
        if reply.code != 354:
            self._refused(reply, envelope)
        talk.tell(transparent(letter))
        talk.quiet()

    def _refused(self, reply: Reply, envelope: Envelope) -> None:
        try:
            refusals.of_letter(self._host, envelope.recipient, reply, self._now())
        except Broken as error:
            raise Deferred(f"{self._host} {error}. Nothing was sent to {envelope.recipient}.") from None

    def _nobody_knows(self, envelope: Envelope, why: str) -> str:
        return (
            f"{self._host} had the whole letter to {envelope.recipient}, but then it {why}: nobody can tell whether it"
            " left. Look in the Sent folder or ask the person, and then say what became of it."
        )


def transparent(letter: bytes) -> bytes:
    """The letter with CRLF line ends, and a second dot where a line begins with one (RFC 5321 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", letter)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)
