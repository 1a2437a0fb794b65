"""The doctor finds what is wrong, says what to do, and touches nothing."""

from pathlib import Path

import pytest

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.conftest import Clock


def found(network: Network) -> dict[str, tuple[str, str]]:
    """By name: the worst state, and what to do."""
    order = ("good", "care", "bad")
    checkups = sorted(network.doctor(), key=lambda checkup: order.index(checkup.state))
    return {checkup.name: (checkup.state, checkup.do) for checkup in checkups}


def test_a_new_network_is_in_order(each_network: Network) -> None:
    assert {state for state, _ in found(each_network).values()} == {"good"}


def test_looking_changes_nothing(network: Network, tmp_path: Path) -> None:
    network.doctor()
    before = (tmp_path / "network.db").read_bytes()
    network.doctor()
    assert (tmp_path / "network.db").read_bytes() == before
    assert not (tmp_path / "home").exists()


def test_a_torn_file_is_found(network: Network, tmp_path: Path) -> None:
    network.clarify.write("By spring I want to run a library of things in Bristol.")
    network.close()
    file = tmp_path / "network.db"
    content = bytearray(file.read_bytes())
    for page in range(20, len(content) // 4096):
        content[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    file.write_bytes(content)
    state, do = found(network)["store"]
    assert state == "bad"
    assert "netcore restore" in do


def test_a_network_that_others_can_read_needs_care(network: Network, tmp_path: Path) -> None:
    (tmp_path / "network.db").chmod(0o644)
    assert found(network)["store"] == ("care", f"chmod 600 {tmp_path / 'network.db'}")


def test_a_folder_that_cannot_be_made_is_found(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with Network(tmp_path / "n.db", home=tmp_path / "home", plugins=Registry.of({}), now=clock) as network:
        monkeypatch.setattr("netcore.doctor.os.access", lambda *_: False)
        assert found(network)["folder"][0] == "bad"


def test_a_clock_that_was_set_back_is_noticed(network: Network, clock: Clock) -> None:
    network.clarify.write("By spring I want to run a library of things in Bristol.")
    clock.pass_(days=-400)
    assert found(network)["clock"][0] == "care"


def test_a_broken_plugin_is_named_and_stops_all_letters(tmp_path: Path, clock: Clock) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("no luck")

        def __dir__(self) -> list[str]:
            raise RuntimeError("no luck")

    registry = Registry.of({"broken": Broken()})
    with Network(tmp_path / "n.db", home=tmp_path, plugins=registry, now=clock) as network:
        checkups = [checkup for checkup in network.doctor() if checkup.name == "plugins"]
    assert [checkup.state for checkup in checkups] == ["care", "bad"]
    assert "no luck" in checkups[0].found
    assert "NETCORE_PLUGINS=-broken" in checkups[0].do
