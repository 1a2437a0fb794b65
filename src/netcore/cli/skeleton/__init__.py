"""`netcore plugins new`: a complete plugin to start from, written out of the templates beside this file."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from netcore.errors import StoreNotWritable, UsageError

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FILES = {
    "pyproject.toml": "pyproject.toml.txt",
    "README.md": "README.md.txt",
    "src/${module}/__init__.py": "manifest.py.txt",
    "src/${module}/py.typed": "",
    "src/${module}/source.py": "source.py.txt",
    "tests/test_${word}.py": "test.py.txt",
}


def write_plugin(name: str, into: Path) -> tuple[Path, tuple[str, ...]]:
    """Write the plugin ``name`` into a new folder there; returns the folder and the files in it.

    Raises `UsageError` when the name can be no plugin's or the folder exists, `StoreNotWritable` when it cannot be
    written.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} cannot name a plugin: use a-z, 0-9 and single hyphens, beginning with a letter.")
    word = name.replace("-", "_")
    words = {
        "name": name,
        "word": word,
        "module": f"netcore_{word}",
        "distribution": f"netcore-{name}",
        "title": "".join(part.capitalize() for part in name.split("-")),
    }
    folder = into / f"netcore-{name}"
    written = []
    try:
        folder.mkdir(parents=True)
        for path, template in _FILES.items():
            file = folder / Template(path).substitute(words)
            file.parent.mkdir(parents=True, exist_ok=True)
            text = files(__package__).joinpath("files", template).read_text("utf-8") if template else ""
            file.write_text(Template(text).substitute(words), "utf-8")
            written.append(file.relative_to(folder).as_posix())
    except FileExistsError:
        raise UsageError(f"{folder} exists already: take another name, or another folder with --into.") from None
    except OSError as error:
        raise StoreNotWritable(f"{folder} cannot be written: {error.strerror}.") from None
    return folder, tuple(written)
