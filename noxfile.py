"""The jobs of this repository.  Each makes its own environment with plain pip: `nox -l` lists them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "layers", "tests", "docs", "build"]

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PLUGINS = sorted(file.parent.relative_to(ROOT) for file in ROOT.glob("plugins/*/pyproject.toml"))
EXIM = ROOT / ".nox" / "exim"
"""Where Exim is unpacked beside an installed Postfix."""
HERE = [".", *(f"./{plugin.as_posix()}" for plugin in PLUGINS)]


def group(*names: str) -> list[str]:
    """What pyproject.toml's dependency groups name; read here because older pips cannot."""
    return [requirement for name in names for requirement in nox.project.dependency_groups(PROJECT, name)]


def plugin_tests() -> list[str]:
    """What the plugins' tests need beyond the core's."""
    extra = []
    for plugin in PLUGINS:
        project = nox.project.load_toml(ROOT / plugin / "pyproject.toml")
        if "test" in project.get("dependency-groups", {}):
            extra += nox.project.dependency_groups(project, "test")
    return extra


@nox.session
def demo(session: nox.Session) -> None:
    """Walk the seven steps with an invented address book, and leave letters to read."""
    session.install(*HERE, silent=True)
    session.run("netcore", "demo", *session.posargs)
    session.log(f"`netcore` stands for {Path(session.bin, 'netcore').relative_to(ROOT)} until you install it.")


@nox.session
def tests(session: nox.Session) -> None:
    """Every test of the core, the documentation and every plugin, against what a user would install."""
    session.install(*HERE, *group("test"), *plugin_tests(), silent=True)
    session.run("pytest", "-n", "2", "-p", "no:cacheprovider", *session.posargs)


@nox.session
def faults_table(session: nox.Session) -> None:
    """Play every failure, and write down what the user sees, what the ledger says, and how many copies arrived."""
    session.install(*HERE, *group("test"), *plugin_tests(), silent=True)
    laboratory = os.pathsep.join([str(ROOT), str(ROOT / "plugins" / "netcore-mail" / "tests" / "lab")])
    session.run("python", "-W", "error", "-m", "tests.faults.table", env={"PYTHONPATH": laboratory})
    session.run("pytest", "-q", "-p", "no:cacheprovider", "tests/faults/test_table.py")


@nox.session(venv_backend="none")
def mail_servers(session: nox.Session) -> None:
    """Get the servers of `real_servers` from Debian; as root, best in a container: Debian starts what it installs."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        session.error("This needs apt-get, and root. Elsewhere install Dovecot, and Postfix or Exim, your own way.")
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    session.run("apt-get", "update", "--quiet")
    session.run(*install, "dovecot-imapd", "dovecot-lmtpd", "postfix", env=quietly)
    # Debian installs one transfer agent only; the other runs from a folder all the same, with its libraries and user.
    with TemporaryDirectory() as folder, session.chdir(folder):
        session.run("apt-get", "download", "--quiet", "exim4-daemon-light")
        (archive,) = (str(file) for file in Path(folder).glob("*.deb"))
        needs = subprocess.run(
            ["dpkg-deb", "-f", archive, "Depends"], capture_output=True, text=True, check=True
        ).stdout
        session.run(*install, *(need.split()[0] for need in needs.split(", ") if need.startswith("lib")), env=quietly)
        EXIM.mkdir(parents=True, exist_ok=True)  # dpkg-deb makes the last folder only
        session.run("dpkg-deb", "-x", archive, str(EXIM))
    if subprocess.run(["id", "Debian-exim"], capture_output=True, check=False).returncode:
        session.run("useradd", "--system", "--user-group", "--no-create-home", "Debian-exim")


@nox.session
def real_servers(session: nox.Session) -> None:
    """The mail plugin, and kills at every moment, against Postfix, Exim and Dovecot on the loopback; needs root."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", str(EXIM / "usr" / "sbin")])
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        session.error("Real servers have to be started by root, since they change users. Run this session as root.")
    missing = [] if shutil.which("dovecot", path=places) else ["Dovecot"]
    transfer = [name for name in ("postfix", "exim4") if shutil.which(name, path=places)]
    if not transfer:
        missing.append("Postfix or Exim")
    if missing:
        session.error(
            f"Missing: {' and '.join(missing)}. On Debian, `nox -s mail_servers real_servers` gets them first."
        )
    session.log(f"With Dovecot and {' and '.join(transfer)}.")
    session.install(*HERE, *group("test"), *plugin_tests(), silent=True)
    session.run(
        "pytest",
        "-p",
        "no:cacheprovider",
        "-m",
        "real_servers",
        "plugins/netcore-mail",
        "tests/faults/real",
        *session.posargs,
        env={"PATH": places},
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Style and formatting."""
    session.install(*[tool for tool in group("lint") if tool.startswith("ruff")], silent=True)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types, the core and then each plugin."""
    session.install(*HERE, *group("lint", "test"), *plugin_tests(), silent=True)
    session.run("mypy", "src")
    for plugin in PLUGINS:
        session.run("mypy", str(plugin / "src"), env={"MYPYPATH": os.pathsep.join(["src", str(plugin / "src")])})


@nox.session
def layers(session: nox.Session) -> None:
    """Which room may import which."""
    session.install(*[tool for tool in group("lint") if tool.startswith("import-linter")], silent=True)
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation; a warning is an error."""
    session.install(*HERE, *group("docs"), silent=True)
    session.run("sphinx-build", "-W", "--keep-going", "-E", "-q", "-b", "html", "docs", "docs/_build/html")
    session.log(f"Read it: {ROOT / 'docs/_build/html/index.html'}")


@nox.session
def build(session: nox.Session) -> None:
    """Every source archive, the wheel made from it, and what a stranger gets who installs the wheels."""
    session.install("build", "twine", silent=True)
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    for source in HERE:
        session.run("python", "-m", "build", "--outdir", str(dist), source, silent=True)
    archives = sorted(str(file) for file in dist.iterdir())
    session.run("twine", "check", "--strict", *archives)

    stranger = Path(session.create_tmp()) / "stranger"
    shutil.rmtree(stranger, ignore_errors=True)
    session.run("python", "-m", "venv", str(stranger))
    programs = stranger / ("Scripts" if sys.platform == "win32" else "bin")
    wheels = [file for file in archives if file.endswith(".whl")]
    session.run(str(programs / "python"), "-m", "pip", "install", "--quiet", *wheels, external=True)
    outside = {"NETCORE_HOME": str(stranger / "home")}
    for words in (["--help"], ["plugins"], ["demo", "--into", str(stranger / "demo")]):
        session.run(str(programs / "netcore"), *words, external=True, env=outside)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """How fast it is on this machine; prints figures, judges nothing."""
    session.install(*HERE, *group("test"), *plugin_tests(), silent=True)
    chosen = [Path(word) for word in session.posargs] or sorted((ROOT / "benchmarks").glob("[!_]*.py"))
    for script in chosen:
        session.run("python", str(script))
