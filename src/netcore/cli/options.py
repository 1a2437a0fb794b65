"""A plugin's declared settings as options of a command, without any click code in the plugin."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from netcore.plugins.descriptors import Descriptor
    from netcore.plugins.settings import Setting


def settings_command(
    descriptor: "Descriptor",
    run: Callable[..., Any],
    *,
    name: str = "",
    params: Sequence[click.Parameter] = (),
) -> click.Command:
    """A command whose options are the descriptor's settings, after the command's own ``params``.

    ``run`` is called with the values of ``params`` by name, and with ``settings``: what the user said of the
    descriptor's settings, for ``explicit`` of `netcore.plugins.surroundings.Surroundings.context`.
    """

    def callback(**values: Any) -> Any:
        settings = said(descriptor, values)
        own = {key: value for key, value in values.items() if not key.startswith(_PREFIX)}
        return run(**own, settings=settings)

    taken = {option for param in params for option in (*param.opts, *param.secondary_opts)}
    options = setting_options(descriptor, taken=taken)
    return click.Command(
        name or descriptor.name, params=[*params, *options], callback=callback, help=descriptor.summary
    )


def setting_options(descriptor: "Descriptor", *, taken: Iterable[str] = ()) -> list[click.Option]:
    """One option a setting; where the command has an option of that name itself, the plugin's name goes before it.

    None has a default and none is required here: a value may come from other places, which the library looks up.
    """
    from netcore.plugins.ownership import owner_of

    plugin, reserved = owner_of(descriptor.name), {*taken, "--help", "-h", "--json"}
    return [_option(setting, plugin, reserved) for setting in descriptor.settings]


def said(descriptor: "Descriptor", values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that were given among a command's parameters; the secrets asked for are asked for now.

    At a terminal a secret is typed without echo; otherwise it is the next line of the standard input.
    """
    found: dict[str, Any] = {}
    for setting in descriptor.settings:
        value = values.get(_parameter(setting))
        if value is not None and not (setting.secret and value is False):
            found[setting.name] = _ask(setting) if setting.secret else value
    return found


_PREFIX = "setting_"


def _parameter(setting: "Setting") -> str:
    return _PREFIX + setting.name.replace("-", "_")


def _option(setting: "Setting", plugin: str, reserved: set[str]) -> click.Option:
    name = setting.name
    if {f"--{name}", f"--no-{name}"} & reserved:
        name = f"{plugin}-{name}"
    declarations = [f"--{name}", _parameter(setting)]
    help_ = f"{setting.help.rstrip('.')}.{_small_print(setting, plugin)}"
    if setting.secret:
        return click.Option(declarations, is_flag=True, default=None, help=f"Ask for it: {help_}")
    if setting.type == "boolean":
        return click.Option([f"--{name}/--no-{name}", _parameter(setting)], default=None, help=help_)
    return click.Option(declarations, type=_type(setting), metavar=_metavar(setting), default=None, help=help_)


def _type(setting: "Setting") -> click.ParamType[Any]:
    if setting.type == "choice":
        return click.Choice(setting.choices)
    if setting.type == "path":
        return click.Path()
    return click.INT if setting.type == "integer" else click.STRING


def _metavar(setting: "Setting") -> str | None:
    return {"url": "URL", "path": "PATH", "integer": "NUMBER", "text": "TEXT"}.get(setting.type)


def _small_print(setting: "Setting", plugin: str) -> str:
    from netcore.plugins.settings import environment_name

    parts = [environment_name(plugin, setting.name)]
    if setting.required:
        parts.insert(0, "required")
    if setting.default is not None:
        shown = {True: "yes", False: "no"}[setting.default] if isinstance(setting.default, bool) else setting.default
        parts.insert(0, f"default: {shown}")
    return f"  [{'; '.join(parts)}]"


def _ask(setting: "Setting") -> str:
    if sys.stdin.isatty():
        return str(click.prompt(setting.name, hide_input=True, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError(f"--{setting.name} reads it from the standard input, which is empty.")
    return line
