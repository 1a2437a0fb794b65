"""The last questions before a message leaves, asked of the rows as they are at that moment."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from netcore.model.address_key import address_key
from netcore.model.obstacle import Obstacle
from netcore.store.doubts import Doubts
from netcore.store.fingerprints import Fingerprints
from netcore.store.identifier_keys import IdentifierKeys
from netcore.store.recognitions import Recognitions
from netcore.store.schema import persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class Obstacles:
    """Finds what forbids a message, for one person and one address.  No sentence tells why somebody was eliminated."""

    def __init__(self, tx: "Transaction") -> None:
        self._connection = tx.connection
        self._doubts = Doubts(tx)
        self._keys = IdentifierKeys(tx)
        self._fingerprints = Fingerprints(tx)
        self._recognitions = Recognitions(tx)

    def of(self, person_id: str, address: str) -> tuple[Obstacle, ...]:
        """What forbids to write to the person; with an address, also what forbids to write there."""
        person = persons.alias()
        found = self._connection.execute(
            select(persons.c.id, persons.c.name)
            .join(person, person.c.current == persons.c.id)
            .where(person.c.id == person_id)
        ).first()
        if found is None:
            text = f"Nobody here has the id {person_id!r} any more. `netcore people list` shows who is here."
            return (Obstacle(code="unknown-person", text=text), *self._at("", address))
        return (*self._person(found.id, found.name or found.id), *self._at(found.id, address))

    def _person(self, cluster: str, name: str) -> Iterator[Obstacle]:
        marks = self._doubts.marks([cluster]).get(cluster, set())
        if "eliminated" in marks:
            text = f"{name} is off your list. `netcore keep {cluster}` puts them back on it."
            yield Obstacle(code="eliminated", text=text)
            return
        if "held" in marks or self._recognised(cluster):
            text = (
                f"{name} has something in common with somebody you erased, or took off your list. "
                f"`netcore keep --although-held {cluster}` if you want to write to them all the same."
            )
            yield Obstacle(code="held-recognised", text=text)
        other = self._doubts.held([cluster]).get(cluster)
        if other is not None:
            text = (
                f"{name} might be somebody who is off your list: whether they are {self._name(other)} is an open "
                f"question. Answer with `netcore same {cluster} {other}` or `netcore different {cluster} {other}`."
            )
            yield Obstacle(code="held-question", text=text, other=other)

    def _recognised(self, cluster: str) -> bool:
        """Whether a card of theirs has what an erased person had, and nobody has said yet who they are."""
        if not self._fingerprints.anybody_erased():
            return False
        cards = self._keys.of_clusters([cluster])[cluster]
        keys = {key for owned in cards.values() for key in owned} | {("anchor", anchor) for anchor in cards}
        return bool(set(self._fingerprints.among_erased(keys).values()) - self._recognitions.states(cluster).keys())

    def _at(self, cluster: str, address: str) -> Iterator[Obstacle]:
        kind = _kind(address)
        if not kind:
            return
        key = (kind, address_key(kind, address))
        codes = self._owners(cluster, kind, address)
        if self._keys.given_up_by([key]):
            codes["address-eliminated"] = ""
        if "address-eliminated" in codes:
            yield Obstacle(
                code="address-eliminated",
                text=f"{address} also reaches somebody who is off your list. Write to another address, or by post.",
            )
        for digest in self._fingerprints.among_erased([key]).values():
            if not cluster or "kept" not in self._recognitions.states(cluster).get(digest, ()):
                text = f"{address} also reaches somebody you erased. Write to another address, or by post."
                yield Obstacle(code="address-erased", text=text)
        if "address-held" in codes:
            other = codes["address-held"]
            text = (
                f"{address} also reaches {self._name(other)}, who might be somebody who is off your list. "
                "Answer `netcore duplicates` first, or write to another address."
            )
            yield Obstacle(code="address-held", text=text, other=other)

    def _owners(self, cluster: str, kind: str, address: str) -> dict[str, str]:
        """What is wrong with the other people whose card has this address now, and who they are."""
        spellings = {address, address.strip().casefold(), address_key(kind, address)}
        others = {owner for owner, _, _ in self._keys.owners(kind, spellings)} - {cluster}
        if not others:
            return {}
        doubtful, marks = self._doubts.held(others), self._doubts.marks(others)
        found: dict[str, str] = {}
        for other in sorted(others):
            if "eliminated" in marks.get(other, ()):
                found["address-eliminated"] = other
            elif other in doubtful or "held" in marks.get(other, ()):
                found["address-held"] = other
        return found

    def _name(self, cluster: str) -> str:
        name = self._connection.execute(select(persons.c.name).where(persons.c.id == cluster)).scalar()
        return name or cluster


def _kind(address: str) -> str:
    """What kind of identifier a message's address is; "" for a postal address, which many people share."""
    if "@" in address:
        return "email"
    return "phone" if address.strip()[:1] in {"+", "0"} or address.lower().startswith("tel:") else ""
