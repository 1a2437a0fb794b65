"""The kit itself: whatever it asks of plugins, there is a broken plugin that only this law catches.

The plugins are in ``broken/``, one file a contract.  A class there says in ``breaks`` which laws it breaks: exactly
these must fail.  The class `TestGood` keeps them all.
"""

from collections import defaultdict
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

BROKEN = sorted((Path(__file__).parent / "broken").glob("*_plugins.py"))
GUARD = "nothing_but_loopback"

# Whoever breaks one of these cannot help breaking another.
IMPLIED = {"test_cancelling_frees_the_time"}


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem.removesuffix("_plugins"))
def test_every_law_catches_the_plugin_that_breaks_it_and_no_other(pytester: pytest.Pytester, file: Path) -> None:
    found = _outcomes(pytester, file)
    failed = {plugin.__name__: laws["failed"] for plugin, laws in found.items()}
    assert failed == {plugin.__name__: _breaks(plugin) for plugin in found}
    (good,) = (laws for plugin, laws in found.items() if plugin.__name__ == "TestGood")
    assert not good["skipped"]
    laws = good["passed"] | {GUARD}
    caught_alone = {law for plugin in found if len(_breaks(plugin)) == 1 for law in _breaks(plugin)}
    assert laws - caught_alone == laws & IMPLIED


def _outcomes(pytester: pytest.Pytester, file: Path) -> dict[type, dict[str, set[str]]]:
    """What became of every law with every plugin of one file: class → outcome → laws."""
    found: dict[type, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    recorder = pytester.inline_run(file, "-p", "no:cacheprovider", "-p", "no:xdist", f"--confcutdir={file.parent}")
    items = {call.item.nodeid: call.item for call in recorder.getcalls("pytest_itemcollected")}
    for report in recorder.getreports("pytest_runtest_logreport"):
        item = items[report.nodeid]
        if report.when == "call" or not report.passed:
            found[item.cls][report.outcome].add(GUARD if report.when == "teardown" else item.originalname)
    return found


def _breaks(plugin: type) -> set[str]:
    return {name if name == GUARD else f"test_{name}" for name in getattr(plugin, "breaks", ())}
