"""The reference pages say what the code says."""

import re
import tomllib
from pathlib import Path

import pytest

from netcore.plugins import Descriptor, Setting, hookspecs
from netcore.plugins.configuration import Configuration
from netcore.plugins.kinds import KINDS, Kind
from netcore.plugins.registry import Registry
from netcore.plugins.selection import split_selection
from netcore.testing import __all__ as kit

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
HOOKS = (REFERENCE / "hooks.md").read_text("utf-8")
SETTINGS = (REFERENCE / "settings.md").read_text("utf-8")
NAMES = sorted(name for name in vars(hookspecs) if name.startswith("netcore_"))


def section(page: str, title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def test_there_are_ten_hooks() -> None:
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_every_hook_has_a_section_of_its_own(name: str) -> None:
    assert len(section(HOOKS, f"`{name}`").split()) > 10


def test_no_section_is_about_a_hook_that_is_not_there() -> None:
    assert sorted(re.findall(r"^### `(\w+)`", HOOKS, re.MULTILINE)) == NAMES


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_hooks_section_names_what_it_returns_and_its_laws(kind: Kind[Descriptor]) -> None:
    about = section(HOOKS, f"`{kind.hook}`")
    assert f"`{kind.descriptor.__name__}`" in about
    assert f"`{kind.base.__name__}`" in about
    assert f"`{kind.base.__name__}Contract`" in about
    assert ("ails closed" in " ".join(about.split())) == kind.decides


def test_every_contract_of_the_kit_is_named() -> None:
    contracts = {name for name in kit if name.endswith("Contract")}
    assert contracts == set(re.findall(r"\w+Contract\b", HOOKS))


def test_every_selection_that_is_shown_means_something() -> None:
    shown = re.findall(r"^\| `([^`]+)` \|", section(HOOKS, "Names and their owners"), re.MULTILINE)
    assert "-google" in shown
    for text in shown:
        if text != "NETCORE_PLUGINS":
            Registry.of({}, only=split_selection(text))


def test_the_configuration_that_is_shown_is_read(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", SETTINGS, re.DOTALL)
    tomllib.loads(shown)
    (tmp_path / "config.toml").write_text(shown, "utf-8")
    assert Configuration.read(tmp_path).only == ("*", "-google")


def test_every_field_and_type_of_a_setting_is_explained() -> None:
    for field in Setting.__struct_fields__:
        assert f"`{field}`" in SETTINGS or field == "choices"
    for type_ in ("text", "integer", "boolean", "path", "url", "choice"):
        assert f"| `{type_}` |" in SETTINGS


def test_the_settings_of_what_comes_with_netcore_are_listed() -> None:
    descriptor = Registry.discover(only=["folder"], raise_errors=True).outbox("folder")
    rows = re.findall(r"^\| `(\S+)` \| (\w+) \| `(\S+)` \| (.+) \|$", section(SETTINGS, "`folder`"), re.MULTILINE)
    assert rows == [(s.name, s.type, s.default, s.help) for s in descriptor.settings]
