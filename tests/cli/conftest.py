"""Running the command inside the test, as a user would: arguments in, text and exit code out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from netcore.cli.running import run
from netcore.cli.session import Session
from tests.conftest import Clock


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Command:
    """`netcore` with a home of its own and a clock that stands still."""

    home: Path
    clock: Clock
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, input: str = "", environment: Mapping[str, str] | None = None) -> Result:  # noqa: A002 -- as subprocess calls it
        settings = {"NETCORE_HOME": str(self.home), **self.environment, **(environment or {})}
        session = Session(environment=settings, clock=self.clock)
        with CliRunner().isolation(input=input) as (out, err, _):
            code = run(arguments, session)
            return Result(code, out.getvalue().decode(), err.getvalue().decode())

    def ok(self, *arguments: str, input: str = "") -> str:  # noqa: A002
        """The answer of a command that must do what it was told."""
        result = self(*arguments, input=input)
        assert result.code == 0, result
        return result.out

    def json(self, *arguments: str, input: str = "") -> Any:  # noqa: A002
        return json.loads(self.ok(*arguments, "--json", input=input))


@pytest.fixture
def netcore(tmp_path: Path, clock: Clock) -> Command:
    return Command(tmp_path / "home", clock)
