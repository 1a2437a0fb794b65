"""What a server does at a step instead of the usual."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Usual:
    """What the server does at this step when no script says otherwise; of an answer in lines, only the first few."""

    lines: int | None = None


@dataclass(frozen=True)
class Say:
    """Send these bytes; text is sent as a line."""

    words: str | bytes

    @property
    def data(self) -> bytes:
        return self.words if isinstance(self.words, bytes) else self.words.encode() + b"\r\n"


@dataclass(frozen=True)
class Take:
    """Really accept the letter (at ``dot``), or the copy (at ``append``), whatever is said about it."""


@dataclass(frozen=True)
class HangUp:
    """Close the connection properly."""


@dataclass(frozen=True)
class Reset:
    """Break the connection: the other side may lose what was said last."""


@dataclass(frozen=True)
class Stall:
    """Say nothing any more, until the client gives up."""


@dataclass(frozen=True)
class Drip:
    """Send a byte now and then, so that the client always hears something, until it gives up."""

    seconds: float = 0.05


Action = Usual | Say | Take | HangUp | Reset | Stall | Drip


@dataclass
class Script:
    """What happens at which step; each line is used as often as it says, then the next one, then the usual."""

    _lines: dict[str, list["_Line"]] = field(default_factory=lambda: defaultdict(list))

    def on(self, step: str, *actions: Action, times: int = 1_000_000, after: int = 0) -> None:
        """At this step do these things, ``times`` times; the first ``after`` times as usual."""
        if after:
            self._lines[step].append(_Line((Usual(),), after))
        self._lines[step].append(_Line(actions, times))

    def clear(self) -> None:
        """Do everything as usual again."""
        self._lines.clear()

    def at(self, step: str) -> tuple[Action, ...]:
        """What to do now."""
        lines = self._lines[step]
        while lines and lines[0].left == 0:
            lines.pop(0)
        if not lines:
            return (Usual(),)
        lines[0].left -= 1
        return lines[0].actions


@dataclass
class _Line:
    actions: tuple[Action, ...]
    left: int
