"""What the user says about who is who.  It is kept for ever, and wins over every machine."""

from collections.abc import Collection, Mapping

import msgspec

from netcore.errors import NotFound, UsageError
from netcore.steps.gather.joining import Joiner, parts
from netcore.store import Transaction
from netcore.store.ids import anchor_id
from netcore.store.verdicts import Pair, Verdict, pair


def say_same(tx: Transaction, joiner: Joiner, one: str, other: str) -> None:
    """Two people (by current id) are one human.  What the user said before against it no longer holds."""
    if one == other:
        return
    left, right = _anchors(tx, one), _anchors(tx, other)
    known = tx.verdicts.around([*left, *right])
    overlay: dict[Pair, Verdict | None] = {}
    for two, verdict in known.items():
        across = (two[0] in left and two[1] in right) or (two[0] in right and two[1] in left)
        if across and verdict.by_user and verdict.verdict == "different":
            overlay[two] = msgspec.structs.replace(verdict, by_user=False) if verdict.judged else None
    two = pair(one, other)
    overlay[two] = _said(two, known, "same")
    _settle(tx, joiner, [*left, *right], overlay)


def say_different(tx: Transaction, joiner: Joiner, one: str, other: str) -> None:
    """Two people (by current id) are two humans.  Raises `UsageError` when they are one person at present."""
    if one == other:
        raise UsageError("They are one person here. `netcore split` takes a card out of it.")
    two = pair(one, other)
    overlay = {two: _said(two, tx.verdicts.around(two), "different")}
    _settle(tx, joiner, [*_anchors(tx, one), *_anchors(tx, other)], overlay)


def say_split(tx: Transaction, joiner: Joiner, person: str, account: str, source_id: str) -> str:
    """Take one card out of a person (by current id); the rest stays one human.  Returns the card's anchor.

    Without ``account`` and ``source_id``: the younger card of a person who has two.
    Raises `NotFound` when the person has no such card, `UsageError` when it is not clear which card is meant.
    """
    anchors = _anchors(tx, person)
    leaving = _card_to_split(tx, anchors, account, source_id)
    rest = [anchor for anchor in anchors if anchor != leaving]
    known = tx.verdicts.around(anchors)
    overlay: dict[Pair, Verdict | None] = {
        two: _said(two, known, "different") for two in (pair(leaving, anchor) for anchor in rest)
    }
    links = [
        two
        for two, one in known.items()
        if two not in overlay and (one.judged if not one.by_user else one.verdict) in {"same", "like"}
    ]
    first, *others = parts(rest, links)
    for part in others:  # what only the leaving card held together stays together, as the user sees it
        two = pair(first[0], part[0])
        overlay[two] = _said(two, known, "same")
    _settle(tx, joiner, anchors, overlay)
    return leaving


def _card_to_split(tx: Transaction, anchors: list[str], account: str, source_id: str) -> str:
    records = tx.records.get(anchors)
    if len(records) < 2:
        raise UsageError("This person has one card only: there is nothing to take apart.")
    if account or source_id:
        fitting = [
            anchor
            for anchor, record in records.items()
            if account in {"", record.account} and source_id in {"", record.source_id}
        ]
    else:
        fitting = anchors[1:]
    if not fitting and account and source_id and anchor_id(account, source_id) not in anchors:
        raise NotFound(f"This person has no card {source_id!r} in {account}.")
    if len(fitting) != 1:
        listed = "; ".join(sorted(f"{record.account}  {record.source_id}" for record in records.values()))
        raise UsageError(
            f"Say which card is somebody else, by its account (--account) and, where that has several, its id there "
            f"(--source-id). There are: {listed}."
        )
    return fitting[0]


def _anchors(tx: Transaction, person: str) -> list[str]:
    """The oldest first."""
    return [anchor.id for anchor in tx.people.anchors([person])[person]]


def _said(two: Pair, known: Mapping[Pair, Verdict], verdict: str) -> Verdict:
    """The user's word; what the machine thinks is remembered under it."""
    old = known.get(two) or Verdict(left=two[0], right=two[1], verdict="ask")
    return msgspec.structs.replace(old, verdict=verdict, by_user=True)


def _settle(tx: Transaction, joiner: Joiner, anchors: Collection[str], overlay: Mapping[Pair, Verdict | None]) -> None:
    joiner.settle(anchors, overlay)
    tx.standings.follow(anchors, tx.operations.current)
