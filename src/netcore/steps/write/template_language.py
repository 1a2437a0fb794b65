"""What a template may say: names, conditions, a few filters, and one walk along a person's circles.

A template is a letter, and sometimes a stranger's letter.  So it has no calls, no variables of its own and no loops
within loops: whatever it builds is about as long as what it is built from, and it cannot hang.  All that is wrong with
it is found before anybody's letter is rendered.
"""

from collections.abc import Iterator

from jinja2 import nodes

KNOWN = {
    "person": ("given", "family", "name", "nickname", "organization", "role", "town", "circles"),
    "me": ("name", "given"),
    "clarity": ("goal", "why", "ask"),
}
"""What a template may ask of whom; of ``slot`` it may ask any name."""

_LOOP = ("index", "first", "last", "length")
_WORDS: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Getattr, nodes.Getitem),
    *(nodes.Const, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.CondExpr, nodes.Concat, nodes.Add, nodes.Sub, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Pos),
)
_SAID = {
    nodes.Call: "calls nothing: write {{ person.given }}, without brackets",
    nodes.Assign: "has no variables of its own",
    nodes.AssignBlock: "has no variables of its own",
    nodes.Macro: "has no macros",
    nodes.CallBlock: "has no macros",
    nodes.FilterBlock: "has no filter blocks: write {{ slot.memory | upper }}",
    nodes.Mul: "cannot use “*”",
    nodes.Pow: "cannot use “**”",
    nodes.Mod: "cannot use “%”",
}


def mistake_in(tree: nodes.Template) -> tuple[int, str] | None:
    """The first thing that a template cannot say: its line, and what to write instead; None when all is well."""
    return next(_mistakes(tree, frozenset()), None)


def slots_in(tree: nodes.Template) -> set[str]:
    """The names that are asked of ``slot``."""
    questions = (_asked(node) for node in tree.find_all((nodes.Getattr, nodes.Getitem)))
    return {what for whom, what in filter(None, questions) if whom == "slot"}


def _mistakes(node: nodes.Node, own: frozenset[str]) -> Iterator[tuple[int, str]]:
    """``own``: the names that a loop around it made."""
    if isinstance(node, nodes.For):
        yield from _of_loop(node, own)
        inside = own | ({node.target.name, "loop"} if isinstance(node.target, nodes.Name) else set())
        for child in (*node.body, *([node.test] if node.test else [])):
            yield from _mistakes(child, inside)
        for child in node.else_:
            yield from _mistakes(child, own)
        return
    if not isinstance(node, _WORDS):
        why = _SAID.get(type(node), f"cannot use “{type(node).__name__.lower()}”")
        yield node.lineno, f"a template {why}"
    elif isinstance(node, (nodes.Getattr, nodes.Getitem)):
        yield from _of_question(node, own)
    elif isinstance(node, nodes.Name) and node.name not in own - {"loop"}:
        yield node.lineno, _alone(node.name)
    else:
        for child in node.iter_child_nodes():
            yield from _mistakes(child, own)


def _of_loop(node: nodes.For, own: frozenset[str]) -> Iterator[tuple[int, str]]:
    if own:
        yield node.lineno, "a template has no loop within a loop"
    elif not isinstance(node.target, nodes.Name) or _asked(node.iter) != ("person", "circles") or node.recursive:
        yield node.lineno, "a template loops only so: {% for circle in person.circles %}"


def _of_question(node: nodes.Getattr | nodes.Getitem, own: frozenset[str]) -> Iterator[tuple[int, str]]:
    asked = _asked(node)
    if asked is None:
        yield node.lineno, f"nothing can be asked of that: {_choices()}"
        return
    whom, what = asked
    if whom == "slot":
        if not what.isidentifier() or what.startswith("_"):
            yield node.lineno, f"{what!r} cannot be the name of a part: write {{{{ slot.memory }}}}"
    elif whom == "loop" and "loop" in own:
        if what not in _LOOP:
            yield node.lineno, f"a loop has no {what!r}, but {', '.join(_LOOP)}"
    elif whom not in KNOWN:
        yield node.lineno, _alone(whom)
    elif what not in KNOWN[whom]:
        yield node.lineno, f"{whom} has no {what!r}, but {', '.join(KNOWN[whom])}"


def _asked(node: nodes.Node) -> tuple[str, str] | None:
    """Of whom something is asked, and what; None when it is not asked of a name."""
    if isinstance(node, (nodes.Getattr, nodes.Getitem)) and isinstance(node.node, nodes.Name):
        return node.node.name, _of(node)
    return None


def _of(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    what = node.arg if isinstance(node, nodes.Getitem) else None
    return str(what.value) if isinstance(what, nodes.Const) else ""


def _alone(name: str) -> str:
    if name == "slot":
        return "which part? Write {{ slot.memory }}, or another name"
    if name in KNOWN:
        return f"what of {name}? Write {{{{ {name}.{KNOWN[name][0]} }}}}; it has {', '.join(KNOWN[name])}"
    return f"{name!r} means nothing: {_choices()}"


def _choices() -> str:
    return "there is " + ", ".join(f"{name}.{known[0]}" for name, known in KNOWN.items()) + " and slot.memory"
