"""A reader's desk: a folder with some address books, a shell, a Python, and a clock that stands where the page says."""

import doctest
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from netcore.demo.story import BOOKS
from tests.docs.page import Block

_NETCORE = """#!{python}
import os, sys
from datetime import datetime
from netcore.cli.running import run
from netcore.cli.session import Session
time = datetime.fromisoformat(os.environ["PAGE_TIME"])
sys.exit(run(sys.argv[1:], Session(clock=lambda: time)))
"""
_PIP = """#!/bin/sh
# Puts the reader's own plugin where this page's netcore finds it, and asks nobody on the network.
shift
exec {python} -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --upgrade --target {site} "$@"
"""


class Desk:
    """Where one page is followed, block by block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "desk"
        self.folder.mkdir()
        for book in BOOKS:  # the reader has address books to bring in: those of the demo
            (self.folder / book).write_bytes(files("netcore.demo").joinpath("data", book).read_bytes())
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self.status = 0
        self.names: dict[str, Any] = {"__name__": "page"}
        self._programs = folder / "programs"
        self._programs.mkdir()
        self.site = folder / "site"
        self._home = folder / "home"
        for name, text in (("netcore", _NETCORE), ("pip", _PIP)):
            program = self._programs / name
            program.write_text(text.format(python=sys.executable, site=self.site), encoding="utf-8")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)

    @property
    def environment(self) -> dict[str, str]:
        """What the reader's shell knows."""
        programs = [str(self._programs), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        return {
            "PATH": os.pathsep.join(programs),
            "PYTHONPATH": os.pathsep.join([str(self.site), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
            "HOME": str(self._home),
            "NETCORE_HOME": str(self._home / "netcore"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "PAGE_TIME": self.time.isoformat(),
            "PYTHONUTF8": "1",
            "TZ": "UTC",
            "NO_COLOR": "1",
            "COLUMNS": "100",
        }

    def do(self, step: Block) -> str:
        """Do what one block of a page says; returns what a command answered."""
        if step.kind == "command":
            return self.type(step.text)
        if step.kind == "time":
            self.time = datetime.fromisoformat(step.text).replace(tzinfo=UTC)
        elif step.kind == "file":
            self.keep(step.path, step.text)
        else:
            self.run(step.text, step.page, step.line)
        return ""

    def type(self, command: str) -> str:
        """Type a line into the shell; returns what it answers, both streams as a terminal shows them."""
        if command == "echo $?":
            answer, self.status = f"{self.status}\n", 0
            return answer
        ended = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        self.status = ended.returncode
        return ended.stdout.decode("utf-8", "replace")

    def leave(self) -> None:
        """Let this Python forget what the reader installed."""
        sys.path[:] = [path for path in sys.path if path != str(self.site)]
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", "")).startswith(f"{self.site}{os.sep}"):
                del sys.modules[name]

    def keep(self, path: str, content: str) -> None:
        """Save a file of the page."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def run(self, program: str, page: Path, line: int) -> None:
        """Run Python; a conversation (``>>>``) must answer as the page says."""
        if str(self.site) not in sys.path:
            sys.path.insert(0, str(self.site))
        if ">>>" not in program:
            exec(compile("\n" * (line - 1) + program, str(page), "exec"), self.names)
            return
        talk = doctest.DocTestParser().get_doctest(program, self.names, page.name, str(page), line - 1)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        heard: list[str] = []
        runner.run(talk, out=heard.append, clear_globs=False)
        self.names.update(talk.globs)
        assert not runner.summarize(verbose=False).failed, "".join(heard)
