"""The pages of the library reference: one a room, filled by autodoc."""

_ROOMS = (
    ("network", "Opening a network", ("netcore.network",)),
    ("gather", "Step 1: gather", ("netcore.steps.gather",)),
    ("choose", "Step 2: choose", ("netcore.steps.choose",)),
    ("clarify", "Step 3: clarify", ("netcore.steps.clarify",)),
    ("write", "Step 4: write", ("netcore.steps.write",)),
    ("meet", "Step 5: meet", ("netcore.steps.meet",)),
    ("thank", "Step 6: thank", ("netcore.steps.thank",)),
    ("give", "Step 7: give", ("netcore.steps.give",)),
    ("agenda", "What next", ("netcore.agenda",)),
)


def library_pages() -> dict[str, str]:
    """One page a step, and a list of them."""
    pages = {f"library-{name}.md": _page(title, modules) for name, title, modules in _ROOMS}
    listing = "\n".join(f"library-{name}" for name, _, _ in _ROOMS)
    pages["library.md"] = (
        "# Library\n\nThe whole of netcore is a library; the command is a skin over it. "
        "`import netcore`, open a network, and use its seven steps.\n\n"
        f"```{{toctree}}\n:maxdepth: 2\n\n{listing}\n```\n"
    )
    return pages


def _page(title: str, modules: tuple[str, ...]) -> str:
    parts = [f"# {title}", ""]
    for module in modules:
        parts += ["```{eval-rst}", f".. automodule:: {module}", "   :imported-members:", "```", ""]
    return "\n".join(parts)
