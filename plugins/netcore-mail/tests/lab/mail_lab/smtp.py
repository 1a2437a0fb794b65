"""An SMTP server that does as it is told."""

import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from types import TracebackType
from typing import Literal, Self

from mail_lab.certificates import Certificates
from mail_lab.script import Action, Drip, HangUp, Reset, Say, Script, Stall, Take, Usual
from mail_lab.wire import Host, Wire

STEPS = (
    "greeting",
    "ehlo",
    "starttls",
    "handshake",
    "auth",
    "mail",
    "rcpt",
    "data",
    "body",
    "dot",
    "accepted",
    "quit",
)
"""``handshake``: TLS is about to begin.  ``body``: the first bytes of the letter came.  ``dot``: all of it came, and
nothing is answered yet.  ``accepted``: the acceptance was said.  With STARTTLS, ``ehlo`` happens twice."""


@dataclass(frozen=True)
class Letter:
    """A letter that the server took."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    options: str = ""
    user: str = ""


@dataclass
class SmtpLab:
    """Serves from its making until `close`, or in a ``with`` block."""

    certificates: Certificates
    security: Literal["starttls", "tls", "none"] = "starttls"
    extensions: Sequence[str] = ("SIZE 1000000", "8BITMIME", "SMTPUTF8")
    auth: str = "PLAIN LOGIN XOAUTH2"
    passwords: Mapping[str, str] = field(default_factory=lambda: {"ada@example.org": "péssword 1"})
    tokens: Mapping[str, str] = field(default_factory=lambda: {"ada@example.org": "ya29.token"})
    certificate: ssl.SSLContext | None = None
    on_letter: Callable[[Letter], None] | None = None
    """Told of each letter right when it is taken: a server that files copies, or delivers."""

    def __post_init__(self) -> None:
        self.taken: list[Letter] = []
        self.refused: dict[str, str] = {}
        """What RCPT is answered for some recipients: "550 5.1.1 No such user"."""
        self.heard: list[str] = []
        """Every line that clients said outside of letters; with "(clear) " before it when it was not encrypted."""
        self._script = Script()
        self._lock = Lock()
        self._host = Host(self._serve)
        self.on = self._script.on
        self.clear = self._script.clear

    @property
    def port(self) -> int:
        return self._host.port

    @property
    def connections(self) -> int:
        return self._host.connections

    def rest(self) -> None:
        """Wait until every conversation is over, and all that clients sent was understood."""
        self._host.rest()

    def close(self) -> None:
        self._host.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def _serve(self, wire: Wire) -> None:
        _Session(self, wire).run()

    def at(self, step: str) -> tuple[Action, ...]:
        with self._lock:
            return self._script.at(step)

    def take(self, letter: Letter) -> int:
        with self._lock:
            self.taken.append(letter)
            number = len(self.taken)
        if self.on_letter is not None:
            self.on_letter(letter)
        return number

    def note(self, line: str) -> None:
        with self._lock:
            self.heard.append(line)


class _Session:
    def __init__(self, lab: SmtpLab, wire: Wire) -> None:
        self._lab = lab
        self._wire = wire
        self._user = ""
        self._sender: str | None = None
        self._options = ""
        self._recipients: list[str] = []
        self._letter = b""

    def run(self) -> None:
        if self._lab.security == "tls":
            self._protect()
        self._do("greeting", lambda: ["220 lab.example.org ESMTP"])
        while True:
            line = self._wire.line().decode("utf-8", "replace")
            self._lab.note(line if self._wire.encrypted else f"(clear) {line}")
            verb, _, rest = line.partition(" ")
            self._command(verb.upper(), rest)

    def _command(self, verb: str, rest: str) -> None:
        match verb:
            case "EHLO":
                self._do("ehlo", self._hello)
            case "STARTTLS":
                self._do("starttls", lambda: ["220 2.0.0 Go ahead"])
                self._protect()
            case "AUTH":
                self._do("auth", lambda: self._auth(rest))
            case "MAIL":
                self._do("mail", lambda: self._mail(rest))
            case "RCPT":
                self._do("rcpt", lambda: self._rcpt(rest))
            case "DATA":
                self._data()
            case "QUIT":
                self._do("quit", lambda: ["221 2.0.0 Bye"])
                self._wire.hang_up()
            case "RSET" | "NOOP":
                self._say(["250 2.0.0 Ok"])
            case _:
                self._say(["502 5.5.2 What?"])

    def _do(self, step: str, usual: Callable[[], Sequence[str]]) -> None:
        """Carry out the script of a step; ``usual`` does the usual and gives its answer."""
        for action in self._lab.at(step):
            match action:
                case Usual():
                    self._say(usual())
                case Say():
                    self._wire.send(action.data)
                case Take():
                    self._take()
                case HangUp():
                    self._wire.hang_up()
                case Reset():
                    self._wire.reset()
                case Stall():
                    self._wire.stall()
                case Drip():
                    self._wire.drip(action.seconds)

    def _say(self, lines: Sequence[str]) -> None:
        if lines:
            self._wire.send(b"".join(line.encode() + b"\r\n" for line in lines))

    def _protect(self) -> None:
        self._wire.expect()
        self._do("handshake", list)
        self._wire.protect(self._lab.certificate or self._lab.certificates.good)

    def _hello(self) -> Sequence[str]:
        words = ["lab.example.org", *self._lab.extensions]
        if self._lab.security == "starttls" and not self._wire.encrypted:
            words.append("STARTTLS")
        elif self._lab.auth:
            words.append(f"AUTH {self._lab.auth}")
        return [f"250-{word}" for word in words[:-1]] + [f"250 {words[-1]}"]

    def _auth(self, rest: str) -> Sequence[str]:
        mechanism, _, first = rest.partition(" ")
        self._user = ""
        match mechanism.upper():
            case "PLAIN":
                _, user, password = _decoded(first).split("\0")
                self._admit(user, self._lab.passwords.get(user) == password)
            case "LOGIN":
                user, password = self._ask("Username:"), self._ask("Password:")
                self._admit(user, self._lab.passwords.get(user) == password)
            case "XOAUTH2":
                fields = dict(part.split("=", 1) for part in _decoded(first).split("\x01") if part)
                user = fields["user"]
                if not self._admit(user, fields["auth"] == f"Bearer {self._lab.tokens.get(user)}"):
                    self._wire.send(b"334 " + b64encode(b'{"status":"401"}') + b"\r\n")
                    assert self._wire.line() == b""
            case _:
                return ["504 5.5.4 No such mechanism"]
        return ["235 2.7.0 Welcome"] if self._user else ["535 5.7.8 Username and password not accepted"]

    def _admit(self, user: str, right: bool) -> bool:
        self._user = user if right else ""
        return right

    def _ask(self, words: str) -> str:
        self._wire.send(b"334 " + b64encode(words.encode()) + b"\r\n")
        return _decoded(self._wire.line().decode())

    def _mail(self, rest: str) -> Sequence[str]:
        if self._lab.auth and not self._user:
            return ["530 5.7.0 Authentication required"]
        self._sender, self._options = _path(rest)
        self._recipients = []
        return ["250 2.1.0 Ok"]

    def _rcpt(self, rest: str) -> Sequence[str]:
        recipient = _path(rest)[0]
        if answer := self._lab.refused.get(recipient):
            return [answer]
        self._recipients.append(recipient)
        return ["250 2.1.5 Ok"]

    def _data(self) -> None:
        if self._sender is None or not self._recipients:
            self._say(["503 5.5.1 Who to whom?"])
            return
        self._do("data", lambda: ["354 End with a dot"])
        self._wire.some()
        self._do("body", list)
        self._letter = b"".join(self._content())
        self._do("dot", self._accept)
        self._do("accepted", list)

    def _content(self) -> Iterator[bytes]:
        while (line := self._wire.line()) != b".":
            yield line.removeprefix(b".") + b"\r\n"

    def _accept(self) -> Sequence[str]:
        return [f"250 2.0.0 Ok: queued as {self._take()}"]

    def _take(self) -> int:
        assert self._sender is not None
        letter = Letter(self._sender, tuple(self._recipients), self._letter, self._options, self._user)
        return self._lab.take(letter)


def _path(rest: str) -> tuple[str, str]:
    address, _, options = rest.partition("<")[2].partition(">")
    return address, options.strip()


def _decoded(text: str) -> str:
    return b64decode(text).decode()
