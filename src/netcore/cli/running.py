"""One run of the command, from the arguments to the exit code: every failure ends in a sentence."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from netcore.cli.session import Session
from netcore.errors import Ambiguous, NetcoreError, PluginError, UsageError

INTERRUPTED = 130
NOT_NOW = 3
USAGE = 2


def run(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run `netcore` with these arguments and return the exit code; errors are told on stderr."""
    from netcore.cli.root import netcore

    session = session or Session()
    instruction = session.environment.get("_NETCORE_COMPLETE", "")
    try:
        if instruction:
            from netcore.cli.completing import complete

            return complete(netcore, session, instruction)
        with netcore.make_context("netcore", _as_text(arguments), obj=session) as context:
            code = netcore.invoke(context)
        sys.stdout.flush()
    except BaseException as error:
        code = _told(error, session)
        _let_go_of_output()
    return code if isinstance(code, int) else 0


def _as_text(arguments: Sequence[str]) -> list[str]:
    """The arguments, when they are text; only the name of a file may be made of other bytes."""
    for argument in arguments:
        if not argument.isascii() and not os.path.lexists(argument):
            try:
                argument.encode()
            except UnicodeEncodeError:
                raise UsageError(f"{argument!r} is no text in UTF-8. Set your terminal to UTF-8, and retry.") from None
    return [*arguments]


def _told(error: BaseException, session: Session) -> int:
    """Say what happened, and return the exit code for it."""
    if isinstance(error, click.exceptions.Exit):
        return _flushed(error.exit_code)
    if isinstance(error, BrokenPipeError):
        return 0  # whoever read our output has had enough (`| head`)
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        _say("\nInterrupted. What was finished before is kept.")
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        return _of_click(error)
    if not isinstance(error, Exception):
        raise error
    if session.raises and (isinstance(error, PluginError) or not isinstance(error, NetcoreError)):
        raise error
    if isinstance(error, NetcoreError):
        _say(_with_candidates(error) if isinstance(error, Ambiguous) else str(error))
        return error.exit_code
    return _unexpected(error, session)


def _say(text: str) -> None:
    from netcore.cli.output import note

    note(text, fg="red", color=False if os.environ.get("NO_COLOR") else None)


def _with_candidates(error: Ambiguous) -> str:
    """The candidates one a line, in place of the same in the middle of the sentence."""
    question, colon, _ = str(error).partition(": ")
    if not error.candidates:
        return str(error)
    width = max(len(id_) for id_, _ in error.candidates)
    lines = [f"  {id_:<{width}}  {label}" for id_, label in error.candidates]
    return "\n".join([f"{question if colon else error}. Say more of the name, or the id:".replace("..", "."), *lines])


def _of_click(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message())
        return _flushed(0)
    text = error.format_message().rstrip()
    context = getattr(error, "ctx", None)
    unclear = isinstance(error, click.MissingParameter) or not isinstance(error, click.BadParameter)
    if context is not None and unclear and "--help" not in text:
        text += f" `{context.command_path} --help` says how."
    _say(text)
    return USAGE


def _unexpected(error: Exception, session: Session) -> int:
    """A fault of the program: the details go to a file, the user gets one sentence."""
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    if isinstance(error, OSError) and error.strerror:
        _say(f"The system refused: {error.strerror}{f' ({error.filename})' if error.filename else ''}.")
        return NOT_NOW
    if isinstance(error, UnicodeEncodeError):
        _say(f"A name holds bytes that are no text: {error.object[:80]!r}. Rename it, then retry.")
        return NOT_NOW
    details = _written(error, session)
    kept = f"The details are in {details}; please send" if details else "Please send"
    _say(f"netcore failed in a way that nobody foresaw ({what}). {kept} them to its makers. Your people are safe.")
    return NOT_NOW


def _written(error: Exception, session: Session) -> Path | None:
    """Where the details are now: in the home folder, else among temporary files; None when neither takes them."""
    import tempfile
    import traceback

    report = f"{session.now():%Y-%m-%d %H:%M:%S %Z}\n{''.join(traceback.format_exception(error))}\n"
    for folder in (session.home, Path(tempfile.gettempdir())):
        file = folder / "netcore-errors.log"
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as log:
                log.write(report)
        except OSError:
            continue
        return file
    return None


def _flushed(code: int) -> int:
    with suppress(BrokenPipeError):
        sys.stdout.flush()
    return code


def _let_go_of_output() -> None:
    """What cannot be written any more (a full disk, a reader who left) must not be tried again while Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
