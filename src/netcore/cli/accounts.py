"""`netcore accounts`: the address books that were brought in, or are configured for later."""

from typing import Any

import click

from netcore.cli.groups import Family
from netcore.cli.output import columns, json_option, note, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.cli.signing_in import TerminalUi, sign_in_options, wants_sign_in
from netcore.cli.sources import list_sources, source_command, sources_of
from netcore.errors import UsageError


@click.group(cls=Family)
def group() -> None:
    """The address books that netcore knows. `netcore accounts` lists them."""


@group.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """All address books that were brought in, or are configured."""
    with session.network() as network:
        accounts = network.gather.accounts()
    if as_json:
        show_json(accounts)
        return
    if not accounts:
        say("No address book is known yet: netcore import brings one in.")
    columns([(one.id, one.location) for one in accounts], ("ACCOUNT", "WHERE") if accounts else ())


class Add(click.Command):
    """`netcore accounts add SOURCE …` with the options that the source's plugin declares."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Take the source's own command when the first word names a source."""
        own = [parameter for parameter in self.params if parameter.name != "source"]
        if args and wants_sign_in(args[0], parent):
            own += sign_in_options()
        source = source_command(args[0], parent, run=_add, params=own) if args else None
        if source is None:
            return super().make_context(info_name, args, parent, **extra)
        return source.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the sources."""
        list_sources(ctx, formatter, "netcore accounts add")


@group.command(cls=Add)
@click.argument("source", help="What to read from; its own options follow.")
@click.option("--name", default="", help="What to call it.  [default: after its settings]")
@json_option
@click.pass_context
def add(context: click.Context, /, *, source: str, **_: Any) -> None:
    """Configure an online address book for later. A secret is asked for, and kept in your keyring."""
    known = ", ".join(one.name for one in sources_of(context)) or "none: install a plugin that has one"
    raise UsageError(
        f"There is no source {source!r} to configure. There are: {known}. Files need none: netcore import FILE"
    )


def _add(
    session: Session,
    source: str,
    *,
    settings: dict[str, Any],
    name: str,
    as_json: bool,
    uses: tuple[Any, ...] = (),
    browser: bool = True,
) -> None:
    with session.network() as network:
        account = network.gather.add_account(source, settings, name, uses=uses, ui=TerminalUi(browser=browser))
    if as_json:
        show_json(account)
        return
    say(f"Configured: {account.id}" + (f", for {', '.join(account.uses)}." if account.uses else "."))
    if not account.uses or "contacts" in account.uses:
        say(f"Bring it in with: netcore import {account.id}")


@group.command()
@click.argument("account", help="Its name, as netcore accounts lists it.")
@json_option
@pass_session
def check(session: Session, *, account: str, as_json: bool) -> None:
    """Whether an address book can be read at present."""
    with session.network() as network:
        found = network.gather.check_account(account)
    if as_json:
        show_json({"account": account, "found": found})
    else:
        say(found)


@group.command()
@click.argument("account", help="Its name, as netcore accounts lists it.")
@json_option
@pass_session
def remove(session: Session, *, account: str, as_json: bool) -> None:
    """Forget how to reach an address book, with its secrets. The people who came from it stay."""
    with session.network() as network:
        left = network.gather.remove_account(account)
    if as_json:
        show_json({"removed": account, "left": left})
    else:
        say(f"{account} is forgotten.")
        if left:
            note(left)
        note("Whom it brought in stays: netcore undo takes an import back.")
