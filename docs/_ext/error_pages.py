"""The errors and the exit codes, read off `netcore.errors`."""

import inspect

from netcore import errors

_CODES = {
    0: "Done.",
    1: "Done in part: some items failed, and are listed.",
    2: "Wrong usage: nothing was done.",
    3: "Not possible now: the message says what to do first.",
    4: "A plugin failed.",
    130: "Interrupted.",
}


def errors_page() -> str:
    """The tree of errors with what each means, and what the command ends with."""
    lines = [
        "# Errors and exit codes",
        "",
        "Everything that netcore raises on purpose descends from `netcore.NetcoreError`. A message says what happened,",
        "to what, and what to do next.",
        "",
        "## Exit codes of the command",
        "",
        "| code | meaning |",
        "| ---: | --- |",
        *(f"| {code} | {meaning} |" for code, meaning in _CODES.items()),
        "",
        "## Errors of the library",
        "",
        "| error | is a | exit code | meaning |",
        "| --- | --- | ---: | --- |",
    ]
    found = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]
    for kind in sorted(found, key=lambda kind: (kind.exit_code, len(kind.__mro__), kind.__name__)):
        above = ", ".join(f"`{base.__name__}`" for base in kind.__bases__)
        meaning = " ".join((inspect.getdoc(kind) or "").split())
        lines.append(f"| `{kind.__name__}` | {above} | {kind.exit_code} | {meaning.replace('|', chr(92) + '|')} |")
    return "\n".join(lines)
