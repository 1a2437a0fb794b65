"""`netcore` itself: what all commands share."""

import click

from netcore.cli.groups import Steps
from netcore.cli.session import Session

_WELCOME = """You already have a network: the people from music, sports, art, your children's activities, family,
associations, former work. netcore helps you to write to them, warmly and clearly, and to be of use to them.

Seven steps, in this order. At any time `netcore next` says what to do next, and `netcore COMMAND --help` how.
New here? `netcore demo` walks through all of it with invented people.
"""

_PLACES = """Answers are texts; with --json, a command that shows something prints one JSON value and nothing else.

NETCORE_HOME is the folder of your networks and settings, NETCORE_NETWORK the network to use when --network is
not given, NETCORE_PLUGINS the only plugins to load. NO_COLOR switches colours off.

Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 not possible now, 4 a plugin failed, 130 interrupted.
"""


@click.group(
    cls=Steps,
    help=_WELCOME,
    epilog=_PLACES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--network", metavar="NAME", help="Which network: a name, a file, or postgresql://…#name.  [default]")
@click.version_option(package_name="netcore-outreach", prog_name="netcore", message="%(prog)s %(version)s")
@click.pass_context
def netcore(context: click.Context, /, network: str | None) -> None:
    session = context.obj if isinstance(context.obj, Session) else Session()
    context.obj = session.meaning(network)
    if session.environment.get("NO_COLOR"):
        context.color = False
