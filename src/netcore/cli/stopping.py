"""Ctrl-C in the middle of work that is done piece by piece: the piece at hand is finished first.

So nobody has to wonder whether a letter left, and no card that was read is thrown away.  Pressed again, it interrupts
at once; or it ends the process there and then, as pulling the plug would, which the store takes well.  Work in large
transactions wants the latter: an exception at any place whatever can leave one open that the program then waits for
itself.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from netcore.cli.running import INTERRUPTED

if TYPE_CHECKING:
    from types import FrameType

    from netcore.plugins import Progress

AFTER_THE_LETTER = (
    "Stopping after this letter. Ctrl-C once more stops at once; it may then be uncertain whether it left."
)
AFTER_THE_CARDS = "Stopping as soon as the cards that were read are kept. Ctrl-C once more stops at once."
_AT_ONCE = "\nStopped at once. What was kept before is there; the same command goes on.\n"
_SHOW_CURSOR = "\x1b[?25h"
"""A bar that is not taken down properly would leave the terminal without one."""


@contextmanager
def between_pieces(progress: "Progress", heard: str, *, then_end: bool = False) -> "Iterator[Progress]":
    """Progress that interrupts the work between two pieces, when Ctrl-C was pressed; pressed again, it does at once.

    ``heard`` is what is said when it was; ``then_end``: pressed again, it ends the process.

    Where Ctrl-C means nothing, or something else than to interrupt, that stays so.
    """
    alone = threading.current_thread() is threading.main_thread()
    if not alone or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield progress
        return
    pressed = threading.Event()

    def press(_number: int, _frame: "FrameType | None") -> None:
        pressed.set()
        signal.signal(signal.SIGINT, _end if then_end else signal.default_int_handler)
        os.write(2, f"\n{heard}\n".encode())  # what print uses may be in the middle of a line itself

    def report(done: int, total: int | None = None, what: str = "") -> None:
        progress(done, total, what)
        if pressed.is_set():
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, press)
    try:
        yield report
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(_number: int, _frame: "FrameType | None") -> NoReturn:
    os.write(2, f"{_SHOW_CURSOR if sys.stderr.isatty() else ''}{_AT_ONCE}".encode())
    os._exit(INTERRUPTED)
