"""The pages of the library reference: one a room, filled by autodoc."""

_ROOMS = (
    ("network", "Opening a network", "netcore.network", "Network"),
    ("gather", "Step 1: gather", "netcore.steps.gather", "Gather"),
    ("choose", "Step 2: choose", "netcore.steps.choose", "Choose"),
    ("clarify", "Step 3: clarify", "netcore.steps.clarify", "Clarify"),
    ("write", "Step 4: write", "netcore.steps.write", "Write"),
    ("meet", "Step 5: meet", "netcore.steps.meet", "Meet"),
    ("thank", "Step 6: thank", "netcore.steps.thank", "Thank"),
    ("give", "Step 7: give", "netcore.steps.give", "Give"),
)


def library_pages() -> dict[str, str]:
    """One page a step, and a list of them."""
    pages = {f"library-{name}.md": _page(*room) for name, *room in _ROOMS}
    listing = "\n".join(f"library-{name}" for name, *_ in _ROOMS)
    pages["library.md"] = (
        "# Library\n\nThe whole of netcore is a library; the command is a skin over it. "
        "`import netcore`, open a network, and use its seven steps.\n\n"
        f"```{{toctree}}\n:maxdepth: 2\n\n{listing}\n```\n"
    )
    return pages


def _page(title: str, module: str, name: str) -> str:
    rest = [f".. automodule:: {module}", "   :no-members:", "", f".. autoclass:: {module}.{name}"]
    return "\n".join([f"# {title}", "", "```{eval-rst}", *rest, "```", ""])
