"""How long to wait, and how often to try again."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, kw_only=True)
class HttpPatience:
    """All spans in seconds.  ``sleep`` and ``ticks`` are for tests; neither tells the time of day."""

    connect: float = 15.0
    silence: float = 60.0
    """For each piece of an answer."""
    whole: float = 300.0
    """For an answer from its first to its last byte, however steadily it drips."""
    attempts: int = 4
    """How often a request is sent at most."""
    pauses: float = 90.0
    """For all pauses of one request together: what the server asks for beyond that is the caller's to wait for."""
    first_pause: float = 1.0
    """Before the second attempt, when the server does not say how long; each further pause is twice as long."""
    sleep: Callable[[float], None] = time.sleep
    ticks: Callable[[], float] = time.monotonic

    @classmethod
    def of(cls, timeout: float) -> "HttpPatience":
        """All of it from the one number that users set: seconds to wait for each answer."""
        return cls(connect=min(timeout, 15.0), silence=timeout, whole=5 * timeout)

    def steps(self, seed: str) -> Iterator[float]:
        """The pauses between attempts, spread a little so that many clients do not come again at one moment."""
        spread = Random(seed)  # noqa: S311 -- no secret
        for step in range(self.attempts - 1):
            yield self.first_pause * 2**step * (1 + spread.random() / 4)
