"""Writes the parts of the reference that the code itself knows, before Sphinx reads the pages."""

from pathlib import Path

from check_pages import checks_page
from command_pages import commands_page
from error_pages import errors_page
from library_pages import library_pages
from move_pages import moves_page
from value_pages import values_page

_NOTE = "<!-- Written from the code at every build: change the code, not this page. -->\n\n"


def generate(folder: Path) -> None:
    """Write all generated pages into ``folder``; a page that says the same as before is left untouched."""
    pages = {
        "commands.md": commands_page(),
        "errors.md": errors_page(),
        "values.md": values_page(),
        "moves.md": moves_page(),
        "checks.md": checks_page(),
        **library_pages(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for stale in {file.name for file in folder.glob("*.md")} - set(pages):
        (folder / stale).unlink()
    for name, text in pages.items():
        file = folder / name
        content = _NOTE + text.rstrip() + "\n"
        if not file.exists() or file.read_text(encoding="utf-8") != content:
            file.write_text(content, encoding="utf-8")


def setup(app):  # type: ignore[no-untyped-def]  # Sphinx calls it; its own types are no dependency of ours
    """For Sphinx."""
    app.connect("builder-inited", lambda builder: generate(Path(builder.srcdir) / "reference" / "generated"))
    return {"parallel_read_safe": True}
