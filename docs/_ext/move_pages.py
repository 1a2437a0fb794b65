"""The table of legal moves of a message, read off the store."""

from netcore.store.moves import MOVES, PLACES


def moves_page() -> str:
    """Every move: from where, and to where."""
    lines = ["| move | from | to |", "| --- | --- | --- |"]
    for name, move in MOVES.items():
        starts = ", ".join(_name(place) for place in PLACES if place in move.starts)
        lines.append(f"| {name} | {starts} | {_name(move.end) if move.end else 'where it is'} |")
    return "\n".join(lines)


def _name(place: tuple[str, str]) -> str:
    state, phase = place
    return f"*{state}*" + (f" ({phase})" if phase else "")
