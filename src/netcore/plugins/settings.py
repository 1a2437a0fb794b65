"""Settings that a plugin declares once, and that appear everywhere: options, configuration, environment, docs."""

from typing import Literal

from netcore.model.base import Value

SettingType = Literal["text", "integer", "boolean", "path", "url", "choice"]


class Setting(Value, frozen=True, kw_only=True):
    """One thing a component can be told.

    ``name`` is lower-case with hyphens: ``sent-folder`` becomes the option ``--sent-folder``, the configuration key
    ``sent-folder`` and the environment variable ``NETCORE_<PLUGIN>_SENT_FOLDER``.  A secret is kept in the keyring
    (or a 0600 file), is asked for without echo, and is never shown.
    """

    name: str
    help: str
    type: SettingType = "text"
    default: str | int | bool | None = None
    required: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()
    """The legal values when ``type`` is "choice"."""
