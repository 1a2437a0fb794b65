"""The configuration file: what the user wrote down once for plugins and accounts."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from netcore.errors import UnreadableFile, UsageError
from netcore.plugins.secrets import SecretsPlace
from netcore.plugins.selection import Selection
from netcore.plugins.settings import Setting

FILE_NAME = "config.toml"


class _Own(msgspec.Struct, forbid_unknown_fields=True):
    plugins: tuple[str, ...] | None = None
    secrets: SecretsPlace = "auto"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    netcore: _Own = msgspec.field(default_factory=_Own)
    plugins: dict[str, dict[str, object]] = {}  # msgspec copies mutable defaults
    accounts: dict[str, dict[str, object]] = {}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """``config.toml`` of a network's folder, as far as plugins are concerned.

    ``[netcore]`` has ``plugins`` (a selection: see `Selection`) and ``secrets`` ("auto", "keyring", "file");
    ``[plugins.NAME]`` and ``[accounts."ID"]`` have one key per setting.  No secret is ever read from here.
    """

    path: Path | None = None
    only: tuple[str, ...] | None = None
    """The selection of plugins; None when the file makes none."""
    secrets: SecretsPlace = "auto"
    plugins: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    accounts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @classmethod
    def read(cls, home: Path) -> "Configuration":
        """The configuration in a network's folder; an empty one when there is no file.

        Raises `UnreadableFile` when it cannot be read or is no TOML, `UsageError` when something in it means nothing.
        """
        path = home / FILE_NAME
        try:
            text = path.read_text("utf-8-sig")
        except FileNotFoundError:
            return cls(path=path)
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise UnreadableFile(f"The configuration {path} cannot be read: {why}.") from None
        try:
            file = msgspec.convert(tomllib.loads(text), _File)
            Selection.of(file.netcore.plugins)
        except tomllib.TOMLDecodeError as error:
            raise UnreadableFile(f"The configuration {path} is not valid TOML: {error}. Mend that line.") from None
        except (msgspec.ValidationError, UsageError) as error:
            raise UsageError(f"The configuration {path} cannot be used: {error}.".replace("..", ".")) from None
        return cls(
            path=path,
            only=file.netcore.plugins,
            secrets=file.netcore.secrets,
            plugins=file.plugins,
            accounts=file.accounts,
        )

    def unknown_keys(self, plugin: str, declared: Iterable[Setting]) -> tuple[str, ...]:
        """A sentence for each key of ``[plugins.NAME]`` that no component of the plugin declares: a slip of the pen."""
        names = {setting.name for setting in declared}
        known = ", ".join(sorted(names)) or "none"
        return tuple(
            f"{self.path}, [plugins.{plugin}]: the plugin has no setting {key!r}; it has {known}."
            for key in self.plugins.get(plugin, {})
            if key not in names
        )
