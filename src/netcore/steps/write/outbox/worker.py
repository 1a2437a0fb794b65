"""Who is sending: so that another sender can tell whether the one that holds a message is still at work.

A worker is one thread of one process.  Whether it lives is asked of the operating system where that can know, on the
same machine, and never guessed from a clock.  Only where nobody can know, on another machine, a lease decides.
"""

import os
import socket
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Literal

import msgspec
import psutil

from netcore.model.base import Value

LEASE = timedelta(minutes=15)
"""How long a worker may hold a message without a sign of life; longer than any call to an outbox should take."""

Life = Literal["alive", "dead", "unknown"]


class Worker(Value, frozen=True, kw_only=True):
    """A thread of a process on a machine."""

    machine: str
    """The host's name, and its machine id or network card: one alone may be the same on two machines."""
    boot: str
    """Which start of the machine; empty where that cannot be told without asking a clock."""
    namespace: str
    """The process namespace (Linux containers have their own); empty elsewhere."""
    pid: int
    started: str
    """When the process started, on a clock that nobody sets; empty where there is none."""
    thread: int

    @classmethod
    def here(cls) -> "Worker":
        """This thread."""
        return cls(
            machine=f"{socket.gethostname()} {_text('/etc/machine-id') or f'{uuid.getnode():x}'}",
            boot=_text("/proc/sys/kernel/random/boot_id"),
            namespace=_namespace(),
            pid=os.getpid(),
            started=_started(os.getpid()),
            thread=threading.get_ident(),
        )

    def __str__(self) -> str:
        """The text that the store keeps."""
        return msgspec.json.encode(self).decode()

    def life_of(self, other: str) -> Life:
        """Whether the worker that wrote ``other`` still works, as far as this one can know.

        A message that belongs to nobody, or to this very thread from an earlier run, belongs to the dead.
        """
        if other in {"", str(self)}:
            return "dead"
        try:
            worker = msgspec.json.decode(other, type=Worker)
        except msgspec.DecodeError:
            return "unknown"
        if worker.machine == self.machine and worker.boot != self.boot:
            return "dead"  # the machine was started anew
        if (worker.machine, worker.namespace) != (self.machine, self.namespace):
            return "unknown"
        if worker.pid == self.pid and worker.started == self.started:
            return "alive" if any(thread.ident == worker.thread for thread in threading.enumerate()) else "dead"
        return _life_of_process(worker.pid, worker.started)


def _life_of_process(pid: int, started: str) -> Life:
    if not _exists(pid):
        return "dead"
    try:
        if psutil.Process(pid).status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
            return "dead"
    except psutil.Error:
        return "unknown"  # it is there, and not ours to look at
    now_started = _started(pid)
    if not started or not now_started:
        return "unknown"  # the number may have been given to another process
    return "alive" if now_started == started else "dead"


def _exists(pid: int) -> bool:
    """Whether there is such a process, also one of another user that is hidden from us."""
    if os.name != "posix":
        return psutil.pid_exists(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _started(pid: int) -> str:
    """Clock ticks from the machine's start to the process's (proc(5), field 22): unmoved when the clock is set."""
    stat = _text(f"/proc/{pid}/stat")
    return stat.rpartition(")")[2].split()[19] if stat else ""


def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "replace").strip()
    except OSError:
        return ""
