"""`netcore export --to ACCOUNT`: changes back into an online address book."""

from typing import TYPE_CHECKING

from netcore.cli.output import count, note, paragraph, say, show_json
from netcore.cli.progress import watching
from netcore.cli.session import Session

if TYPE_CHECKING:
    from netcore.steps.gather.write_back import WriteBackReport, WriteOutcome

_WORDS: "dict[WriteOutcome, str]" = {
    "made": "made",
    "changed": "changed",
    "unchanged": "unchanged",
    "conflict": "changed there by somebody else",
    "refused": "refused",
}


def write_back(
    session: Session, account: str, *, people: tuple[str, ...], circle: str, preview: bool, as_json: bool
) -> int:
    """Write, and show what became of each card; returns the exit code."""
    with session.network() as network, watching() as progress:
        if circle:
            people += tuple(person.id for person in network.gather.people(circle=circle))
        named = people or (() if circle else None)
        report = network.gather.write_back(account, named, preview=preview, progress=progress)
    if as_json:
        show_json(report)
    else:
        _show(report)
    if report.stopped:
        note(f"{report.account} broke off: {report.stopped} Repeating the command goes on.")
    return 1 if report.stopped or report.count("conflict") or report.count("refused") else 0


def _show(report: "WriteBackReport") -> None:
    counts = [f"{number} {word}" for outcome, word in _WORDS.items() if (number := report.count(outcome))]
    would = "  (a preview: nothing is written)" if report.preview else ""
    say(f"{report.account}: {', '.join(counts) or 'nothing to write'}{would}", bold=True)
    for card in report.cards:
        if card.outcome == "unchanged":
            continue
        dropped = f"it has no place for {', '.join(card.dropped)}" if card.dropped else ""
        notes = "; ".join(text for text in (card.reason, dropped) if text)
        colour = {"conflict": "yellow", "refused": "red"}.get(card.outcome)
        paragraph(
            f"{card.outcome:<10}{card.name}{f': {notes}' if notes else ''}", indent="  ", hang=" " * 12, fg=colour
        )
    if not report.cards:
        note("Nobody in it was corrected: netcore people edit does that. --person names others to write.")
    elif rest := report.count("unchanged"):
        note(f"{count(rest, 'card says', 'cards say')} that already.")
