"""Step 2: take off the list whoever you feel discomfort or doubt about.

The doubt is about the *person*, never about the awkwardness of writing after a long time: we underestimate how welcome
a surprise hello is, most of all to those we have not seen for long (grade S; Liu and others 2023).
"""

from collections.abc import Iterable, Sequence

from netcore.model.message import Message, MessageState
from netcore.model.person import Person
from netcore.steps.base import Step
from netcore.store import Transaction

_CAN_BE_STOPPED: tuple[MessageState, ...] = ("draft", "approved", "queued", "deferred", "refused")
_CANNOT_BE_STOPPED: tuple[MessageState, ...] = ("sending", "uncertain")

SCRUB_DUE = "scrub.due"
"""The fact that says: rows were erased, and their bytes are still in the files of the store."""


class Choose(Step):
    """Who is on the list.  People are named by id, e-mail address, or any unique part of the name."""

    def undecided(self, limit: int | None = None) -> tuple[Person, ...]:
        """Those about whom nothing was decided yet, by name; at most ``limit`` of them."""
        with self._store.read() as tx:
            standings = tx.standings.standing_of()
            ids = [person for person in tx.people.ids() if standings[person][0] == "undecided"]
            return tx.people.many(ids[:limit])

    def keep(self, people: Iterable[str], *, although_held: bool = False) -> tuple[Person, ...]:
        """Put people on the list: the only way back for somebody who was taken off it.

        It answers no open question: somebody who might be an eliminated person stays held (``Person.held``), and an
        address that they share with somebody who is off the list stays unreachable.  Somebody who is held because they
        share an address with an erased person is freed with ``although_held`` only.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            ids = _resolve(tx, people)
            before = tx.standings.standing_of(ids)
            tx.standings.keep(ids, although_held=although_held)
            found = tx.people.many(ids)
            for person in found:
                if before[person.id][0] != "kept":
                    tx.journal.add("person.kept", f"{_name(person)} is on your list.", person=person.id)
            return found

    def eliminate(self, people: Iterable[str], reason: str = "") -> tuple[Person, ...]:
        """Take people off the list: they are never written to, under any address they have or get later.

        Letters to them that have not left are thrown away; `on_their_way` names those that could not be stopped.  The
        ``reason`` is for the user's own conscience: it never leaves the store, and no method returns it.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            ids = _resolve(tx, people)
            before = tx.standings.standing_of(ids)
            tx.standings.eliminate(ids, reason)
            found = tx.people.many(ids)
            for person in found:
                if before[person.id][0] != "eliminated":
                    tx.journal.add("person.eliminated", f"{_name(person)} is off your list.", person=person.id)
                for message in tx.messages.find(states=_CAN_BE_STOPPED, person=person.id):
                    tx.messages.move(message, "discard")
            return found

    def on_their_way(self, people: Iterable[str]) -> tuple[Message, ...]:
        """Letters to these people that are leaving now, or may have left: nobody can call them back."""
        with self._store.read() as tx:
            return tuple(
                message
                for person in _resolve(tx, people)
                for message in tx.messages.find(states=_CANNOT_BE_STOPPED, person=person)
            )

    def forget(self, person: str) -> None:
        """Erase a person: cards, notes, letters, talks, everything; there is no undo.

        A keyed hash of their addresses and numbers stays, which nobody can read, so that they are recognised and held
        when another import brings them back.  What netcore cannot reach stays too: backups, and letters that an outbox
        has taken.  Raises `NotPossibleNow` while a letter to them is leaving, and `StoreBusy` when they are erased but
        another process keeps their bytes in the files for now: call `finish_forgetting` later.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            tx.standings.erase(tx.people.resolve(person))
            tx.journal.add("person.erased", "Somebody was erased.")
            tx.facts.set(SCRUB_DUE, "yes")
        self.finish_forgetting()

    def finish_forgetting(self) -> bool:
        """Overwrite the bytes that erased people left in the files of the store; False: there were none.

        Raises `StoreBusy` while another process uses the store.
        """
        with self._store.read() as tx:
            if not tx.facts.get(SCRUB_DUE):
                return False
        self._store.scrub()
        with self._store.write() as tx:
            tx.facts.set(SCRUB_DUE, "")
        return True

    def contactable(self, person: str) -> tuple[str, ...]:
        """Why this person may not be written to, in sentences; empty: they may be, at one of their addresses at least.

        A sender asks more, at the moment when a letter leaves: whether its very address may be used, for one.
        """
        with self._store.read() as tx:
            found = tx.people.find(person)
            about_them = tx.standings.obstacles(found.id)
            if about_them:
                return tuple(obstacle.text for obstacle in about_them)
            closed = [tx.standings.obstacles(found.id, address) for address in found.emails]
            if not all(closed):
                return ()
            return tuple(dict.fromkeys(obstacle.text for obstacles in closed for obstacle in obstacles))


def _resolve(tx: Transaction, people: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(tx.people.resolve(text) for text in people))


def _name(person: Person) -> str:
    return person.name or person.id
