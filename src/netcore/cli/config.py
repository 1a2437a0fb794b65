"""`netcore config`: who you are, where things are, and completion in your shell."""

from typing import TYPE_CHECKING

import click

from netcore.cli import rhythms
from netcore.cli.groups import Family
from netcore.cli.output import details, json_option, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.network import Network

_NAMES = ("name", "address", "town", "region", "policy", "follow-up-after", *rhythms.NAMES)
_SHELLS = ("bash", "zsh", "fish")


@click.group(cls=Family)
def group() -> None:
    """Your name, your address, where you live, and where netcore keeps things. `netcore config` shows them."""


@group.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """Everything that is set, and where it is."""
    from netcore.plugins.configuration import FILE_NAME

    with session.network() as network:
        facts = _facts(network) | {"network": session.place[0], "home": session.home, "file": session.home / FILE_NAME}
    if as_json:
        show_json(facts)
        return
    for name, value in facts.items():
        details(name, [str(value) or "(not set)"])


@group.command("set")
@click.argument("name", type=click.Choice(_NAMES), metavar="NAME", help=f"What to set: {', '.join(_NAMES)}.")
@click.argument("value", help="Its value.")
@json_option
@pass_session
def set_(session: Session, *, name: str, value: str, as_json: bool) -> None:
    """State who you are, and how you like to work.

    \b
    name             what your letters are signed with
    address          the e-mail address they come from
    town             where you live: a coffee is offered to those who are near
    region           where your numbers are dialled from: GB, DE, US …
    policy           what netcore joins without asking: strict (only what is
                     proven), balanced or liberal
    follow-up-after  after how many business days of silence you are reminded
    pace             5/3: no more than 5 new letters while 3 talks or
                     thank-yous are open; or off
    quiet-hours      21:00-08:00: when nothing leaves; or off
    daily-cap        how many letters may leave through an account in a day;
                     or off
    time-zone        in which those hours and days are meant: Europe/Berlin …

    Settings of plugins are options of the commands that use them, or stand in the file that `netcore config`
    names.
    """  # noqa: D301 -- click needs the character itself: it keeps the lines of the paragraph apart
    with session.network() as network:
        if name in rhythms.NAMES:
            _set_rhythm(network, session, name, value)
        elif name == "town":
            network.meet.live_in(value)
        elif name == "follow-up-after":
            if not value.isdecimal():
                raise UsageError(f"{value!r} is no number of business days.")
            network.write.follow_up_after(int(value))
        elif name == "region":
            network.gather.set_region(value)
        elif name == "policy":
            network.gather.set_policy(value)
        else:
            network.write.set_me(**{name: value})
        facts = _facts(network)
    if as_json:
        show_json(facts)
    else:
        zone = f" ({facts['time-zone'] or 'UTC'})" if name in {"quiet-hours", "daily-cap"} else ""
        say(f"Your {name} is {facts[name]}{zone}.")


@group.command()
@click.argument("shell", type=click.Choice(_SHELLS), help="Which shell you use.")
def completion(shell: str) -> None:
    """Print what your shell needs to complete commands, options, people and circles.

    Add the line to the file named after it:

    \b
    bash  eval "$(netcore config completion bash)"   ~/.bashrc
    zsh   eval "$(netcore config completion zsh)"    ~/.zshrc
    fish  netcore config completion fish | source    ~/.config/fish/config.fish
    """  # noqa: D301 -- click needs the character itself: it keeps the lines of the paragraph apart
    from click.shell_completion import get_completion_class

    from netcore.cli.root import netcore

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(netcore, {}, "netcore", "_NETCORE_COMPLETE").source())


def _set_rhythm(network: "Network", session: Session, name: str, value: str) -> None:
    """Hours and days are meant in the time zone of this machine, unless another was set before."""
    rhythm = network.write.rhythm()
    if not rhythm.zone and name != "time-zone" and (here := rhythms.zone_here(session.environment)):
        rhythm = rhythms.changed(rhythm, "time-zone", here)
    network.write.set_rhythm(rhythms.changed(rhythm, name, value))


def _facts(network: "Network") -> dict[str, object]:
    me = network.write.me()
    return {
        "name": me.name,
        "address": me.address,
        "town": network.meet.town(),
        "region": network.gather.region(),
        "policy": network.gather.policy(),
        "follow-up-after": network.write.follow_up_after(),
        **rhythms.texts(network.write.rhythm()),
    }
