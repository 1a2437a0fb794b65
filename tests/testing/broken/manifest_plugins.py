"""Manifests, and how each law is broken.  They are modules of their own, in ``manifests/``."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from netcore.testing import ManifestContract

FOLDER = str(Path(__file__).parents[1] / "manifests")


class TestGood(ManifestContract):
    name = "kit"
    module = "kit.good"

    @pytest.fixture(autouse=True)
    def on_the_path(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.syspath_prepend(FOLDER)
        type(self).manifest = import_module(self.module)
        yield
        for name in [name for name in sys.modules if name.partition(".")[0] == "kit"]:
            del sys.modules[name]


class TestForgotAMark(TestGood):
    breaks = ("it_describes_itself_as_promised",)
    module = "kit.silent"

    @pytest.fixture
    def descriptors(self) -> list[object]:
        return []


class TestIsHeavy(TestGood):
    breaks = ("importing_it_brings_in_nothing_heavy",)
    module = "kit.heavy"


class TestImportsItsImplementation(TestGood):
    breaks = ("importing_it_leaves_the_implementations_alone",)
    module = "kit.early"


class TestMisspeltItsFactory(TestGood):
    breaks = ("every_factory_can_be_imported_and_called",)
    module = "kit.lost"


class TestDeclaresASettingTwoWays(TestGood):
    breaks = ("a_setting_means_the_same_in_all_components",)
    module = "kit.torn"


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)
    module = "kit.phones_home"
