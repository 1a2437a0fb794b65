"""Distributions for a test: real metadata in a folder on the path, so that nothing of the finding is pretended."""

import sys
from collections.abc import Callable, Iterator
from importlib import invalidate_caches
from pathlib import Path
from textwrap import dedent

import pytest

CHECKS = """
    from netcore.plugins import MessageCheckDescriptor, hookimpl

    @hookimpl
    def netcore_message_checks():
        return [MessageCheckDescriptor(name="{name}", summary="A check.", factory="{module}_check:Check")]
"""

Install = Callable[..., Path]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder where distributions are, the first on the path."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    yield folder
    for name in [name for name, module in sys.modules.items() if str(folder) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


@pytest.fixture
def install(site: Path) -> Install:
    """Installs a distribution with one entry point and the module that it names."""

    def install(
        name: str,
        code: str = CHECKS,
        *,
        distribution: str = "",
        version: str = "1.0",
        module: str = "",
        group: str = "netcore",
    ) -> Path:
        distribution = distribution or f"dist-{name}"
        module = module or distribution.replace("-", "_")
        metadata = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir(exist_ok=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        with (metadata / "entry_points.txt").open("a") as points:
            points.write(f"[{group}]\n{name} = {module}\n")
        file = site / f"{module.partition(':')[0]}.py"
        file.write_text(dedent(code).replace("{name}", name).replace("{module}", module))
        invalidate_caches()
        return file

    return install
