"""Nobody who does not use Google waits for its libraries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_RUN = """
import sys
from netcore.cli import main
code = main()
heavy = {"googleapiclient", "google.auth", "google.oauth2", "google_auth_oauthlib", "requests", "httplib2", "urllib3"}
print("HEAVY", sorted(heavy & set(sys.modules)), "netcore_google" in sys.modules)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "command",
    ["--help", "people list", "accounts list", "next", "plugins list", "accounts add google --help", "send --help"],
)
def test_a_command_that_does_not_talk_to_google_imports_nothing_of_it(command: str, tmp_path: Path) -> None:
    environment = {**os.environ, "NETCORE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *command.split()],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )
    assert "HEAVY []" in done.stdout, done.stdout + done.stderr
