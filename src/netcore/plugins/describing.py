"""Whether what a manifest's hook returned keeps the promises of descriptors."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from netcore.plugins.descriptors import Descriptor
from netcore.plugins.kinds import D_co, Kind
from netcore.plugins.ownership import owner_of
from netcore.plugins.problems import BrokenPromise
from netcore.plugins.settings import Setting
from netcore.plugins.values import convert

_COMPONENT_NAME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*")
_SETTING_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FACTORY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


def checked(kind: Kind[D_co], plugin: str, offered: object) -> tuple[D_co, ...]:
    """The descriptors in what the plugin's hook returned; raises `BrokenPromise` saying which promise is broken."""
    if not isinstance(offered, Sequence) or isinstance(offered, (str, bytes)):
        raise BrokenPromise(f"returned {_what(offered)} instead of a list of {kind.descriptor.__name__}")
    for item in offered:
        if not isinstance(item, kind.descriptor):
            raise BrokenPromise(f"returned {_what(item)} among the {kind.descriptor.__name__}s")
        for flaw in flaws(item, plugin):
            raise BrokenPromise(f"{kind.words} {item.name!r}: {flaw}")
    twice = [name for name, count in Counter(item.name for item in offered).items() if count > 1]
    if twice:
        raise BrokenPromise(f"offers {twice[0]!r} twice")
    return tuple(offered)


def flaws(descriptor: Descriptor, plugin: str) -> Iterable[str]:
    """Everything that is wrong with a descriptor, one phrase each."""
    try:
        msgspec.convert(msgspec.to_builtins(descriptor), type(descriptor))
    except (msgspec.ValidationError, TypeError) as error:
        yield f"a field has the wrong type ({error})"
        return
    if owner_of(descriptor.name) != plugin:
        yield f"its name must be {plugin!r} or begin with {plugin + '.'!r}"
    elif not _COMPONENT_NAME.fullmatch(descriptor.name):
        yield "its name may hold a-z, 0-9, hyphens, and dots between parts"
    if not descriptor.summary.strip() or "\n" in descriptor.summary:
        yield "its summary must be one line that says what it is"
    if not _FACTORY.fullmatch(descriptor.factory):
        yield f'its factory must read "module:callable", not {descriptor.factory!r}'
    if descriptor.sign_in and not _FACTORY.fullmatch(descriptor.sign_in):
        yield f'its sign_in must read "module:callable", not {descriptor.sign_in!r}'
    names = Counter(setting.name for setting in descriptor.settings)
    yield from (f"the setting {name!r} is declared twice" for name, count in names.items() if count > 1)
    for setting in descriptor.settings:
        yield from (f"the setting {setting.name!r} {flaw}" for flaw in setting_flaws(setting))


def setting_flaws(setting: Setting) -> Iterable[str]:
    """Everything that is wrong with a declaration, as phrases to follow the setting's name."""
    if not _SETTING_NAME.fullmatch(setting.name):
        yield "may hold a-z, 0-9 and single hyphens, beginning with a letter"
    if not setting.help.strip():
        yield "needs a help text"
    if (setting.type == "choice") != bool(setting.choices):
        yield 'must have choices if, and only if, its type is "choice"'
    if setting.secret and (setting.default is not None or setting.type != "text"):
        yield "is a secret: it must be text and cannot have a default"
    elif setting.required and setting.default is not None:
        yield "is required and has a default: one of the two is too much"
    elif setting.default is not None:
        try:
            convert(setting, setting.default)
        except ValueError as error:
            yield f"has a default that {error}"


def _what(value: object) -> str:
    return "nothing (is a `return` missing?)" if value is None else f"a {type(value).__name__}"
