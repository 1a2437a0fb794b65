"""What went wrong with a plugin: kept and shown, while everything else works on."""

import traceback
from pathlib import Path
from typing import Literal

from netcore.model.base import Value

Stage = Literal["find", "import", "describe", "create", "observe"]
"""find: its claim to a name · import: its manifest · describe: a hook that returns descriptors · create: making a
component · observe: being told of an event."""

_LONGEST = 400
_NOT_THE_PLUGIN = (("netcore", "plugins"), ("pluggy",), ("importlib",), ("metadata",))


class BrokenPromise(Exception):
    """A plugin does not keep its contract; the message says which promise, for the end of a sentence."""


class PluginProblem(Value, frozen=True, kw_only=True):
    """One failure of one plugin.  As text it is a sentence for the user."""

    plugin: str
    distribution: str = ""
    version: str = ""
    stage: Stage
    error: str
    """What was raised, or which promise is broken: one line."""
    place: str = ""
    """Where in the plugin's code: "netcore_x/__init__.py, line 12"; empty when no code of it was running."""

    def __str__(self) -> str:
        """Which plugin, what it failed at, why, and where."""
        package = f" ({self.distribution} {self.version})" if self.distribution else ""
        where = f" ({self.place})" if self.place else ""
        return f"The plugin {self.plugin!r}{package} {_FAILED_AT[self.stage]}: {self.error}{where}."


_FAILED_AT: dict[Stage, str] = {
    "find": "is not loaded",
    "import": "cannot be imported",
    "describe": "does not describe itself properly",
    "create": "cannot make a component",
    "observe": "failed when it was told what happened",
}


def one_line(error: BaseException) -> str:
    """The error's type and words on one line of bearable length, without a full stop."""
    words = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, BrokenPromise):
        text = words
    else:
        text = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def place_of(error: BaseException) -> str:
    """The innermost file and line outside of what calls plugins; empty when the plugin's own code never ran."""
    if isinstance(error, BrokenPromise):
        return ""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        folders = Path(frame.filename).parent.parts
        if not frame.filename.startswith("<") and not any(folders[-len(end) :] == end for end in _NOT_THE_PLUGIN):
            return f"{'/'.join(Path(frame.filename).parts[-2:])}, line {frame.lineno}"
    return ""
