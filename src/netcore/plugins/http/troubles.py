"""What goes wrong between us and a server, beyond a status that the plugin reads itself."""

import ssl
from datetime import datetime

from netcore.errors import Unreachable
from netcore.plugins.http.answers import Answer


class ServerBusy(Unreachable):
    """The server asks to be left alone (429, 503) for longer than we wait; ``until`` when, if it says so.

    ``answer`` is what it said last, where the kind of limit (a minute's, a day's) stands in the body.  An outbox makes
    `netcore.plugins.Deferred` of it.
    """

    def __init__(self, message: str, until: datetime | None = None, answer: Answer | None = None) -> None:
        super().__init__(message)
        self.until = until
        self.answer = answer

    @property
    def untouched(self) -> bool:
        """Whether it turned the request away unseen (429); else it may have done what was asked before it failed."""
        return self.answer is not None and self.answer.status == 429


class ProxyRefuses(Unreachable):
    """The proxy of the environment does not lead to the server; nothing was sent there."""


class Stranger(Unreachable):
    """The server names an address that is not trusted with the user's secrets; nothing was sent there."""


class TooLarge(Unreachable):
    """The answer is larger than what was allowed: ask for less at once."""


def trouble(error: Exception) -> str:
    """What became of a connection, to follow the host's name in a sentence; nothing of the request is in it."""
    from urllib3 import exceptions as e

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"shows a certificate that is not to be trusted ({cause.verify_message}). Nothing was sent. Check the"
                " name of the server; for a server of your own, give the setting ca-file"
            )
        cause = cause.__cause__ or cause.__context__
    sentences: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
        ((e.NameResolutionError,), "is not known: check the name of the server, and whether this machine is online"),
        ((e.NewConnectionError,), "cannot be reached: check its address, and whether this machine is online"),
        ((e.TimeoutError, TimeoutError), "did not answer in time. Try later"),
        ((e.SSLError, ssl.SSLError), "could not be reached safely (TLS failed). Check the address and its port"),
        ((e.DecodeError,), "answers with something that cannot be unpacked"),
    )
    found = (sentence for kinds, sentence in sentences if isinstance(error, kinds))
    return next(found, "broke the connection off. Try again")
