"""Who is, is not, and might be the same human."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Literal

import msgspec
from sqlalchemy import or_, select

from netcore.model.base import Value
from netcore.model.person import Question
from netcore.store.chunks import chunks
from netcore.store.schema import persons, verdicts

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

Pair = tuple[str, str]
"""Two anchors, the smaller first."""


class Verdict(Value, frozen=True, kw_only=True):
    """What is known about two anchors.

    ``verdict`` is what holds in the end.  ``judged`` is what the machine itself says ("" when it says nothing): a
    ``same`` that a contradiction or the user keeps apart holds as ``ask`` or ``different``.
    """

    left: str
    right: str
    verdict: Literal["same", "different", "ask"]
    by_user: bool = False
    judged: Literal["same", "ask", ""] = ""
    weight: float = 0.0
    reasons: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """The two anchors."""
        return self.left, self.right


def pair(one: str, other: str) -> Pair:
    """Two anchors in the order in which they are stored."""
    return (one, other) if one < other else (other, one)


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

    def put(self, new: Iterable[Verdict]) -> None:
        """Keep these, whatever was said about the same pairs before."""
        self._tx.operations.put(
            verdicts, [{**msgspec.structs.asdict(verdict), "decided_at": self._tx.now} for verdict in new]
        )

    def remove(self, pairs: Iterable[Pair]) -> None:
        """Know nothing about these pairs any more."""
        self._tx.operations.remove(verdicts, pairs)

    def questions(self) -> tuple[Question, ...]:
        """The open questions, one a pair of people, the most certain first."""
        left, right = persons.alias(), persons.alias()
        query = (
            select(left.c.current, right.c.current, verdicts.c.reasons, verdicts.c.weight)
            .select_from(verdicts)
            .join(left, left.c.id == verdicts.c.left)
            .join(right, right.c.id == verdicts.c.right)
            .where(verdicts.c.verdict == "ask", left.c.current != right.c.current)
        )
        found: defaultdict[Pair, list[tuple[float, tuple[str, ...]]]] = defaultdict(list)
        for one, other, reasons, weight in self._tx.connection.execute(query):
            found[pair(one, other)].append((weight, reasons))
        ranked = sorted(found.items(), key=lambda item: (-max(weight for weight, _ in item[1]), item[0]))
        return tuple(
            Question(left=people[0], right=people[1], reasons=tuple(dict.fromkeys(_all_reasons(evidence))))
            for people, evidence in ranked
        )


_columns = [verdicts.c[name] for name in Verdict.__struct_fields__]


def _all_reasons(evidence: Iterable[tuple[float, tuple[str, ...]]]) -> Iterable[str]:
    for _, reasons in sorted(evidence, key=lambda item: (-item[0], item[1])):
        yield from reasons
