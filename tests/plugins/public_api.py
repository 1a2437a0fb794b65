"""What plugin authors may rely on, as text.

Written anew by ``python tests/plugins/public_api.py > tests/plugins/public_api.txt``: then look at the difference, and
choose the version number that it deserves.
"""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import msgspec

MODULES = (
    "netcore.plugins",
    "netcore.plugins.registry",
    "netcore.plugins.surroundings",
    "netcore.plugins.configuration",
    "netcore.plugins.eml",
    "netcore.plugins.http",
    "netcore.plugins.selection",
    "netcore.testing",
    "netcore.testing.http_lab",
    "netcore.testing.proxy_lab",
)


def public_api() -> str:
    """Every public name, with its fields, methods and signatures."""
    return "\n".join(line for module in MODULES for line in _module(module)) + "\n"


def _module(name: str) -> Iterator[str]:
    module = import_module(name)
    yield f"# {name}"
    for member in sorted(getattr(module, "__all__", None) or _own(module)):
        value = getattr(module, member)
        yield from _class(member, value) if inspect.isclass(value) else _other(member, value)
    yield ""


def _own(module: Any) -> list[str]:
    """The public functions and classes that are written in the module itself."""
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    ]


def _other(name: str, value: Any) -> Iterator[str]:
    written_here = inspect.isfunction(value)
    yield f"{name}{_signature(value)}" if written_here else name


def _class(name: str, value: type) -> Iterator[str]:
    bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
    yield f"class {name}({bases})" if bases else f"class {name}"
    if issubclass(value, msgspec.Struct):
        yield from _fields(value)
    elif "__init__" in vars(value):
        yield f"  __init__{_signature(value)}"
    for method, function in sorted(vars(value).items()):
        if method.startswith("_") or method in getattr(value, "__dataclass_fields__", ()):
            continue
        if type(function).__name__ == "FixtureFunctionDefinition":
            yield f"  fixture {method}"
        elif method.startswith("test_"):
            yield f"  law {method}"
        elif inspect.isfunction(function) or isinstance(function, classmethod):
            abstract = "abstract " if getattr(function, "__isabstractmethod__", False) else ""
            yield f"  {abstract}{method}{_signature(getattr(value, method))}"


def _fields(value: type[msgspec.Struct]) -> Iterator[str]:
    for field in msgspec.structs.fields(value):
        made = field.default_factory is not msgspec.NODEFAULT
        default = "" if field.required else f" = {field.default_factory() if made else field.default!r}"
        yield f"  {field.name}: {_short(inspect.formatannotation(field.type))}{default}"


def _signature(value: Any) -> str:
    try:
        return _short(str(inspect.signature(value)))
    except (TypeError, ValueError):
        return ""


def _short(text: str) -> str:
    """Without module names and addresses, in which Pythons differ."""
    text = re.sub(r"<(?:function|class) '?([\w.]+)'?(?: at \w+)?>", r"\1", text)
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])", "", text)


if __name__ == "__main__":
    import sys

    sys.stdout.write(public_api())
