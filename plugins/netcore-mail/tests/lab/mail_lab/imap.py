"""An IMAP server that does as it is told: as much of RFC 3501 as a careful client needs."""

import re
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from functools import partial
from threading import Lock
from types import TracebackType
from typing import Literal, Self

from mail_lab.certificates import Certificates
from mail_lab.mailbox import Folder, Mail, Mailbox
from mail_lab.script import Action, Drip, HangUp, Reset, Say, Script, Stall, Take, Usual
from mail_lab.structure import described, section
from mail_lab.wire import Host, Wire

_WORD = re.compile(rb'\s*(?:"((?:[^"\\]|\\.)*)"|(\()|(\))|((?:[^\s()\[\]"]|\[[^\]]*\])+))')
_ITEM = re.compile(r"BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?")
_UNREAD = "BODY["


@dataclass
class ImapLab:
    """Serves from its making until `close`, or in a ``with`` block.  Steps are the commands, in lower case, and
    ``greeting`` and ``handshake``; at ``append``, `Take` keeps the copy."""

    certificates: Certificates
    mailbox: Mailbox
    security: Literal["starttls", "tls", "none"] = "tls"
    capabilities: str = "AUTH=PLAIN AUTH=XOAUTH2 SPECIAL-USE LITERAL+"
    passwords: Mapping[str, str] = field(default_factory=lambda: {"ada@example.org": "péssword 1"})
    tokens: Mapping[str, str] = field(default_factory=lambda: {"ada@example.org": "ya29.token"})
    certificate: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        self.heard: list[str] = []
        """Every command, without its tag; with "(clear) " before it when it was not encrypted."""
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

    def note(self, line: str) -> None:
        with self._lock:
            self.heard.append(line)


Answer = Iterator[bytes]
"""Untagged lines, then the words after the tag."""


