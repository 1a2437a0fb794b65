"""Ctrl-C ends work between two pieces; pressed again, at once, and nothing is left locked."""

import os
import subprocess
import sys
from pathlib import Path

_WORK = """
import os, signal, sys
from netcore.cli.stopping import between_pieces
from netcore.network import Network

def press():
    os.kill(os.getpid(), signal.SIGINT)

with Network(sys.argv[1], home=sys.argv[2]) as network, between_pieces(
    lambda *_: None, "heard it", then_end=True
) as progress:
    network.gather.add("Ada Lovelace")
    press()
    network.gather.add("Charles Babbage")
    if sys.argv[3] == "once":
        try:
            progress(1)
        except KeyboardInterrupt:
            print("between two pieces")
    else:
        with network._desk.store.write():
            press()
            print("went on")
"""


def _run(tmp_path: Path, presses: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-c", _WORK, str(tmp_path / "n.db"), str(tmp_path / "home"), presses]
    environment = {**os.environ, "NETCORE_PLUGINS": "none"}
    return subprocess.run(arguments, check=False, capture_output=True, text=True, env=environment)


def test_ctrl_c_waits_for_the_piece_at_hand(tmp_path: Path) -> None:
    ended = _run(tmp_path, "once")
    assert (ended.returncode, ended.stdout.strip(), ended.stderr.strip()) == (0, "between two pieces", "heard it")


def test_ctrl_c_once_more_ends_within_a_piece_and_leaves_nothing_locked(tmp_path: Path) -> None:
    from netcore.network import Network

    ended = _run(tmp_path, "twice")
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.startswith("\nheard it\n\nStopped at once.")
    with Network(tmp_path / "n.db", home=tmp_path / "home") as network:
        network.gather.add("Grace Hopper")
        assert [person.name for person in network.gather.people()] == [
            "Ada Lovelace",
            "Charles Babbage",
            "Grace Hopper",
        ]
