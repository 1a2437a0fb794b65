"""Who might be somebody that is off the list: the open questions, followed from one to the next.

If A may be B and B may be C, then A may be C; so whoever a chain of open questions links with an eliminated or a
recognised person is held.  A question is open while its verdict is "ask" (or "same", and yet the two are apart) and
the user has called no two of their anchors different.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, Select, bindparam, literal, or_, select, union_all

from netcore.store.chunks import chunks
from netcore.store.schema import persons, recognitions, standings, verdicts

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_DANGEROUS = frozenset({"eliminated", "held"})


class Doubts:
    """Reads what is known about clusters of anchors; changes nothing."""

    def __init__(self, tx: "Transaction") -> None:
        self._connection = tx.connection

    def marks(self, clusters: Collection[str] | None = None) -> dict[str, set[str]]:
        """Per cluster that has any: "kept" and "eliminated" as the user said, "held" when it was recognised.

        None asks for all clusters.
        """
        found: defaultdict[str, set[str]] = defaultdict(set)
        for rows in (
            [self._connection.execute(_MARKS)]
            if clusters is None
            else (self._connection.execute(_MARKS_OF, {"clusters": some}) for some in chunks(clusters))
        ):
            for cluster, mark in rows:
                found[cluster].add(mark)
        return dict(found)

    def dangerous(self, *marks: str) -> set[str]:
        """All clusters that are eliminated or recognised (or, with ``marks``, only those with one of them)."""
        wanted = set(marks or _DANGEROUS)
        return {cluster for cluster, mark in self._connection.execute(_DANGERS) if mark in wanted}

    def held(self, clusters: Collection[str]) -> dict[str, str]:
        """Those of the clusters that are held by a question, each with the cluster that the question is about.

        Costs grow with the questions that hang together with these clusters, not with the network.
        """
        links: defaultdict[str, set[str]] = defaultdict(set)
        seen, frontier = set(clusters), set(clusters)
        while frontier:
            found = self.links(frontier)
            for here, there in found:
                links[here].add(there)
                links[there].add(here)
            frontier = {there for _, there in found} - seen
            seen |= frontier
        if not links:
            return {}
        dangerous = {cluster for cluster, marks in self.marks(links).items() if marks & _DANGEROUS}
        return {cluster: through for cluster, through in _spread(dangerous, links).items() if cluster in seen}

    def held_anywhere(self) -> set[str]:
        """All clusters that are held by a question; costs grow with how many people are off the list."""
        held: set[str] = set()
        frontier = self.dangerous()
        while frontier:
            found = {there for _, there in self.links(frontier)}
            frontier = found - held
            held |= found
        return held

    def links(self, clusters: Iterable[str]) -> set[tuple[str, str]]:
        """The open questions of these clusters: (one of them, somebody else)."""
        asked: set[tuple[str, str]] = set()
        told_apart: set[tuple[str, str]] = set()
        for some in chunks(clusters):
            for here, there, verdict in self._around(some):
                (told_apart if verdict == "different" else asked).add((here, there))
        return asked - told_apart

    def told_apart(self, clusters: Iterable[str]) -> set[tuple[str, str]]:
        """Whom the user called different from these clusters: (one of them, somebody else)."""
        return {
            (here, there)
            for some in chunks(clusters)
            for here, there, verdict in self._around(some)
            if verdict == "different"
        }

    def _around(self, clusters: Collection[str]) -> Iterable[Any]:
        return self._connection.execute(_VERDICTS_AROUND, {"clusters": clusters})


def _spread(dangerous: set[str], links: dict[str, set[str]]) -> dict[str, str]:
    """From the dangerous clusters along the links: each cluster reached, and the one before it.

    A dangerous one is reached from another dangerous one beside it only, never from itself on a way back.
    """
    through: dict[str, str] = {}
    frontier = sorted(dangerous)
    while frontier:
        here = frontier.pop(0)
        for there in sorted(links[here]):
            if there in through or (there in dangerous and here not in dangerous):
                continue
            through[there] = here
            if there not in dangerous:
                frontier.append(there)
    return through


def _marks() -> tuple[Select[Any], Select[Any]]:
    """What the user said, and what was recognised: (cluster, mark)."""
    said = select(persons.c.current, standings.c.standing).join(standings, standings.c.person == persons.c.id)
    recognised = select(persons.c.current, literal("held")).join(recognitions, recognitions.c.anchor == persons.c.id)
    somebody = persons.c.current != ""
    return said.where(somebody), recognised.where(somebody, recognitions.c.state == "held")


def _verdicts() -> Iterator[Select[Any]]:
    """The two halves of what is known about pairs of clusters: (one of those asked for, somebody else, verdict)."""
    for near, far in ((verdicts.c.left, verdicts.c.right), (verdicts.c.right, verdicts.c.left)):
        here, there = persons.alias(), persons.alias()
        yield (
            select(here.c.current, there.c.current, verdicts.c.verdict)
            .select_from(here)
            .join(verdicts, near == here.c.id)
            .join(there, far == there.c.id)
            .where(
                here.c.current.in_(_CLUSTERS),
                here.c.current != there.c.current,
                there.c.current != "",
                or_(verdicts.c.verdict != "different", verdicts.c.by_user),
            )
        )


# Built once: the sender asks these questions for every letter, and building them takes longer than answering them.
_CLUSTERS: BindParameter[Any] = bindparam("clusters", expanding=True)
_SAID, _RECOGNISED = _marks()
_MARKS = union_all(_SAID, _RECOGNISED)
_MARKS_OF = union_all(*(half.where(persons.c.current.in_(_CLUSTERS)) for half in (_SAID, _RECOGNISED)))
_DANGERS = union_all(_SAID.where(standings.c.standing == "eliminated"), _RECOGNISED)
_VERDICTS_AROUND = union_all(*_verdicts())
