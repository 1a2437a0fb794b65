"""May this person be written to?  The one place that answers, and all that changes the answer.

People are clusters here: all anchors with one ``current``.  An elimination is a row at *every* anchor of the cluster,
so that it survives a split; and one such row eliminates the whole cluster, so that it survives a merge that nobody
told us of.  Whoever calls a method that changes something holds `Transaction.lock_gate` alone.
"""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from netcore.model.obstacle import Obstacle
from netcore.model.person import Standing
from netcore.store.chunks import SIZE, chunks
from netcore.store.doubts import Doubts
from netcore.store.erasure import Erasure
from netcore.store.identifier_keys import Cards, IdentifierKeys
from netcore.store.inserting import insert_missing
from netcore.store.obstacles import Obstacles
from netcore.store.recognitions import Recognitions
from netcore.store.schema import eliminated_identifiers, persons, standings

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class StandingRows:
    """Kept, eliminated, held, erased: who may be written to.

    A person is named by the id of any of their anchors, so that an id from before a merge still means the human.
    """

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def standing_of(self, person_ids: Collection[str] | None = None) -> dict[str, tuple[Standing, bool]]:
        """The standing of each person, and whether they are held; None asks for everybody, by their current ids.

        Ids that nobody has are left out.  Somebody who is eliminated is not held as well.
        """
        clusters = self._clusters(person_ids)
        if person_ids is None or len(person_ids) > SIZE:
            marks, doubtful = self._doubts.marks(), self._doubts.held_anywhere()
        else:
            wanted = set(clusters.values())
            marks, doubtful = self._doubts.marks(wanted), set(self._doubts.held(wanted))
        return {
            person: _standing(marks.get(cluster, set()), doubtful=cluster in doubtful)
            for person, cluster in clusters.items()
        }

    def obstacles(self, person_id: str, address: str = "") -> tuple[Obstacle, ...]:
        """Everything that forbids to write to this person at this address; empty: they may be written to.

        The sender asks the same with `OutboxRows.hints`.
        """
        return self._obstacles.of(person_id, address)

    def keep(self, person_ids: Collection[str], *, although_held: bool = False) -> None:
        """The user wants these people on the list: the only way back for somebody who was off it.

        It frees their own addresses, and no others: an address that they share with somebody else who is off the list
        stays unreachable, and an open question about them stays open.  Somebody who has something in common with an
        erased person is freed with ``although_held`` only, so that nobody comes back by a quick pass over new cards.
        """
        anchors = self._anchors(person_ids)
        for some in chunks(anchors):
            self._tx.connection.execute(delete(eliminated_identifiers).where(eliminated_identifiers.c.person.in_(some)))
        # While they were off the list, nothing else about them counted.
        self._recognitions.recognise(self._keys.of_clusters(set(self._clusters(person_ids).values())), None)
        if although_held:
            self._recognitions.let_go(anchors)
        self._say("kept", anchors)

    def eliminate(self, person_ids: Collection[str], reason: str = "") -> None:
        """Take these people off the list, with every record, address and number they have now or get later."""
        anchors = self._anchors(person_ids)
        self._say("eliminated", anchors, reason)
        for some in chunks(anchors):  # what followed somebody else is said of themselves from now on
            self._tx.connection.execute(
                update(eliminated_identifiers).where(eliminated_identifiers.c.person.in_(some)).values(operation=None)
            )
        clusters = set(self._clusters(person_ids).values())
        self._give_up(self._keys.of_clusters(clusters), operation=None)

    def follow(self, anchors: Collection[str] | None = None, operation: int | None = None) -> None:
        """Let elimination and erasure reach what changed: call it after records, identifiers or clusters did.

        ``anchors``: those that are new, changed, or in another cluster than before; None for all.  Before a person is
        split, call it with their anchors too.  Whoever shares a cluster with an eliminated anchor is eliminated; new
        cards that share an address with an erased person, or one that an eliminated person has no more, are held.
        ``operation`` is what `unfollow` takes back.
        """
        eliminated = self._doubts.dangerous("eliminated")
        if not eliminated and not self._recognitions.possible():
            return
        touched = set(self._clusters(anchors).values())
        cards = self._keys.of_clusters(touched)
        gone = {cluster: owned for cluster, owned in cards.items() if cluster in eliminated}
        rows = [
            {"person": anchor, "standing": "eliminated", "decided_at": self._tx.now, "operation": operation}
            for owned in gone.values()
            for anchor in owned
        ]
        insert_missing(self._tx.connection, standings, rows)
        self._give_up(gone, operation)
        self._acquit_households(gone, touched, operation)
        rest = {cluster: owned for cluster, owned in cards.items() if cluster not in eliminated}
        self._recognitions.recognise(rest, operation)

    def unfollow(self, operation: int) -> None:
        """Take back what `follow` did on account of an operation that is being undone.

        What the user said since, about anybody, stays.
        """
        for table in (standings, eliminated_identifiers):
            self._tx.connection.execute(delete(table).where(table.c.operation == operation))
        self._recognitions.undo(operation)

    def erase(self, person_id: str) -> None:
        """Erase a person: see `netcore.store.erasure`; nothing happens when nobody has this id.

        Raises `NotPossibleNow` while a letter to them is leaving.
        """
        cluster = self._clusters([person_id]).get(person_id)
        if cluster is not None:
            Erasure(self._tx).erase(cluster, self._anchors([cluster]))

    def _say(self, standing: Standing, anchors: Collection[str], reason: str = "") -> None:
        for some in chunks(anchors):
            self._tx.connection.execute(delete(standings).where(standings.c.person.in_(some)))
        rows = [
            {"person": anchor, "standing": standing, "reason": reason, "decided_at": self._tx.now} for anchor in anchors
        ]
        if rows:
            self._tx.connection.execute(insert(standings), rows)

    def _give_up(self, cards: Cards, operation: int | None) -> None:
        rows = [
            {"person": anchor, "kind": kind, "value": value, "operation": operation}
            for owned in cards.values()
            for anchor, keys in owned.items()
            for kind, value in keys
        ]
        insert_missing(self._tx.connection, eliminated_identifiers, rows)

    def _acquit_households(self, gone: Cards, touched: Collection[str], operation: int | None) -> None:
        """Remember who had an address while an eliminated person had it too, before that person gave it up.

        They were compared when both cards were here, so they are somebody else, of one household.
        """
        given_up = self._keys.given_up([anchor for owned in gone.values() for anchor in owned])
        has = {anchor: {key for keys in owned.values() for key in keys} for owned in gone.values() for anchor in owned}
        former = {key for anchor, keys in given_up.items() for key in keys - has[anchor]}
        for kind in ("email", "uid"):
            owners = self._keys.owners(kind, [value for known, value in former if known == kind])
            self._recognitions.acquit(
                ((anchor, key) for cluster, anchor, key in owners if cluster not in touched), operation
            )

    def _clusters(self, person_ids: Collection[str] | None) -> dict[str, str]:
        """By id: the current id of that human.  Ids that nobody has are left out."""
        if person_ids is None:
            everybody = select(persons.c.current).where(persons.c.current != "").distinct()
            return {current: current for current in self._tx.connection.scalars(everybody)}
        query = select(persons.c.id, persons.c.current).where(persons.c.current != "")
        return {
            person: current
            for some in chunks(person_ids)
            for person, current in self._tx.connection.execute(query.where(persons.c.id.in_(some)))
        }

    def _anchors(self, person_ids: Iterable[str]) -> tuple[str, ...]:
        """All anchors of the humans that these ids mean."""
        clusters = set(self._clusters(list(person_ids)).values())
        return tuple(
            anchor
            for some in chunks(clusters)
            for anchor in self._tx.connection.scalars(select(persons.c.id).where(persons.c.current.in_(some)))
        )

    @cached_property
    def _obstacles(self) -> Obstacles:
        return Obstacles(self._tx)

    @cached_property
    def _doubts(self) -> Doubts:
        return Doubts(self._tx)

    @cached_property
    def _keys(self) -> IdentifierKeys:
        return IdentifierKeys(self._tx)

    @cached_property
    def _recognitions(self) -> Recognitions:
        return Recognitions(self._tx)


def _standing(marks: Collection[str], *, doubtful: bool) -> tuple[Standing, bool]:
    if "eliminated" in marks:
        return "eliminated", False
    return ("kept" if "kept" in marks else "undecided"), doubtful or "held" in marks
