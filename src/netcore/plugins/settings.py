"""Settings that a plugin declares once, and that appear everywhere: options, configuration, environment, docs."""

from typing import Literal

from netcore.model.base import Value

SettingType = Literal["text", "integer", "boolean", "path", "url", "choice"]
SettingValue = str | int | bool | None


class Setting(Value, frozen=True, kw_only=True):
    """One thing a component can be told.

    ``name`` is lower-case with hyphens: ``sent-folder`` becomes the option ``--sent-folder``, the configuration key
    ``sent-folder`` and the environment variable ``NETCORE_<PLUGIN>_SENT_FOLDER``.  Components of one plugin that
    declare the same name share its value.  A secret is text that is kept in the keyring (or a 0600 file), is asked for
    without echo, is never shown, and is read from ``Context.secrets``.
    """

    name: str
    help: str
    """What it is for, in one sentence that also says where to find the value."""
    type: SettingType = "text"
    default: SettingValue = None
    """Used when nobody gives a value.  In a path, ``{home}`` stands for the network's own folder."""
    required: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()
    """The legal values when ``type`` is "choice"."""


def environment_name(plugin: str, setting: str) -> str:
    """The environment variable in which a plugin's setting may be given."""
    return f"NETCORE_{plugin}_{setting}".replace("-", "_").upper()
