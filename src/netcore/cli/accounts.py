"""`netcore accounts`: the address books that were brought in; mailboxes and calendars; what is kept for later."""

from typing import TYPE_CHECKING, Any

import click

from netcore.cli.groups import Family
from netcore.cli.output import columns, json_option, note, say, show_json
from netcore.cli.services import Service, services
from netcore.cli.session import Session, pass_session
from netcore.cli.signing_in import TerminalUi, sign_in_options
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.plugins import Use


@click.group(cls=Family)
def group() -> None:
    """The address books, mailboxes and calendars that netcore knows. `netcore accounts` lists them."""


@group.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """All that was brought in, or is configured."""
    with session.network() as network:
        accounts = network.gather.accounts()
    if as_json:
        show_json(accounts)
        return
    if not accounts:
        say("No account is known yet: netcore import brings an address book in, netcore accounts add configures more.")
    columns([(one.id, one.location) for one in accounts], ("ACCOUNT", "WHERE") if accounts else ())


class Add(click.Command):
    """`netcore accounts add NAME …` with the options that the plugin declares."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Take the command with all the settings when the first word names something that has accounts."""
        known = services(parent) if args else {}
        service = known.get(args[0].partition(":")[0]) if args else None
        if service is None:
            return super().make_context(info_name, args, parent, **extra)
        from netcore.cli.options import settings_command

        def run(**how: Any) -> None:
            _add(click.get_current_context().ensure_object(Session), service, args[0], **how)

        own = [parameter for parameter in self.params if parameter.name != "component"]
        if service.descriptor.sign_in:
            own += sign_in_options()
        command = settings_command(service.descriptor, run, params=own)
        return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List what there is to have accounts of."""
        rows = [(name, service.descriptor.summary) for name, service in services(ctx).items()]
        if rows:
            with formatter.section("What there is (netcore accounts add NAME --help)"):
                formatter.write_dl(rows)


@group.command(cls=Add)
@click.argument("component", metavar="NAME", help="Of what; its own options follow.")
@click.option("--name", default="", help="What to call it.  [default: after its settings]")
@json_option
@click.pass_context
def add(context: click.Context, /, *, component: str, **_: Any) -> None:
    """Configure an online address book, a mailbox or a calendar.

    A secret is asked for, and kept in your keyring. What is there under one name shares one account: a mail account
    sends your letters, and finds the answers to them.
    """
    known = ", ".join(services(context)) or "none: install a plugin that has one"
    raise UsageError(
        f"There is no {component!r} to configure. There are: {known}. Files need no account: netcore import FILE"
    )


def _add(
    session: Session,
    service: Service,
    word: str,
    *,
    settings: dict[str, Any],
    name: str,
    as_json: bool,
    uses: "tuple[Use, ...]" = (),
    browser: bool = True,
) -> None:
    ui = TerminalUi(browser=browser) if service.descriptor.sign_in else None
    with session.network() as network:
        account = network.gather.add_account(word, settings, name, uses=uses, ui=ui)
    if as_json:
        show_json(account)
        return
    allowed = f", for {', '.join(account.uses)}" if account.uses else ""
    say(f"Configured: {account.id}{allowed}. Try it: netcore accounts check {account.id}")
    for words in service.next_steps(account.id, account.uses):
        say(words)


@group.command()
@click.argument("account", help="Its name, as netcore accounts lists it.")
@json_option
@pass_session
def check(session: Session, *, account: str, as_json: bool) -> None:
    """Whether it can be used at present: connects to all that it is good for, and changes nothing."""
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
    """Forget how to reach it, with its secrets. The people who came from it stay."""
    with session.network() as network:
        left = network.gather.remove_account(account)
    if as_json:
        show_json({"removed": account, "left": left})
    else:
        say(f"{account} is forgotten.")
        if left:
            note(left)
        note("Whom it brought in stays: netcore undo takes an import back.")
