"""Recognising whom the user erased, or took off the list under another address, when they come back on a new card."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from netcore.store.chunks import chunks
from netcore.store.doubts import Doubts
from netcore.store.fingerprints import Fingerprints
from netcore.store.identifier_keys import Cards, IdentifierKeys, Key
from netcore.store.inserting import insert_missing
from netcore.store.schema import eliminated_identifiers, persons, recognitions

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class Recognitions:
    """Keeps, per anchor, what it shares with somebody who must not be written to.

    "held": may be them · "other": shared it already when they went, so it is somebody else, of one household ·
    "kept": the user wants to write to them all the same.
    """

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx
        self._fingerprints = Fingerprints(tx)
        self._keys = IdentifierKeys(tx)

    def recognise(self, cards: Cards, operation: int | None) -> None:
        """Hold the cards among these that share a key with an erased person, or one that an eliminated person gave up.

        A key that an eliminated person *still* has is no such sign: then both cards were there to be compared, and
        what speaks for one human became a question.
        """
        suspicious = self._suspicious(cards)
        if not suspicious:
            return
        known = self._known(cards)
        rows = []
        for cluster, anchors in cards.items():
            states: dict[bytes, str] = {}
            for anchor in anchors:
                states |= {digest: s for digest, s in known.get(anchor, {}).items() if states.get(digest) != "held"}
            for anchor, keys in anchors.items():
                for key in (keys | {("anchor", anchor)}) & suspicious.keys():
                    digest, innocent = suspicious[key]
                    if cluster in innocent or digest in known.get(anchor, {}):
                        continue
                    state = states.get(digest, "held")
                    rows.append({"anchor": anchor, "digest": digest, "state": state, "operation": operation})
        insert_missing(self._tx.connection, recognitions, rows)

    def acquit(self, anchors: Iterable[tuple[str, Key]], operation: int | None = None) -> None:
        """Remember that these anchors had these keys already when the other owner went: they are somebody else."""
        rows = [
            {"anchor": anchor, "digest": self._fingerprints.of(key), "state": "other", "operation": operation}
            for anchor, key in anchors
        ]
        insert_missing(self._tx.connection, recognitions, rows)

    def hold(self, anchors: Iterable[str], key: Key) -> None:
        """Hold these anchors for what they may have in common with an erased person."""
        digest = self._fingerprints.of(key)
        rows = [{"anchor": anchor, "digest": digest, "state": "held"} for anchor in anchors]
        insert_missing(self._tx.connection, recognitions, rows)

    def let_go(self, anchors: Iterable[str]) -> None:
        """The user keeps these anchors: whoever they may be, they may be written to."""
        for some in chunks(anchors):
            self._tx.connection.execute(
                update(recognitions)
                .where(recognitions.c.anchor.in_(some), recognitions.c.state == "held")
                .values(state="kept", operation=None)
            )

    def drop(self, anchors: Iterable[str]) -> None:
        """Forget what was recognised about anchors that are themselves erased."""
        for some in chunks(anchors):
            self._tx.connection.execute(delete(recognitions).where(recognitions.c.anchor.in_(some)))

    def undo(self, operation: int) -> None:
        """Take back what was recognised on account of an operation."""
        self._tx.connection.execute(delete(recognitions).where(recognitions.c.operation == operation))

    def possible(self) -> bool:
        """Whether anybody was ever erased, or took an address off the list."""
        given_up = select(eliminated_identifiers.c.person).limit(1)
        return self._fingerprints.anybody_erased() or self._tx.connection.execute(given_up).first() is not None

    def states(self, cluster: str) -> dict[bytes, set[str]]:
        """What is known about one person, by digest."""
        found: dict[bytes, set[str]] = {}
        for digest, state in self._tx.connection.execute(
            select(recognitions.c.digest, recognitions.c.state)
            .join(persons, persons.c.id == recognitions.c.anchor)
            .where(persons.c.current == cluster)
        ):
            found.setdefault(digest, set()).add(state)
        return found

    def _suspicious(self, cards: Cards) -> dict[Key, tuple[bytes, set[str]]]:
        """The keys that are a sign, with their digests and the clusters for which they are none after all."""
        keys = {key for anchors in cards.values() for owned in anchors.values() for key in owned}
        anchors = {("anchor", anchor) for owned in cards.values() for anchor in owned}
        found: dict[Key, tuple[bytes, set[str]]] = (
            {key: (digest, set()) for key, digest in self._fingerprints.among_erased(keys | anchors).items()}
            if self._fingerprints.anybody_erased()
            else {}
        )
        given_up = self._given_up(keys)
        told_apart = Doubts(self._tx).told_apart(cards) if given_up else set()
        for key, others in given_up.items():
            innocent = {cluster for cluster in cards if all((cluster, other) in told_apart for other in others)}
            found.setdefault(key, (self._fingerprints.of(key), innocent))
        return found

    def _given_up(self, keys: Collection[Key]) -> dict[Key, set[str]]:
        """Those of the keys that eliminated people had and have no more, with the clusters of those people."""
        former = self._keys.given_up_by(keys)
        clusters = self._clusters({anchor for anchors in former.values() for anchor in anchors})
        cards = self._keys.of_clusters(set(clusters.values()))
        has = {cluster: {key for owned in anchors.values() for key in owned} for cluster, anchors in cards.items()}
        found = {key: {clusters.get(anchor, anchor) for anchor in anchors} for key, anchors in former.items()}
        gave_up = {key: {one for one in owners if key not in has.get(one, ())} for key, owners in found.items()}
        return {key: owners for key, owners in gave_up.items() if owners}

    def _clusters(self, anchors: Collection[str]) -> dict[str, str]:
        return {
            anchor: cluster
            for some in chunks(anchors)
            for anchor, cluster in self._tx.connection.execute(
                select(persons.c.id, persons.c.current).where(persons.c.id.in_(some))
            )
        }

    def _known(self, cards: Cards) -> dict[str, dict[bytes, str]]:
        found: dict[str, dict[bytes, str]] = {}
        for some in chunks(anchor for anchors in cards.values() for anchor in anchors):
            for anchor, digest, state in self._tx.connection.execute(
                select(recognitions.c.anchor, recognitions.c.digest, recognitions.c.state).where(
                    recognitions.c.anchor.in_(some)
                )
            ):
                found.setdefault(anchor, {})[digest] = state
        return found
