"""The laws of manifests."""

import json
import subprocess
import sys
from collections import defaultdict
from importlib import import_module
from types import ModuleType

import pytest

from netcore.plugins.descriptors import Descriptor
from netcore.plugins.kinds import KINDS
from netcore.plugins.registry import Registry
from netcore.plugins.settings import Setting
from netcore.testing.contract import Contract

_NETCORES_OWN = frozenset({"netcore", "msgspec", "pluggy"})
_IMPORT = """
import json, sys
sys.path[:] = json.loads(sys.argv[2])
import netcore.plugins.registry, netcore.plugins.loading, msgspec.json
before = set(sys.modules)
__import__(sys.argv[1])
print(json.dumps(sorted(set(sys.modules) - before)))
"""


class ManifestContract(Contract):
    """Say the plugin's ``name`` and its ``manifest``: the module that the entry point names."""

    name: str = ""
    manifest: ModuleType

    @pytest.fixture
    def descriptors(self) -> list[Descriptor]:
        """Everything the manifest offers."""
        registry = Registry.of({self.name: self.manifest}, raise_errors=True)
        return [descriptor for kind in KINDS for descriptor in registry.offered(kind)]

    def test_it_describes_itself_as_promised(self) -> None:
        (info,) = Registry.of({self.name: self.manifest}).plugins()
        assert info.state == "loaded", info.reason
        assert info.components, "the manifest offers nothing: it has no hook, or its hooks return nothing"

    def test_importing_it_brings_in_nothing_heavy(self) -> None:
        package = self.manifest.__name__.partition(".")[0]
        light = _NETCORES_OWN | sys.stdlib_module_names | {package}
        heavy = sorted({module.partition(".")[0] for module in self._imported()} - light)
        assert not heavy, f"importing the manifest imports {', '.join(heavy)}: import that in the implementation"

    def test_importing_it_leaves_the_implementations_alone(self, descriptors: list[Descriptor]) -> None:
        homes = {
            name.partition(":")[0] for descriptor in descriptors for name in (descriptor.factory, descriptor.sign_in)
        } - {""}
        early = sorted(homes & {self.manifest.__name__, *self._imported()})
        assert not early, f"importing the manifest imports the implementation in {', '.join(early)}"

    def test_every_factory_can_be_imported_and_called(self, descriptors: list[Descriptor]) -> None:
        for descriptor in descriptors:
            for name in filter(None, (descriptor.factory, descriptor.sign_in)):
                module, _, path = name.partition(":")
                factory: object = import_module(module)
                for attribute in path.split("."):
                    factory = getattr(factory, attribute, None)
                assert callable(factory), f"{name} ({descriptor.name}) is nothing that can be called"

    def test_a_setting_means_the_same_in_all_components(self, descriptors: list[Descriptor]) -> None:
        declared: dict[str, set[Setting]] = defaultdict(set)
        for descriptor in descriptors:
            for setting in descriptor.settings:
                declared[setting.name].add(setting)
        torn = sorted(name for name, settings in declared.items() if len({(s.type, s.secret) for s in settings}) > 1)
        assert not torn, f"components share a value by its name, and declare it differently: {', '.join(torn)}"

    def _imported(self) -> list[str]:
        """What importing the manifest in a new process imports; fails when it prints something, too."""
        command = [sys.executable, "-c", _IMPORT, self.manifest.__name__, json.dumps(sys.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 -- our own words
        assert done.returncode == 0, f"importing the manifest fails: {done.stderr[-500:]}"
        assert done.stdout.count("\n") == 1, "importing the manifest prints something"
        modules: list[str] = json.loads(done.stdout)
        return modules
