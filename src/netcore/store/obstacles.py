"""The last questions before a message leaves, asked of the rows as they are at that moment."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, String, and_, bindparam, exists, or_, select

from netcore.model.address_key import address_key
from netcore.model.obstacle import Obstacle
from netcore.store.doubts import Doubts
from netcore.store.fingerprints import Fingerprints
from netcore.store.identifier_keys import IdentifierKeys, Key
from netcore.store.recognitions import Recognitions
from netcore.store.schema import (
    eliminated_identifiers,
    erased,
    identifiers,
    persons,
    recognitions,
    standings,
    verdicts,
)
from netcore.store.wording import word

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class Obstacles:
    """Finds what forbids a message, for one person and one address.  No sentence tells why somebody was eliminated.

    One statement asks whether there is anything at all; only where there is, the rest is asked.
    """

    def __init__(self, tx: "Transaction") -> None:
        self._connection = tx.connection
        self._doubts = Doubts(tx)
        self._keys = IdentifierKeys(tx)
        self._fingerprints = Fingerprints(tx)
        self._recognitions = Recognitions(tx)

    def of(self, person_id: str, address: str) -> tuple[Obstacle, ...]:
        """What forbids to write to the person; with an address, also what forbids to write there."""
        hints = self._connection.execute(HINTS, hint_parameters(person_id, address)).first()
        if hints is None:
            text = f"Nobody here has the id {person_id!r} any more. `netcore people list` shows who is here."
            return (Obstacle(code="unknown-person", text=text),)
        return self.hinted_at(hints, address)

    def hinted_at(self, hints: Row[Any], address: str) -> tuple[Obstacle, ...]:
        """The same, from what `HINTS` answered for the person and the address."""
        kind = _kind(address)
        if not kind:
            return tuple(self._person(hints))
        return (*self._person(hints), *self._at(hints, address, (kind, address_key(kind, address))))

    def _person(self, hints: Row[Any]) -> Iterator[Obstacle]:
        cluster, name = hints.id, hints.name or hints.id
        if hints.eliminated:
            text = f"{name} is off your list. `netcore keep {cluster}` puts them back on it."
            yield Obstacle(code="eliminated", text=text)
            return
        if hints.recognised or (hints.erased and self._unrecognised(cluster)):
            text = (
                f"{name} has something in common with somebody you erased, or took off your list. "
                f"`netcore keep --although-held {cluster}` if you want to write to them all the same."
            )
            yield Obstacle(code="held-recognised", text=text)
        other = self._doubts.held([cluster]).get(cluster) if hints.asked else None
        if other is not None:
            text = (
                f"{name} might be somebody who is off your list: whether they are {self._name(other)} is an open "
                f"question. Answer with `netcore same {cluster} {other}` or `netcore different {cluster} {other}`."
            )
            yield Obstacle(code="held-question", text=text, other=other)

    def _unrecognised(self, cluster: str) -> bool:
        """Whether a card of theirs has what an erased person had, and nobody has said yet who they are."""
        cards = self._keys.of_clusters([cluster])[cluster]
        keys = {key for owned in cards.values() for key in owned} | {("anchor", anchor) for anchor in cards}
        digests = set(self._fingerprints.among_erased(keys).values())
        return bool(digests and digests - self._recognitions.states(cluster).keys())

    def _at(self, hints: Row[Any], address: str, key: Key) -> Iterator[Obstacle]:
        eliminated, held = self._owners(hints.id, key[0], _spellings(address, key)) if hints.shared else ("", "")
        if hints.given_up or eliminated:
            yield Obstacle(
                code="address-eliminated",
                text=f"{address} also reaches somebody who is off your list. Write to another address, or by post.",
            )
        digest = self._fingerprints.among_erased([key]).get(key) if hints.erased else None
        if digest is not None and "kept" not in self._recognitions.states(hints.id).get(digest, ()):
            text = f"{address} also reaches somebody you erased. Write to another address, or by post."
            yield Obstacle(code="address-erased", text=text)
        if held:
            text = (
                f"{address} also reaches {self._name(held)}, who might be somebody who is off your list. "
                "Answer `netcore duplicates` first, or write to another address."
            )
            yield Obstacle(code="address-held", text=text, other=held)

    def _owners(self, cluster: str, kind: str, spellings: list[str]) -> tuple[str, str]:
        """Of the other people whose card has this address now: one who is eliminated, one who is held; or ""."""
        others = {owner for owner, _, _ in self._keys.owners(kind, spellings)} - {cluster}
        marks = self._doubts.marks(others)
        eliminated = {other for other in others if "eliminated" in marks.get(other, ())}
        held = {other for other in others if "held" in marks.get(other, ())} | set(self._doubts.held(others))
        return min(eliminated, default=""), min(held - eliminated, default="")

    def _name(self, cluster: str) -> str:
        name = self._connection.execute(select(persons.c.name).where(persons.c.id == cluster)).scalar()
        return name or cluster


def _kind(address: str) -> str:
    """What kind of identifier a message's address is; "" for a postal address, which many people share."""
    if "@" in address:
        return "email"
    return "phone" if address.strip()[:1] in {"+", "0"} or address.lower().startswith("tel:") else ""


def _spellings(address: str, key: Key) -> list[str]:
    """How a card may have written the address."""
    return list({address, address.strip().casefold(), key[1]})


def hint_parameters(person_id: str, address: str) -> dict[str, object]:
    """What `HINTS` asks about."""
    key = (kind := _kind(address), address_key(kind, address))
    spellings = {"written": address, "folded": address.strip().casefold()}
    return {"person": person_id, "kind": kind, "key": key[1], **spellings}


def _hints() -> Select[Any]:
    """For one person and address: whether there is anything to look into."""
    asked_for, head, mine, other = persons.alias(), persons.alias(), persons.alias(), persons.alias()
    anchors = select(mine.c.id).where(mine.c.current == head.c.id).correlate(head)
    elsewhere = and_(other.c.current != head.c.id, other.c.current != word(""))
    spellings = [bindparam(name, type_=String) for name in ("written", "folded", "key")]
    here = identifiers.c.kind == bindparam("kind"), identifiers.c.value.in_(spellings)
    given_up = eliminated_identifiers.c
    asked = (
        exists().where(near.in_(anchors), far == other.c.id, elsewhere, verdicts.c.verdict != word("different"))
        for near, far in ((verdicts.c.left, verdicts.c.right), (verdicts.c.right, verdicts.c.left))
    )
    return (
        select(
            head.c.id,
            head.c.name,
            exists()
            .where(standings.c.person.in_(anchors), standings.c.standing == word("eliminated"))
            .label("eliminated"),
            exists()
            .where(recognitions.c.anchor.in_(anchors), recognitions.c.state == word("held"))
            .label("recognised"),
            or_(*asked).label("asked"),
            exists().where(given_up.kind == bindparam("kind"), given_up.value == bindparam("key")).label("given_up"),
            exists().where(*here, identifiers.c.anchor == other.c.id, elsewhere).label("shared"),
            exists(select(erased.c.digest)).label("erased"),
        )
        .join(asked_for, asked_for.c.current == head.c.id)
        .where(asked_for.c.id == bindparam("person"))
    )


HINTS = _hints()
"""A row that says whether there is anything to look into; none for a person whom nobody knows.

Built once: building it takes longer than answering it.  A sender asks more in the same breath.
"""
