"""`netcore import`: bring in address books."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcore.cli.output import count, json_option, note, paragraph, plain, say, show_json
from netcore.cli.progress import watching
from netcore.cli.session import Session, pass_session
from netcore.cli.sources import file_options, file_settings, list_sources, source_command
from netcore.cli.stopping import AFTER_THE_CARDS, between_pieces

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from netcore.model.importing import ImportReport, Outcome, RecordReport
    from netcore.network import Network
    from netcore.plugins import Progress

_WORDS: "dict[Outcome, str]" = {
    "new": "new",
    "same": "known from elsewhere",
    "question": "to be asked about",
    "updated": "updated",
    "unchanged": "unchanged",
    "circle": "about a group",
    "repeated": "repeated",
    "gone": "gone there",
    "skipped": "skipped",
    "refused": "refused",
}
_COLOURS: "dict[Outcome, str]" = {"refused": "red", "question": "yellow"}
_FILE_OPTIONS = "netcore.file options"
_OF_SOMEBODY_KNOWN = frozenset({"same", "question"})
_FEW: "dict[Outcome, int]" = {"question": 5, "same": 20, "repeated": 5}
"""So many lines stand for all of their kind: questions are asked one by one later, and nobody reads 10,000 joins."""
_FEW_OF_A_REASON = 5
"""So many of what was refused for one reason: a folder may hold all photos of a life."""
_CIRCLES_NAMED = 12
"""Of more new circles than these the rest is counted."""
_AS_BEFORE = frozenset({"unchanged", "repeated"})
_WITHOUT_NEWS: "tuple[Outcome, ...]" = ("new", "unchanged", "updated", "circle")


class Import(click.Command):
    """`netcore import PATH…`, and `netcore import SOURCE …` with the options that the source's plugin declares."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Take the source's own command when the first word names a source."""
        source = source_command(args[0], parent, run=_pull, params=_common()) if args else None
        if source is None:
            return super().make_context(info_name, args, parent, **extra)
        return source.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own, and what the plugins that read files can be told."""
        own = super().get_params(ctx)
        if _FILE_OPTIONS not in ctx.meta:
            ctx.meta[_FILE_OPTIONS] = file_options(ctx, own)
        return [*own, *ctx.meta[_FILE_OPTIONS]]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the sources that are no files."""
        list_sources(ctx, formatter, "netcore import")


@click.command(cls=Import)
@click.argument(
    "paths",
    type=click.Path(path_type=Path, readable=False),
    metavar="PATH...",
    nargs=-1,
    required=True,
    help="Files and folders.",
)
@click.option("--account", default="", help="What to call this address book.  [default: after the file or folder]")
@click.option("--preview", is_flag=True, help="Show what would happen to each card, and keep nothing.")
@click.option("--all", "everything", is_flag=True, help="Show a line for every card, also where nothing is to be said.")
@json_option
@pass_session
def command(
    session: Session,
    /,
    *,
    paths: tuple[Path, ...],
    account: str,
    preview: bool,
    everything: bool,
    as_json: bool,
    **told: Any,
) -> int:
    """Bring in address books: files, folders and zip archives with all in them. The format is found out by itself.

    Importing again updates what changed, and never makes anybody twice. `netcore undo` takes an import back.
    """
    with session.network() as network, watching() as meter, _stopping(meter, preview) as progress:
        settings = file_settings(click.get_current_context(), told)
        reports = network.gather.import_paths(paths, settings, account=account, preview=preview, progress=progress)
        return _answer(network, reports, everything=everything, as_json=as_json)


def _stopping(meter: "Progress", preview: bool) -> "AbstractContextManager[Progress]":
    # A preview has nothing to wait for, and its copy of the network is to be cleared away.
    return between_pieces(meter, AFTER_THE_CARDS, then_end=not preview)


def _common() -> list[click.Parameter]:
    """The options of `netcore import PATH` that a source takes, too."""
    return [parameter for parameter in command.params if parameter.name != "paths"]


def _pull(
    session: Session,
    source: str,
    *,
    settings: dict[str, Any],
    account: str,
    preview: bool,
    everything: bool,
    as_json: bool,
) -> int:
    with session.network() as network, watching() as meter, _stopping(meter, preview) as progress:
        report = network.gather.import_source(source, settings, account=account, preview=preview, progress=progress)
        return _answer(network, (report,), everything=everything, as_json=as_json)


def _answer(network: "Network", reports: "Sequence[ImportReport]", *, everything: bool, as_json: bool) -> int:
    """Show what became of each card; returns the exit code."""
    if as_json:
        show_json([{**plain(line), "account": report.account} for report in reports for line in report.records])
    else:
        _show_all(network, reports, everything=everything)
    for report in reports:
        if report.stopped:
            note(f"{report.account} broke off: {report.stopped} What came before is kept; import it again to go on.")
    if any(report.interrupted and not report.stopped for report in reports):
        note("Interrupted. What was read before is kept; the same command goes on.")
        return 130
    return 1 if any(report.stopped or report.count("refused") for report in reports) else 0


def _show_all(network: "Network", reports: "Sequence[ImportReport]", *, everything: bool) -> None:
    shown = [_worth_showing(report, everything=everything) for report in reports]
    known = {line.person for lines in shown for line in lines if line.person and line.outcome in _OF_SOMEBODY_KNOWN}
    fresh = {  # a preview keeps nobody
        line.person: line.name for report in reports for line in report.records if line.outcome == "new"
    }
    names = {person: fresh[person] for person in known if person in fresh} | network.names(known)
    passed_over = [] if everything else [report for report in reports if _passed_over(report)]
    for report, lines in zip(reports, shown, strict=True):
        if report not in passed_over:
            _show(report, lines, names)
    if passed_over:
        files = ", ".join(report.records[0].place for report in passed_over)
        paragraph(f"passed over, since no contacts are in it: {files} (--all says why)", hang="  ")
    _tell_of_circles(dict.fromkeys(circle for report in reports for circle in report.circles))


def _worth_showing(report: "ImportReport", *, everything: bool) -> "Sequence[RecordReport]":
    if everything or (report.preview and report.account):
        return report.records
    told: Counter[object] = Counter()
    shown: list[RecordReport] = []
    for line in report.records:
        if line.notes or line.outcome not in _WITHOUT_NEWS:
            refused = line.outcome == "refused"
            kind = line.notes if refused else line.outcome
            told[kind] += 1
            if told[kind] <= (_FEW_OF_A_REASON if refused else _FEW.get(line.outcome, told[kind])):
                shown.append(line)
    return shown


def _passed_over(report: "ImportReport") -> bool:
    """Whether nothing is to be said of the report but that there are no contacts in its file."""
    return len(report.records) == 1 and report.records[0].outcome == "skipped"


def _show(report: "ImportReport", shown: "Sequence[RecordReport]", names: dict[str, str]) -> None:
    counts = [f"{number} {word}" for outcome, word in _WORDS.items() if (number := report.count(outcome))]
    would = "  (a preview: nothing is kept)" if report.preview else ""
    nothing = "nothing new" if report.again else "nothing in it"
    say(f"{report.account or 'not read'}: {', '.join(counts) or nothing}{would}", bold=True)
    if report.known_by and any(line.outcome not in _AS_BEFORE for line in report.records):
        paragraph(
            f"Most cards in {report.known_by} are those of {report.account}: it is read as a newer copy of that. Is it "
            "another address book? Then netcore undo, and import it with --account and a name of its own.",
            indent="  ",
        )
    for line in shown:
        _show_line(line, names)
    if len(shown) < len(report.records):
        rest = count(len(report.records) - len(shown), "more card" if report.account else "more file")
        note(f"{rest}: --all shows them.")
    if report.count("question"):
        paragraph("netcore duplicates asks you about those that may be somebody you have already.")


def _tell_of_circles(made: Collection[str]) -> None:
    """Once, when circles appear that the user never made: how to say what they mean."""
    if made:
        named = ", ".join(islice(made, _CIRCLES_NAMED))
        more = f" and {len(made) - _CIRCLES_NAMED} more" if len(made) > _CIRCLES_NAMED else ""
        paragraph(
            f"New circles, as your address books call them: {named}{more}. netcore circles map says which of your own "
            "circles one of them is, or that it is none."
        )


def _show_line(line: "RecordReport", names: dict[str, str]) -> None:
    known = names.get(line.person, "")
    whom = f" → {known}" if known not in {"", line.name} and line.outcome in _OF_SOMEBODY_KNOWN else ""
    notes = f": {'; '.join(line.notes)}" if line.notes else ""
    place = line.place if line.outcome in {"refused", "skipped"} else ""
    label = line.name or place or line.source_id or "a card without a name"
    where = f"  [{place}]" if place not in {"", label} else ""
    text = f"{line.outcome:<10}{label}{whom}{notes}{where}"
    paragraph(text, indent="  ", hang=" " * 12, fg=_COLOURS.get(line.outcome))
