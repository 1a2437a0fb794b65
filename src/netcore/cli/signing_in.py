"""Signing in to an account at the terminal."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from netcore.plugins import SignInUi


class TerminalUi:
    """`netcore.plugins.SignInUi` at a terminal: words on stderr, the browser of this machine, answers from stdin."""

    def __init__(self, *, browser: bool) -> None:
        """``browser``: whether one may be opened here."""
        self._browser = browser

    def tell(self, text: str) -> None:
        """Show it, beside whatever the command answers."""
        click.echo(text, err=True)

    def open_page(self, url: str) -> bool:
        """Open it where there is somebody in front of a screen."""
        if not self._browser or not sys.stdin.isatty():
            return False
        import webbrowser

        try:
            return webbrowser.get().open(url)
        except webbrowser.Error:
            return False

    def ask(self, question: str) -> str:
        """The next line of the standard input."""
        click.echo(f"{question} ", err=True, nl=False)
        answer = sys.stdin.readline().strip()
        if not sys.stdin.isatty():
            click.echo(err=True)
        return answer


if TYPE_CHECKING:
    _keeps_the_contract: SignInUi = TerminalUi(browser=True)


def sign_in_options() -> list[click.Parameter]:
    """What a sign-in adds to the options of a command: ``uses`` and ``browser``."""
    from netcore.plugins import USES

    return [
        click.Option(
            ["--for", "uses"],
            type=click.Choice(USES),
            multiple=True,
            help="What the account is for; give it several times. You are asked to allow no more than that, and only"
            " for what you did not allow before, which stays.  [default: contacts]",
        ),
        click.Option(
            ["--browser/--no-browser", "browser"],
            default=True,
            help="Open the sign-in page in a browser here, or show its address and ask for the answer.",
        ),
    ]
