"""The shapes of the values, which are also the shapes of ``--json``."""

import importlib
import inspect
import pkgutil
import re
import typing
from types import ModuleType

import msgspec

import netcore.model
from netcore.model.base import Value


def values_page() -> str:
    """Every value of the model with its fields."""
    lines = [
        "# Values and JSON shapes",
        "",
        "The library returns these values. With `--json` a command prints the same: an object has every field, moments",
        "are ISO 8601 with their offset, a missing value is `null`, bytes are left out.",
        "",
    ]
    for info in pkgutil.iter_modules(netcore.model.__path__):
        module = importlib.import_module(f"netcore.model.{info.name}")
        kinds = [kind for kind in vars(module).values() if _is_value(kind, module)]
        if not kinds:
            continue
        about = (inspect.getdoc(module) or "").replace("``", "`")
        lines += [f"## {info.name.replace('_', ' ').capitalize()}", "", about, ""]
        for kind in kinds:
            lines += _value(kind)
    return "\n".join(lines)


def _is_value(kind: object, module: ModuleType) -> bool:
    return (
        isinstance(kind, type) and issubclass(kind, Value) and kind is not Value and kind.__module__ == module.__name__
    )


def _value(kind: type[Value]) -> list[str]:
    about = (inspect.getdoc(kind) or "").replace("``", "`")
    lines = [f"### {kind.__name__}", "", about, "", "| field | type | default | |", "| --- | --- | --- | --- |"]
    notes = _notes(inspect.getsource(kind))
    for field in msgspec.structs.fields(kind):
        cells = (f"`{field.name}`", f"`{_type(field.type)}`", _default(field), notes.get(field.name, ""))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _type(kind: object) -> str:
    """The type, a choice of words spelt out."""
    if typing.get_origin(kind) is typing.Literal:
        return " or ".join(f'"{word}"' for word in typing.get_args(kind))
    text = kind.__name__ if isinstance(kind, type) and not typing.get_args(kind) else str(kind)
    return re.sub(r"\b(?:netcore\.model\.\w+|typing|datetime)\.", "", text)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return "`null`" if value is None else f"`{value!r}`" if isinstance(value, str | int | bool) else "empty"


def _notes(source: str) -> dict[str, str]:
    """What the text below a field says of it."""
    found = re.findall(r'^    (\w+): [^\n]*\n    """(.*?)"""', source, re.MULTILINE | re.DOTALL)
    return {name: " ".join(text.replace("``", "`").split()) for name, text in found}
