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

_OF_THE_WORK = (
    "netcore.steps.write.compose:Drafted",
    "netcore.steps.write.review:Checked",
    "netcore.steps.write.step:Approval",
    "netcore.steps.write.outbox.report:SendReport",
    "netcore.steps.write.outbox.report:Line",
    "netcore.steps.write.outbox.overview:Overview",
    "netcore.steps.write.outbox.overview:Posting",
    "netcore.steps.write.failures:Failure",
    "netcore.steps.write.failures:Correction",
    "netcore.steps.write.failures:Mended",
    "netcore.steps.write.rhythm:Rhythm",
    "netcore.steps.write.inbox:Synced",
    "netcore.steps.gather.recall:RecallPrompt",
    "netcore.steps.gather.recall:Suggestion",
    "netcore.plugins.info:PluginInfo",
    "netcore.plugins.info:ComponentInfo",
    "netcore.plugins.checkup:CheckedComponent",
)
"""Values that are defined beside the step that returns them."""

_COMMANDS = (
    ("import, undo", "an array of `RecordReport`, each with its `account`; `{undone}`"),
    ("people, choose, keep, eliminate, circles show, split", "an array of `Person`"),
    ("people show, people edit", "`PersonDetail`"),
    ("people add, same", "`Person`"),
    ("circles", "an array of `Circle`"),
    ("recall", "an array of `RecallPrompt`"),
    ("duplicates", "an array of `Question`: `{left, right, reasons}`"),
    ("accounts", "an array of `Account`"),
    ("clarify", "`{clarity, findings}`: `Clarity` or `null`, and an array of `Finding`"),
    ("draft", "`Drafted` for a round, `Message` for a single letter"),
    ("check, review", "an array of `Checked`"),
    ("approve", "`Approval`"),
    ("send", "`SendReport`"),
    ("outbox", "`Overview`; with a state, an array of `Posting`"),
    ("outbox show, resolve, withdraw, discard", "`Message`"),
    ("outbox failures", "an array of `Failure`"),
    ("outbox mend", "`Mended`"),
    ("replies", "an array of `Reply`"),
    ("meet, thank", "an array of `Conversation`"),
    ("meet offer, agree, start, held, cancel", "`Conversation`"),
    ("meet prepare", "`Briefing`"),
    ("thank PERSON", "`Message`"),
    ("give", "an array of `Favor`"),
    ("give ask, promise, done, decline", "`Favor`"),
    ("lead", "an array of `Lead`; with a person, `Lead`"),
    ("next", "an array of `AgendaItem`"),
    ("journal", "an array of `Entry`"),
    ("plugins", "an array of `PluginInfo`"),
    ("plugins check", "an array of `CheckedComponent`"),
)


def values_page() -> str:
    """Which command prints what, and every value with its fields."""
    lines = [
        "# Values and JSON shapes",
        "",
        "The library returns these values. With `--json` a command prints the same: an object has every field, moments",
        "are ISO 8601 with their offset, a missing value is `null`, bytes are left out.",
        "",
        "| `netcore … --json` | prints |",
        "| --- | --- |",
        *(f"| {commands} | {shape} |" for commands, shape in _COMMANDS),
        "",
    ]
    for info in pkgutil.iter_modules(netcore.model.__path__):
        module = importlib.import_module(f"netcore.model.{info.name}")
        kinds = [kind for kind in vars(module).values() if _is_value(kind, module)]
        if kinds:
            about = (inspect.getdoc(module) or "").replace("``", "`")
            lines += [f"## {info.name.replace('_', ' ').capitalize()}", "", about, ""]
            for kind in kinds:
                lines += _value(kind)
    lines += ["## Beside the steps", "", "What a step returns and nothing else needs.", ""]
    for place in _OF_THE_WORK:
        name, _, kind = place.partition(":")
        lines += _value(getattr(importlib.import_module(name), kind))
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
    return re.sub(r"\b(?:netcore(?:\.\w+)+|typing|datetime)\.", "", text)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return "`null`" if value is None else f"`{value!r}`" if isinstance(value, str | int | bool) else "empty"


def _notes(source: str) -> dict[str, str]:
    """What the text below a field says of it."""
    found = re.findall(r'^    (\w+): [^\n]*\n    """(.*?)"""', source, re.MULTILINE | re.DOTALL)
    return {name: " ".join(text.replace("``", "`").split()) for name, text in found}
