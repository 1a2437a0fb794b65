"""The command starts fast: it imports what a command needs when that command runs, and nothing before."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"pluggy", "sqlalchemy", "alembic", "rich", "msgspec", "jinja2", "phonenumbers", "keyring", "dateutil"}

REPORT = """
import json, sys
from netcore.cli import main
code = main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
raise SystemExit(code)
"""


def imported_by(tmp_path: Path, *arguments: str) -> set[str]:
    """The modules that are in memory when the command has ended."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        env={**os.environ, "NETCORE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), (), ("people", "--help"), ("draft", "--help"), ("meet", "--help")]
)
def test_help_imports_neither_plugins_nor_the_store_nor_anything_heavy(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    modules = imported_by(tmp_path, *arguments)
    assert not {name.partition(".")[0] for name in modules} & HEAVY
    assert not {name for name in modules if name.startswith(("netcore_", "netcore.store", "netcore.plugins."))}


def test_the_first_page_imports_no_command(tmp_path: Path) -> None:
    ours = {name for name in imported_by(tmp_path, "--help") if name.startswith("netcore")}
    assert ours == {
        "netcore",
        "netcore.errors",
        "netcore.cli",
        "netcore.cli.running",
        "netcore.cli.session",
        "netcore.cli.root",
        "netcore.cli.groups",
        "netcore.cli.table",
    }


def test_what_to_do_next_needs_no_table_drawing_and_no_templates(tmp_path: Path) -> None:
    imported_by(tmp_path, "people")  # makes the network
    modules = imported_by(tmp_path, "next")
    assert not {name.partition(".")[0] for name in modules} & {"rich", "jinja2", "phonenumbers", "keyring", "alembic"}
    assert "sqlalchemy.dialects.postgresql" not in modules


def test_importing_the_library_imports_nothing(tmp_path: Path) -> None:
    script = "import sys, netcore; print([name for name in sys.modules if name.startswith('netcore')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['netcore']"