class _Session:
    def __init__(self, lab: ImapLab, wire: Wire) -> None:
        self._lab = lab
        self._wire = wire
        self._user = ""
        self._folder: Folder | None = None
        self._writable = False
        self._copy: Callable[[], None] = lambda: None

    def run(self) -> None:
        if self._lab.security == "tls":
            self._protect()
        self._do("greeting", "*", lambda: iter((b"OK the laboratory listens",)))
        while True:
            line = self._wire.line()
            tag, _, rest = line.decode("utf-8", "replace").partition(" ")
            self._lab.note(rest if self._wire.encrypted else f"(clear) {rest}")
            words = rest.upper().split()
            verb = words[1] if words[0] == "UID" else words[0]
            arguments = _words(rest.encode().partition(verb.encode())[2] or rest.encode()[len(verb) :])
            handler = getattr(self, f"_{verb.lower()}", self._unknown)
            self._do(verb.lower(), tag, partial(handler, arguments))
            if verb == "STARTTLS":
                self._protect()
            if verb == "LOGOUT":
                self._wire.hang_up()

    def _do(self, step: str, tag: str, usual: Callable[[], Answer]) -> None:
        for action in self._lab.at(step):
            match action:
                case Usual():
                    self._say(tag, usual(), action.lines)
                case Say():
                    self._wire.send(action.data.replace(b"TAG", tag.encode()))
                case Take():
                    self._say(tag, usual(), 0)
                    self._copy()
                case HangUp():
                    self._wire.hang_up()
                case Reset():
                    self._wire.reset()
                case Stall():
                    self._wire.stall()
                case Drip():
                    self._wire.drip(action.seconds)

    def _say(self, tag: str, answer: Answer, most: int | None) -> None:
        lines = list(answer)
        if not lines:
            return
        if most is None:
            self._copy()
        told = [b"* " + line for line in lines[:-1]] + [tag.encode() + b" " + lines[-1]]
        if data := b"".join(line + b"\r\n" for line in told[:most]):
            self._wire.send(data)

    def _protect(self) -> None:
        self._wire.expect()
        self._do("handshake", "*", lambda: iter(()))
        self._wire.protect(self._lab.certificate or self._lab.certificates.good)

    # -- commands ----------------------------------------------------------------------------------------------------

    def _unknown(self, _: list[str]) -> Answer:
        yield b"BAD what?"

    def _capability(self, _: list[str]) -> Answer:
        words = f"IMAP4rev1 {self._lab.capabilities}"
        if self._lab.security == "starttls" and not self._wire.encrypted:
            words = "IMAP4rev1 STARTTLS LOGINDISABLED"
        yield f"CAPABILITY {words}".encode()
        yield b"OK done"

    def _starttls(self, _: list[str]) -> Answer:
        yield b"OK begin"

    def _noop(self, _: list[str]) -> Answer:
        yield b"OK done"

    def _logout(self, _: list[str]) -> Answer:
        yield b"BYE see you"
        yield b"OK done"

    def _login(self, arguments: list[str]) -> Answer:
        user, password = arguments
        yield self._admit(user, self._lab.passwords.get(user) == password)

    def _authenticate(self, arguments: list[str]) -> Answer:
        self._wire.send(b"+ \r\n")
        words = b64decode(self._wire.line()).decode()
        if arguments[0].upper() == "PLAIN":
            _, user, password = words.split("\0")
            yield self._admit(user, self._lab.passwords.get(user) == password)
            return
        fields = dict(part.split("=", 1) for part in words.split("\x01") if part)
        if fields["auth"] != f"Bearer {self._lab.tokens.get(fields['user'])}":
            self._wire.send(b"+ " + b64encode(b'{"status":"400"}') + b"\r\n")
            assert self._wire.line() == b""
            yield b"NO [AUTHENTICATIONFAILED] Invalid credentials"
            return
        yield self._admit(fields["user"], True)

    def _admit(self, user: str, right: bool) -> bytes:
        self._user = user if right else ""
        return b"OK welcome" if right else b"NO [AUTHENTICATIONFAILED] Invalid credentials"

    def _list(self, arguments: list[str]) -> Answer:
        for name, folder in self._lab.mailbox.folders.items():
            yield f'LIST (\\HasNoChildren{" " + folder.use if folder.use else ""}) "/" "{name}"'.encode()
        yield b"OK done"

    def _select(self, arguments: list[str], *, writable: bool = True) -> Answer:
        self._folder, self._writable = self._lab.mailbox.folders.get(arguments[0]), writable
        if self._folder is None:
            yield b"NO [NONEXISTENT] no such folder"
            return
        yield f"{len(self._folder.mails)} EXISTS".encode()
        yield b"0 RECENT"
        yield rb"FLAGS (\Seen \Deleted)"
        yield f"OK [UIDVALIDITY {self._folder.validity}] numbered".encode()
        yield f"OK [UIDNEXT {self._folder.next}] next".encode()
        yield b"OK [READ-WRITE] open" if writable else b"OK [READ-ONLY] open"

    def _examine(self, arguments: list[str]) -> Answer:
        yield from self._select(arguments, writable=False)

    def _search(self, arguments: list[str]) -> Answer:
        found = self._open.mails
        if arguments[0].upper() == "HEADER":
            found = [mail for mail in found if arguments[2] in _header(mail, arguments[1])]
        elif arguments[0].upper() == "UID":
            found = list(_chosen(found, arguments[1]))
        elif arguments[0].upper() == "SINCE":
            day = datetime.strptime(arguments[1], "%d-%b-%Y").replace(tzinfo=UTC).date()
            found = [mail for mail in found if mail.at.date() >= day]
        yield f"SEARCH {' '.join(str(mail.uid) for mail in found)}".strip().encode()
        yield b"OK done"

    def _fetch(self, arguments: list[str]) -> Answer:
        wanted, items = arguments[0], " ".join(arguments[1:])
        for mail in _chosen(self._open.mails, wanted):
            if _UNREAD in items and self._writable:
                mail.flags.add("\\Seen")
            values = [f"UID {mail.uid}".encode()]
            if "INTERNALDATE" in items:
                values.append(f'INTERNALDATE "{mail.at:%d-%b-%Y %H:%M:%S %z}"'.encode())
            if "BODYSTRUCTURE" in items:
                values.append(b"BODYSTRUCTURE " + described(mail.raw))
            for name, start, length in _ITEM.findall(items):
                data = section(mail.raw, name)
                if start:
                    data = data[int(start) : int(start) + int(length)]
                label = f"BODY[{name}]" + (f"<{start}>" if start else "")
                values.append(f"{label} {{{len(data)}}}\r\n".encode() + data)
            number = self._open.mails.index(mail) + 1
            yield f"{number} FETCH (".encode() + b" ".join(values) + b")"
        yield b"OK done"

    def _append(self, arguments: list[str]) -> Answer:
        name, size = arguments[0], re.fullmatch(r"\{(\d+)(\+?)\}", arguments[-1])
        assert size is not None
        if not size[2]:
            self._wire.send(b"+ go on\r\n")
        data = self._wire.exactly(int(size[1]))
        self._wire.line()
        folder = self._lab.mailbox.folders.get(name)
        if folder is None:
            yield b"NO [TRYCREATE] no such folder"
            return
        flags = {word for word in arguments[1:-1] if word.startswith("\\")}

        def copy() -> None:
            folder.add(data, self._lab.mailbox.now(), flags)
            self._copy = lambda: None

        self._copy = copy
        yield b"OK [APPENDUID 1 1] kept"

    @property
    def _open(self) -> Folder:
        assert self._folder is not None, "no folder is selected"
        return self._folder


def _words(text: bytes) -> list[str]:
    """Arguments without their parentheses; a quoted one is never taken for anything else."""
    found = []
    for quoted, opening, closing, atom in _WORD.findall(text):
        if not (opening or closing):
            word = re.sub(rb"\\(.)", rb"\1", quoted) if quoted or not atom else atom
            found.append(word.decode("utf-8", "replace"))
    return found


def _chosen(mails: Iterable[Mail], ranges: str) -> Iterator[Mail]:
    mails = list(mails)
    highest = max((mail.uid for mail in mails), default=0)
    wanted: set[int] = set()
    for piece in ranges.split(","):
        ends = [highest if end == "*" else int(end) for end in piece.split(":")]
        wanted.update(range(min(ends), min(max(ends), highest) + 1))
    return (mail for mail in mails if mail.uid in wanted)


def _header(mail: Mail, name: str) -> str:
    return str(message_from_bytes(mail.raw).get(name, ""))
