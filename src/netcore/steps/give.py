"""Step 7: offer to do something for them, and find out what by asking.

Promises that the user owes are listed; what others owe is not, and no score is kept anywhere: paying forward outlasts
reputation (grade M; Baker and Bulkley 2014).  What comes of it all are leads: people whom somebody introduced, and
ideas; whoever gave one hears what came of it.
"""

from datetime import datetime

from netcore.errors import Ambiguous, IllegalMove, NotFound, UsageError
from netcore.model.person import Person
from netcore.model.work import Favor, FavorState, Lead
from netcore.steps.base import Step
from netcore.store import Transaction

_OPEN: tuple[FavorState, ...] = ("asked", "promised")
_ASKED: tuple[FavorState, ...] = ("asked",)
_PROMISED: tuple[FavorState, ...] = ("promised",)


class Give(Step):
    """Favors and leads.

    A person is named by id, e-mail address or any unique part of the name; a favor also by its own id.
    """

    # -- favors ------------------------------------------------------------------------------------------------------

    def ask(self, person: str) -> Favor:
        """Note that the user asked what they could do; a question that is still open is not noted twice."""
        with self._store.write() as tx:
            found = tx.people.find(person)
            asked = tx.favors.find(states=_ASKED, person=found.id)
            if asked:
                return asked[0]
            favor = tx.favors.add(found.id)
            tx.journal.add("favor.asked", f"You asked {_name(found)} what you could do for them.", person=found.id)
            return favor

    def promise(self, person_or_favor: str, what: str, due: datetime | None = None) -> Favor:
        """Note what the user promised, and until when, if they said so.

        Raises `UsageError` when nothing is promised, or the time has no time zone.
        """
        what = " ".join(what.split())
        if not what:
            raise UsageError("Say what you promised: `netcore give promise PERSON WHAT`.")
        if due is not None and due.tzinfo is None:
            raise UsageError(f"{due} has no time zone. Say in which one it is.")
        with self._store.write() as tx:
            favor, name = _meant(tx, person_or_favor, _ASKED)
            if favor is None:  # they said what they need before they were asked
                favor = tx.favors.add(tx.people.resolve(person_or_favor))
            if not tx.favors.move(favor, "promise", what=what, due=due, promised_at=tx.now):
                raise _not_legal(favor, name, "promised")
            tx.journal.add("favor.promised", f"You promised {name}: {what}.", person=favor.person)
            return _again(tx, favor)

    def done(self, person_or_favor: str) -> Favor:
        """Note that the user did what they promised; raises `IllegalMove` when nothing is promised."""
        with self._store.write() as tx:
            favor, name = _meant(tx, person_or_favor, _PROMISED)
            if favor is None or not tx.favors.move(favor, "do", done_at=tx.now):
                raise _not_legal(favor, name, "done")
            tx.journal.add("favor.done", f"You did for {name} what you promised: {favor.what}.", person=favor.person)
            return _again(tx, favor)

    def decline(self, person_or_favor: str) -> Favor:
        """Note that they need nothing, or that the user cannot; raises `IllegalMove` when nothing is open."""
        with self._store.write() as tx:
            favor, name = _meant(tx, person_or_favor, _OPEN)
            if favor is None or not tx.favors.move(favor, "decline"):
                raise _not_legal(favor, name, "declined")
            tx.journal.add("favor.declined", f"Nothing to do for {name}.", person=favor.person)
            return _again(tx, favor)

    def list(self, *, open_only: bool = True) -> tuple[Favor, ...]:
        """What was asked and promised: what is due first comes first, then the oldest."""
        with self._store.read() as tx:
            favors = tx.favors.find(states=_OPEN if open_only else ())
        return tuple(sorted(favors, key=lambda favor: (favor.due is None, favor.due or favor.asked_at, favor.id)))

    # -- leads -------------------------------------------------------------------------------------------------------

    def lead(self, from_person: str, *, introduces: str = "", email: str = "", idea: str = "", text: str = "") -> Lead:
        """Note what came of a talk: somebody new (``introduces``, a name), or an ``idea``; ``text`` is a remark.

        Somebody new is added with the tie to whoever introduced them.  If a card of theirs is here already, that is
        for step 1 to see.  Raises `UsageError` when there is neither.
        """
        introduces, remark = introduces.strip(), "\n".join(part.strip() for part in (idea, text) if part.strip())
        if not introduces and not remark:
            raise UsageError("Say what came of it: somebody new (--introduces NAME) or an idea (--idea TEXT).")
        if email and not introduces:
            raise UsageError("An address alone is nobody. Say who they are: --introduces NAME")
        with self._store.read() as tx:
            giver = tx.people.find(from_person)
        new = self._add(introduces, email, giver) if introduces else ""
        with self._store.write() as tx:
            lead = tx.leads.add(kind="referral" if new else "idea", from_person=giver.id, person=new, text=remark)
            what = f"{_name(giver)} introduced {introduces}." if new else f"{_name(giver)} gave you an idea."
            tx.journal.add("lead.noted", what, person=giver.id)
            return lead

    def leads(self, *, open_only: bool = False) -> tuple[Lead, ...]:
        """What came of it all, the oldest first; open: whoever gave it has not heard yet."""
        with self._store.read() as tx:
            return tx.leads.find(open_only=open_only)

    def arrived(self, lead: str) -> Lead:
        """Note that the user told whoever gave the lead what came of it; said twice, the first time counts."""
        with self._store.write() as tx:
            found = tx.leads.get(lead)
            if found is None:
                raise NotFound(f"There is no lead {lead!r}. `netcore lead` notes one, and says its id.")
            if tx.leads.arrive(found):
                giver = tx.people.get(found.from_person)
                text = f"You told {_name(giver)} what came of it."
                tx.journal.add("lead.arrived", text, person=giver.id)
            told = tx.leads.get(lead)
            assert told is not None
            return told

    def _add(self, name: str, email: str, introduced_by: Person) -> str:
        from netcore.steps.gather import Gather

        return Gather(self._desk).add(name, email=email, introduced_by=introduced_by.id).id


def _meant(tx: Transaction, text: str, states: tuple[FavorState, ...]) -> tuple[Favor | None, str]:
    """The favor that is meant, in one of these states, and the name of the person."""
    favor = tx.favors.get(text)
    if favor is not None:
        return favor, _name(tx.people.get(favor.person))
    person = tx.people.find(text)
    found = tx.favors.find(states=states, person=person.id)
    if len(found) > 1:
        candidates = tuple((favor.id, favor.what or favor.state) for favor in found)
        named = "; ".join(f"{what} [{favor}]" for favor, what in candidates)
        raise Ambiguous(f"Several things are open with {_name(person)}: {named}. Name one by its id.", candidates)
    return (found[0] if found else None), _name(person)


def _again(tx: Transaction, favor: Favor) -> Favor:
    found = tx.favors.get(favor.id)
    assert found is not None
    return found


def _not_legal(favor: Favor | None, name: str, done: str) -> IllegalMove:
    if favor is None:
        return IllegalMove(
            f"Nothing is open with {name} that could be {done}. `netcore give list` shows what is; "
            "`netcore give promise` notes something new."
        )
    return IllegalMove(f"“{favor.what or 'What you asked'}” for {name} is {favor.state}: it cannot be {done}.")


def _name(person: Person) -> str:
    return person.name or person.id
