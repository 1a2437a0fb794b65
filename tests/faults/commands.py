"""Other processes that run the command `netcore`, and die when they are told to.

Run as a script it is a small server without threads, so that everything is imported once: each line of its input holds
orders, each order is carried out by a process forked for it, and each line of its output tells how they ended.
"""

import gc
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Order:
    """One command line, and when to die."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    now: str
    die_at: int = 0
    page: int = 0
    """How many mails the inbox reads between two checkpoints, when not as many as usual."""
    haste: tuple[float, ...] = ()
    """How long to wait for servers, in seconds: `netcore_mail.account.Patience`, when it is not the settings' own."""
    here: bool = False
    """Do it without a fork, which takes less time: all that it imports is there for the orders after it."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended; a killed one tells nothing."""

    killed: bool = False
    code: int = -1
    out: str = ""
    err: str = ""
    moments: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        """What it printed."""
        assert self.out, self
        return json.loads(self.out)


Run = Callable[..., list[Ended]]


@contextmanager
def commands() -> Iterator[Run]:
    """Start the server; gives a function that carries orders out, all at once."""
    command = [sys.executable, "-W", "error", __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, told = process.stdin, process.stdout

        def run(*orders: Order) -> list[Ended]:
            asked.write(json.dumps([asdict(order) for order in orders]) + "\n")
            asked.flush()
            return [Ended(**answer) for answer in json.loads(told.readline())]

        yield run
        asked.close()


def _serve() -> None:
    from tests.faults.moments import Moments

    moments = Moments()
    moments.install()
    for line in sys.stdin:
        orders = [Order(**order) for order in json.loads(line)]
        if any(order.here for order in orders):
            answers = [_carry_out(order, moments) for order in orders]
        else:
            answers = [_end_of(*started) for started in [_fork(order, moments) for order in orders]]
        sys.stdout.write(json.dumps([asdict(answer) for answer in answers]) + "\n")
        sys.stdout.flush()


def _fork(order: Order, moments: Any) -> tuple[int, int]:
    reader, writer = os.pipe()
    gc.freeze()  # what is here by now is shared with the fork, and not copied for being looked at
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    status = 1
    try:
        with os.fdopen(writer, "w") as pipe:
            json.dump(asdict(_carry_out(order, moments)), pipe)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _end_of(pid: int, reader: int) -> Ended:
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    killed = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    return Ended(killed=True) if killed else Ended(**json.loads(text))


def _carry_out(order: Order, moments: Any) -> Ended:
    from netcore.cli.running import run
    from netcore.cli.session import Session

    now = datetime.fromisoformat(order.now)
    out, err = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
    session = Session(environment=order.environment, clock=lambda: now)
    with redirect_stdout(out), redirect_stderr(err), _adjusted(order):
        moments.begin(order.environment["NETCORE_HOME"], order.die_at)
        code = run(order.arguments, session)
        moments.note("the end")
    return Ended(code=code, out=_text(out), err=_text(err), moments=list(moments.names))


@contextmanager
def _adjusted(order: Order) -> Iterator[None]:
    """What no setting says: small pages, and less patience than a second."""
    from unittest.mock import patch

    import netcore_mail.inbox
    from netcore_mail.account import Patience

    with ExitStack() as stack:
        if order.page:
            stack.enter_context(patch.object(netcore_mail.inbox, "PAGE", order.page))
        if order.haste:
            connect, answer, verdict, farewell = order.haste
            hasty = Patience(connect=connect, answer=answer, verdict=verdict, farewell=farewell)
            stack.enter_context(patch.object(Patience, "of", lambda timeout: hasty))
        yield


def _text(stream: TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    _serve()
