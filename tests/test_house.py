"""The laws of this repository: what must hold of the files themselves."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PLUGINS = sorted(file.parent for file in ROOT.glob("plugins/*/pyproject.toml"))
SOURCES = [ROOT / "src", *(plugin / "src" for plugin in PLUGINS)]
LONGEST = 750
CORE = "netcore-outreach"


def committed() -> list[Path]:
    """The files that belong to the repository; all but what tools leave behind where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    leftovers = {".git", ".venv", ".nox", "dist", "build", "__pycache__", "_build"}
    return [file for file in ROOT.rglob("*") if file.is_file() and not leftovers.intersection(file.parts)]


def python_files() -> list[Path]:
    return [file for source in SOURCES for file in sorted(source.rglob("*.py"))]


def settings_of(project: Path) -> Any:
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


def names(files: list[Path]) -> list[str]:
    return [file.relative_to(ROOT).as_posix() for file in files]


def test_ci_types_the_same_test_command_as_the_readme_tells_its_reader() -> None:
    commands = re.findall(
        r"^python3 -m venv .*-s tests$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 1, "the README has exactly one line that sets everything up and passes every test"
    script = [line.strip() for line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()]
    assert commands[0] in script


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_every_plugin_is_a_distribution_of_its_own(plugin: Path) -> None:
    project = settings_of(plugin)["project"]
    assert project["name"] == plugin.name
    assert project["entry-points"]["netcore"], "it says to netcore that it exists"
    assert (plugin / "README.md").read_text(encoding="utf-8").strip()
    assert list((plugin / "tests").rglob("test_*.py"))
    package = plugin.name.replace("-", "_")
    assert (plugin / "src" / package / "py.typed").is_file()


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_a_plugin_of_this_house_has_the_version_and_the_python_of_the_core(plugin: Path) -> None:
    core, its = settings_of(ROOT)["project"], settings_of(plugin)["project"]
    assert its["version"] == core["version"]
    assert its["requires-python"] == core["requires-python"]
    assert its["license"] == core["license"]


def test_the_changelog_knows_the_version_or_what_will_be_in_it() -> None:
    heads = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert settings_of(ROOT)["project"]["version"] in heads or len(heads) == 1


def test_no_file_is_too_long_to_be_one_idea() -> None:
    lengths = {file: file.read_text(encoding="utf-8").count("\n") for file in python_files()}
    assert not names([file for file, lines in lengths.items() if lines > LONGEST])


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        file
        for file in python_files()
        if (text := file.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert not names(silent)


def test_no_file_knows_a_place_on_the_machine_where_it_was_written() -> None:
    place = re.compile(rb"/" + rb"(?:work|root)/")
    found = [file for file in committed() if place.search(file.read_bytes())]
    assert not names(found)


def test_no_check_is_switched_off_without_naming_which() -> None:
    switch = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<code>(?::\s*|\[)\w+)?")
    bare = [
        f"{file.relative_to(ROOT).as_posix()}:{number}"
        for file in committed()
        if file.suffix == ".py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (match := switch.search(line)) and not match["code"]
    ]
    assert not bare, "say which rule, and why"


def imported_by(source: Path) -> set[str]:
    """The top-level names of the packages that a distribution's code imports when it runs, wherever it does."""
    found: set[str] = set()

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            found.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        only_types = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for below in [] if only_types else ast.iter_child_nodes(node):
            look(below)

    for file in source.rglob("*.py"):
        look(ast.parse(file.read_text(encoding="utf-8")))
    if "zoneinfo" in found:
        found.add("tzdata")  # where the system has no time zones, as Windows has none, it reads them from there
    return found - sys.stdlib_module_names - {directory.name for directory in source.iterdir()}


def plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("project", [ROOT, *PLUGINS], ids=lambda project: project.name)
def test_what_the_code_imports_is_what_the_distribution_asks_for(project: Path) -> None:
    settings = settings_of(project)["project"]
    optional = [one for extra in settings.get("optional-dependencies", {}).values() for one in extra]
    asked = {plain(requirement) for requirement in [*settings["dependencies"], *optional]}
    if CORE in asked:  # one version, one house: what the core brings is there
        asked |= {plain(requirement) for requirement in settings_of(ROOT)["project"]["dependencies"]}
    homes = {**packages_distributions(), "netcore": [CORE]}
    missing = {
        name: sorted({plain(home) for home in homes.get(name, [name])})
        for name in imported_by(project / "src")
        if not asked & {plain(home) for home in homes.get(name, [name])}
    }
    assert not missing, "the distribution does not ask for what its code imports"


@pytest.mark.parametrize("project", [ROOT, *PLUGINS], ids=lambda project: project.name)
def test_a_distribution_asks_for_nothing_that_its_code_does_not_import(project: Path) -> None:
    homes = {**packages_distributions(), "netcore": [CORE]}
    used = {plain(home) for name in imported_by(project / "src") for home in homes.get(name, [name])}
    assert {plain(requirement) for requirement in settings_of(project)["project"]["dependencies"]} <= used
