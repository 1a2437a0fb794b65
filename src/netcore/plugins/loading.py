"""Bringing a plugin's code in: its manifest into pluggy, a component out of its factory."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import reduce
from importlib import import_module

import pluggy

from netcore.plugins import hookspecs
from netcore.plugins.context import Context
from netcore.plugins.descriptors import Descriptor
from netcore.plugins.kinds import kind_of
from netcore.plugins.problems import BrokenPromise
from netcore.plugins.signing_in import SignIn

_PREFIX = "netcore_"


class Manifest:
    """One manifest and its hooks.

    Each has a pluggy manager of its own, so that no plugin's failure, wrapper or ordering can touch another's hooks.
    """

    def __init__(self, name: str, manifest: object) -> None:
        """Take the hooks in; raises `BrokenPromise`, or pluggy's own error, when they are not as specified."""
        self._name = name
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        if self._manager.register(manifest, name) is None:
            raise BrokenPromise("the manifest is None: the entry point must name a module or an object with hooks")
        for hook, caller in vars(self._manager.hook).items():
            if not caller.has_spec() and not all(impl.optionalhook for impl in caller.get_hookimpls()):
                close = get_close_matches(hook, vars(hookspecs), n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                raise BrokenPromise(f"netcore has no hook {hook}{hint} (mark one of a newer netcore optionalhook=True)")
        for attribute in dir(manifest):
            if attribute.startswith(_PREFIX) and hasattr(hookspecs, attribute) and not self.implements(attribute):
                raise BrokenPromise(f"{attribute} is not marked with @hookimpl, so it would never be called")

    def implements(self, hook: str) -> bool:
        """Whether the manifest has this hook."""
        caller: pluggy.HookCaller | None = getattr(self._manager.hook, hook, None)
        return caller is not None and any(impl.plugin_name == self._name for impl in caller.get_hookimpls())

    def call(self, hook: str, **arguments: object) -> Sequence[object]:
        """What the manifest's implementations of a hook return, those that returned None included."""
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        results: list[object] = caller(**arguments)
        plain = [impl for impl in caller.get_hookimpls() if not (impl.wrapper or impl.hookwrapper)]
        return results + [None] * (len(plain) - len(results))


def make(descriptor: Descriptor, context: Context) -> object:
    """Import the descriptor's factory, call it, and return the component; raises `BrokenPromise` when it is none."""
    return _made(descriptor.factory, kind_of(descriptor).base_of(descriptor), context)


def make_sign_in(descriptor: Descriptor, context: Context) -> SignIn:
    """The same for the descriptor's ``sign_in``."""
    made = _made(descriptor.sign_in, SignIn, context)
    assert isinstance(made, SignIn)
    return made


def _made(factory_name: str, base: type, context: Context) -> object:
    module, _, path = factory_name.partition(":")
    factory = reduce(getattr, path.split("."), import_module(module))
    if not callable(factory):
        raise BrokenPromise(f"{factory_name} is not callable")
    made: object = factory(context)
    if not isinstance(made, base):
        raise BrokenPromise(f"{factory_name} made a {type(made).__name__}, which is no netcore.plugins.{base.__name__}")
    return made
