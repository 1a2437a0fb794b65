"""Who is, is not, and might be the same human."""

from collections.abc import Collection, Container, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec
from sqlalchemy import or_, select

from netcore.model.base import Value
from netcore.store.chunks import chunks
from netcore.store.schema import persons, verdicts

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

Pair = tuple[str, str]
"""Two anchors, the smaller first."""


class Verdict(Value, frozen=True, kw_only=True):
    """What is known about two anchors.

    ``verdict`` is what holds in the end.  ``judged`` is what the machine itself says ("" when it says nothing): a
    ``same`` that a contradiction or the user keeps apart holds as ``ask`` or ``different``; ``like`` is a question
    that the user's policy takes for answered with yes.
    """

    left: str
    right: str
    verdict: Literal["same", "different", "ask"]
    by_user: bool = False
    judged: Literal["same", "like", "ask", ""] = ""
    weight: float = 0.0
    """In bits, without the rarity of the name."""
    names: Literal["", "usual", "full", "twice", "half", "given", "other", "doubt"] = ""
    """How much of that rarity counts besides."""
    reasons: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """The two anchors."""
        return self.left, self.right


def pair(one: str, other: str) -> Pair:
    """Two anchors in the order in which they are stored."""
    return (one, other) if one < other else (other, one)


class Open(NamedTuple):
    """One open pair: between whom (current ids, the smaller first), and what is known."""

    left: str
    right: str
    verdict: Verdict


class VerdictRows:
    """One row a pair."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def around(self, anchors: Collection[str]) -> dict[Pair, Verdict]:
        """Everything that is known about any of these anchors."""
        found: dict[Pair, Verdict] = {}
        for some in chunks(anchors):
            near = or_(verdicts.c.left.in_(some), verdicts.c.right.in_(some))
            for row in self._tx.connection.execute(select(*_columns).where(near)):
                verdict = Verdict(**row._asdict())
                found[verdict.pair] = verdict
        return found

    def put(self, new: Iterable[Verdict], *, known: Container[Pair]) -> None:
        """Keep these; ``known`` are the pairs that have a row already, which is replaced."""
        rows = [{**msgspec.structs.asdict(verdict), "decided_at": self._tx.now} for verdict in new]
        self._tx.operations.change(verdicts, [row for row in rows if (row["left"], row["right"]) in known])
        self._tx.operations.insert(verdicts, [row for row in rows if (row["left"], row["right"]) not in known])

    def remove(self, pairs: Iterable[Pair]) -> None:
        """Know nothing about these pairs any more."""
        self._tx.operations.remove(verdicts, pairs)

    def anybody_told_apart(self) -> bool:
        """Whether the user ever called two people different."""
        said = verdicts.c.by_user & (verdicts.c.verdict == "different")
        return self._tx.connection.execute(select(verdicts.c.left).where(said).limit(1)).first() is not None

    def open(self, people: Collection[str] | None = None) -> list[Open]:
        """What is open between people (or between some of them, by current id, and anybody), in no order."""
        left, right = persons.alias(), persons.alias()
        query = (
            select(left.c.current, right.c.current, *_columns)
            .select_from(verdicts)
            .join(left, left.c.id == verdicts.c.left)
            .join(right, right.c.id == verdicts.c.right)
            .where(verdicts.c.verdict == "ask", left.c.current != right.c.current)
        )
        if people is None:
            rows = self._tx.connection.execute(query).all()
        else:
            found = {}
            for some in chunks(people):
                for near, far in ((left, verdicts.c.left), (right, verdicts.c.right)):
                    anchors = select(persons.c.id).where(persons.c.current.in_(some))
                    for row in self._tx.connection.execute(query.where(far.in_(anchors), near.c.current.in_(some))):
                        found[row.left, row.right] = row
            rows = list(found.values())
        return [Open(*pair(row[0], row[1]), Verdict(**dict(zip(_NAMES, row[2:], strict=True)))) for row in rows]

    def unproven(self, *, liked: bool = False) -> list[Verdict]:
        """Every pair of which the machine asks, or would if the policy did not answer; ``liked``: only the latter."""
        wanted = ("like",) if liked else ("like", "ask")
        query = select(*_columns).where(verdicts.c.judged.in_(wanted), verdicts.c.by_user.is_(False))
        return [Verdict(**row._asdict()) for row in self._tx.connection.execute(query)]


_NAMES = Verdict.__struct_fields__
_columns = [verdicts.c[name] for name in _NAMES]
