"""Where a setting's value comes from, in this order.

An explicit option · the environment · the account's stored settings · the configuration file (the account's table, then
the plugin's) · the default.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from netcore.errors import NetcoreError, SettingMissing, UsageError
from netcore.plugins.configuration import FILE_NAME, Configuration
from netcore.plugins.context import Secrets
from netcore.plugins.settings import Setting, SettingValue, environment_name
from netcore.plugins.values import convert


@dataclass(frozen=True, kw_only=True)
class Places:
    """All the places where values for one plugin, or one of its accounts, may stand."""

    plugin: str
    account: str = ""
    """The account's id; empty when there is none yet."""
    explicit: Mapping[str, object] = field(default_factory=dict)
    """What the user said in this very call; None counts as not said."""
    environment: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, object] = field(default_factory=dict)
    configuration: Configuration = field(default_factory=Configuration)
    home: Path | None = None
    """The network's folder, for defaults with ``{home}`` and for relative paths in the configuration."""

    def given(self, setting: Setting) -> Iterator[tuple[str, object]]:
        """What each place says, the first wins: (where, for a sentence; the value)."""
        configured = self.configuration
        name, variable, file = setting.name, environment_name(self.plugin, setting.name), configured.path or FILE_NAME
        yield f"--{name}", self.explicit.get(name)
        yield variable, self.environment.get(variable) or None
        if not setting.secret:
            yield f"the account {self.account!r}", self.stored.get(name)
            yield f'{file}, [accounts."{self.account}"]', configured.accounts.get(self.account, {}).get(name)
            yield f"{file}, [plugins.{self.plugin}]", configured.plugins.get(self.plugin, {}).get(name)

    def ways(self, setting: Setting) -> str:
        """All the ways to give the value, for a sentence."""
        option, variable = f"--{setting.name}", environment_name(self.plugin, setting.name)
        if setting.secret:
            return f"{option} (you will be asked for it) or the environment variable {variable}"
        file = self.configuration.path or FILE_NAME
        return (
            f"{option}, the environment variable {variable}, or {setting.name} under [plugins.{self.plugin}] in {file}"
        )


def resolve(settings: Sequence[Setting], places: Places, secrets: Secrets | None = None) -> dict[str, SettingValue]:
    """The value of every setting that is no secret, in its own type; None where there is neither value nor default.

    Every mistake is found before anything is raised: `UsageError` with one sentence (a line each) for every value that
    cannot be used, for every unknown name in ``explicit``, and for every secret in clear in the configuration;
    `SettingMissing` for every required value that nobody gave.  A required secret is looked for in ``secrets``, too.
    """
    wrong = [*_unknown(settings, places), *_secrets_in_clear(settings, places)]
    missing: list[str] = []
    values: dict[str, SettingValue] = {}
    for setting in settings:
        where, given = next(((w, g) for w, g in places.given(setting) if g is not None), ("", None))
        if given is None and setting.secret and setting.required and secrets is not None:
            given = secrets.get(setting.name)
        try:
            value = convert(setting, given) if given is not None else _default(setting, places)
            if value is not None and setting.type == "path":
                value = _path(str(value), where, places)
        except ValueError as error:
            wrong.append(f"{setting.name} ({where}) {error}.")
            continue
        if value is None and setting.required:
            missing.append(
                f"{places.plugin} needs {setting.name}: {setting.help.rstrip('.')}. Give it by {places.ways(setting)}."
            )
        if not setting.secret:
            values[setting.name] = value
    _complain(wrong, UsageError)
    _complain(missing, SettingMissing)
    return values


def given_secrets(settings: Sequence[Setting], places: Places) -> dict[str, str]:
    """The secrets that were said explicitly or stand in the environment; the others are in the keyring or the file."""
    found = {}
    for setting in settings:
        value = next((value for _, value in places.given(setting) if value is not None), None)
        if setting.secret and value is not None:
            found[setting.name] = str(value)
    return found


def _complain(sentences: list[str], kind: type[NetcoreError]) -> None:
    if sentences:
        raise kind("\n".join(sentences))


def _default(setting: Setting, places: Places) -> SettingValue:
    default = setting.default
    if isinstance(default, str) and setting.type == "path" and "{home}" in default:
        return default.replace("{home}", str(places.home)) if places.home is not None else None
    return default


def _path(text: str, where: str, places: Places) -> str:
    """``~`` and relative paths of the configuration made whole: as far as one can without asking the machine."""
    if text == "~" or text.startswith(("~/", "~\\")):
        own = places.environment.get("HOME") or places.environment.get("USERPROFILE")
        if not own:
            raise ValueError(f"begins with ~, but nobody said where your own folder is: write {text!r} out in full")
        return str(Path(own, text[2:]))
    configured = places.configuration.path
    if configured is not None and where.startswith(str(configured)):
        return str(configured.parent / text)
    return text


def _unknown(settings: Sequence[Setting], places: Places) -> Iterator[str]:
    names = [setting.name for setting in settings]
    for name in places.explicit:
        if name not in names:
            yield f"{places.plugin} has no setting {name!r}; it has {', '.join(names) or 'none'}."


def _secrets_in_clear(settings: Sequence[Setting], places: Places) -> Iterator[str]:
    configured = places.configuration
    tables = (configured.plugins.get(places.plugin, {}), configured.accounts.get(places.account, {}), places.stored)
    for setting in settings:
        if setting.secret and any(setting.name in table for table in tables):
            yield (
                f"{setting.name} is a secret and must not stand in {configured.path or FILE_NAME} or with the account: "
                f"take it out there, change it, and give it by {places.ways(setting)}."
            )
