"""Other processes that send, and die when they are told to.

Run as a script it is a small server, so that netcore is imported once: each line of its input is an order, each order
is carried out by processes forked for it, and each line of its output tells how they ended.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

Order = dict[str, Any]


class Senders:
    """The server, as a test sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *orders: Order) -> list[Order]:
        """Let one process for each order send at once; how each of them ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        answers: list[Order] = json.loads(self._process.stdout.readline())
        return answers


@contextmanager
def senders() -> Iterator[Senders]:
    """Start the server, and end it afterwards."""
    command = [sys.executable, "-W", "error", __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Senders(process)
        assert process.stdin is not None
        process.stdin.close()


class Moments:
    """Notes every moment at which something lasting begins or is over; at the one to die at, the process dies.

    Moments are the beginning and the commit of each transaction, the calls to the outbox and their returns, and each
    time a file in the folder of the letters is opened, linked, renamed or removed.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.die_at = 0
        self.letters = "\0"

    def note(self, what: str) -> None:
        self.names.append(what)
        if len(self.names) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Begin to watch."""
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        for method in ("prepare", "commit", "lookup", "discard"):
            self._watch(method)
        event.listen(Engine, "begin", lambda _: self.note("a transaction begins"))
        event.listen(Engine, "commit", lambda _: self.note("a transaction commits"))
        sys.addaudithook(self._audit)

    def _watch(self, method: str) -> None:
        from netcore.builtin.folder_outbox import FolderOutbox

        original = getattr(FolderOutbox, method)

        def watched(*arguments: object) -> object:
            self.note(f"{method} begins")
            result = original(*arguments)
            self.note(f"{method} returns")
            return result

        setattr(FolderOutbox, method, watched)

    def _audit(self, name: str, arguments: tuple[object, ...]) -> None:
        if name in _FILE_EVENTS and any(str(argument).startswith(self.letters) for argument in arguments[:2]):
            self.note(name)


def _serve() -> None:
    moments = Moments()
    moments.install()
    for line in sys.stdin:
        orders = json.loads(line)
        answers = [_send(order, moments) for order in orders if order.get("here")] or _fork_all(orders, moments)
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


def _fork_all(orders: list[Order], moments: Moments) -> list[Order]:
    started = [(*_fork(order, moments), order) for order in orders]
    answers = []
    for pid, pipe, order in started:
        if "seconds" in order:
            time.sleep(order["seconds"])
            os.kill(pid, signal.SIGKILL)
        with os.fdopen(pipe) as answer:
            text = answer.read()
        killed = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        answers.append({"killed": killed, **(json.loads(text) if text and not killed else {})})
    return answers


def _fork(order: Order, moments: Moments) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    status = 1
    try:
        answer = _send(order, moments)
        os.write(writer, json.dumps(answer).encode())
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _send(order: Order, moments: Moments) -> Order:
    """One run of `netcore send`, which ends at the moment that the order names."""
    import msgspec

    from netcore.network import Network
    from netcore.plugins.registry import Registry

    now = datetime.fromisoformat(order["now"])
    with Network(
        order["where"],
        network=order["network"],
        home=Path(order["home"]),
        plugins=Registry.discover(only=["folder"], raise_errors=True),
        now=lambda: now,
    ) as network:
        moments.names, moments.die_at = [], order.get("die_at", 0)
        moments.letters = str(Path(order["home"]) / "letters")
        report = network.write.send()
    return {"names": moments.names, "report": msgspec.to_builtins(report)}


_FILE_EVENTS = {"open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.utime"}

if __name__ == "__main__":
    _serve()
