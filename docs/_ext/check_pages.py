"""The core's message checks with the grades of their evidence, read off the checks."""

import inspect
import re

from netcore.steps.write.checks import NEVER_WAIVED, own_checks

_GRADES = re.compile(r'"([SMVF])"')


def checks_page() -> str:
    """Every check: what it finds, and how well that is founded."""
    lines = ["| check | what it finds | grade |", "| --- | --- | --- |"]
    for check in own_checks():
        kind = type(check)
        name = re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).capitalize()
        about = " ".join((inspect.getdoc(kind) or "").replace("``", "`").split()).replace("|", "\\|")
        grades = " ".join(dict.fromkeys(_GRADES.findall(_source(kind)))) or "fact"
        lines.append(f"| {name} | {about} | {grades} |")
    never = ", ".join(f"`{id_}`" for id_ in sorted(NEVER_WAIVED))
    return "\n".join([*lines, "", f"You may overrule a finding with a reason; only these not: {never}."])


def _source(kind: type) -> str:
    """The source of a check, with the helpers of its module that it calls."""
    module = inspect.getmodule(kind)
    own = inspect.getsource(kind)
    helpers = [getattr(module, name, None) for name in dict.fromkeys(re.findall(r"(?<![.\w])(_\w+)\(", own))]
    return own + "".join(inspect.getsource(helper) for helper in helpers if inspect.isfunction(helper))
