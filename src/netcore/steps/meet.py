"""Step 5: talk on their terms.  Thirty minutes is thirty minutes.

Ways to talk are offered in the order voice, in person, writing: a voice bonds more than text and is no more awkward
(grade M; Kumar and Epley 2021); coffee and walks are for those who are near, since contact in person is local (M; Mok
and others 2010).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from netcore.errors import IllegalMove, NotContactable, UsageError
from netcore.model.briefing import Briefing
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.model.person import Person
from netcore.model.work import Conversation, ConversationState, Mode
from netcore.steps.base import Step
from netcore.steps.briefing import briefing
from netcore.steps.diary import Diary, FreeTimes, Guest
from netcore.steps.guests import GuestAnswer, agreed_talks, answers_of, keep_answers
from netcore.store import Transaction

THANKS_WITHIN = timedelta(days=1)
"""Thanks are due so long after a talk (grade F; thanks are more welcome than we expect: S, Kumar and Epley 2018)."""

_OPEN: tuple[ConversationState, ...] = ("offered", "agreed", "held")
_IN_ORDER: tuple[Mode, ...] = ("phone", "video", "coffee", "walk", "meal", "visit", "writing")
_NEAR: tuple[Mode, ...] = ("phone", "coffee", "walk", "writing")
_FAR: tuple[Mode, ...] = ("phone", "video", "writing")
_WHO_KNOWS: tuple[Mode, ...] = ("phone", "video", "coffee", "writing")
_TOWN = "me.town"
_LONGEST = 600


def _nobody_listens(_: str) -> None:
    """For a caller who does not want to know."""


class Meet(Step):
    """Conversations: offered → agreed → held.

    A person is named by id, e-mail address or any unique part of the name; a conversation also by its own id.
    """

    # -- offer -------------------------------------------------------------------------------------------------------

    def town(self) -> str:
        """Where the user lives; "" when they did not say."""
        with self._store.read() as tx:
            return tx.facts.get(_TOWN)

    def live_in(self, town: str) -> None:
        """Say where the user lives, so that only those who are near are offered a coffee."""
        with self._store.write() as tx:
            tx.facts.set(_TOWN, " ".join(town.split()))

    def fitting(self, person: str) -> tuple[Mode, ...]:
        """The ways to talk that suit the distance, the best first: see `fitting_modes`."""
        with self._store.read() as tx:
            return fitting_modes(tx.people.detail(tx.people.resolve(person)).card, tx.facts.get(_TOWN))

    def offer(self, person: str, options: Sequence[Mode] = ()) -> Conversation:
        """Note that the user offered to talk in one of these ways (default: those that fit); they choose.

        To offer again replaces the options.  Raises `NotContactable` for somebody who may not be written to,
        `IllegalMove` when a talk is agreed already.
        """
        with self._store.write() as tx:
            found = tx.people.find(person)
            _refuse_unreachable(tx, found)
            chosen = _ordered(options) or fitting_modes(tx.people.detail(found.id).card, tx.facts.get(_TOWN))
            open_ = _latest(tx, found.id, ("agreed", "offered"))
            if open_ is not None and open_.state == "agreed":
                raise IllegalMove(
                    f"A talk with {_name(found)} is agreed already. Talk, or `netcore meet cancel {found.id}` first."
                )
            if open_ is None:
                conversation = tx.conversations.add(found.id, chosen)
            else:
                tx.conversations.move(open_, "offer again", options=chosen)
                conversation = _again(tx, open_)
            ways = " or ".join(chosen)
            tx.journal.add("conversation.offered", f"You offered {_name(found)} to talk: {ways}.", person=found.id)
            return conversation

    def free(self, *, minutes: int = 30, count: int = 3, days: int = 14, zone: tzinfo = UTC) -> FreeTimes:
        """Times to propose: free in all of the user's calendars, within working hours of ``zone``.

        Without a calendar, or while one cannot be read, none are proposed: ``problems`` says why.
        """
        return Diary(self._desk).free(minutes=minutes, count=count, days=days, zone=zone)

    def agree(
        self,
        conversation_or_person: str,
        *,
        mode: Mode,
        minutes: int,
        at: datetime,
        place: str = "",
        invite: bool = False,
        tell: Callable[[str], None] = _nobody_listens,
    ) -> Conversation:
        """Note what was agreed; ``minutes`` is the time that they gave.  To agree again moves the talk.

        The talk is entered in the user's calendar, where there is one, once; with ``invite`` the calendar's provider
        writes to them.  What fails there is told to ``tell``, in a sentence, and changes nothing else.
        Somebody who was not offered a talk proposed it themselves: that is fine.  Raises `UsageError` for a time
        without time zone, an unknown mode, or minutes that are none; `NotContactable` when somebody is to be invited
        who may not be written to, or has no address.
        """
        if mode not in _IN_ORDER:
            raise UsageError(f"{mode!r} is no way to talk. Choose one of {', '.join(_IN_ORDER)}.")
        if not 1 <= minutes <= _LONGEST:
            raise UsageError(f"{minutes} minutes cannot be agreed. Say how many they gave you, from 1 to {_LONGEST}.")
        _refuse_naive(at)
        with self._store.write() as tx:
            talk, name = _open_talk(tx, conversation_or_person, ("agreed", "offered"))
            if talk is None:
                found = tx.people.find(conversation_or_person)
                talk, name = tx.conversations.add(found.id, (mode,)), _name(found)
            if not tx.conversations.move(talk, "agree", mode=mode, minutes=minutes, at=at, place=place.strip()):
                raise _not_legal(talk, name, "agreed")
            text = f"You agreed to talk with {name}: {mode}, {minutes} minutes."
            tx.journal.add("conversation.agreed", text, person=talk.person)
            agreed, guest = _again(tx, talk), _guest(tx, talk, name)
            if invite and (guest.obstacle or not guest.address):
                raise NotContactable(guest.obstacle or f"{name} has no e-mail address, so nobody can invite them.")
        Diary(self._desk).enter(agreed, guest, invite=invite, tell=tell)
        return agreed

    def cancel(self, conversation_or_person: str, *, tell: Callable[[str], None] = _nobody_listens) -> Conversation:
        """Note that the talk will not take place, and take it out of the calendar; failures there go to ``tell``.

        Raises `IllegalMove` when none is offered or agreed.
        """
        with self._store.write() as tx:
            talk, name = _open_talk(tx, conversation_or_person, ("agreed", "offered"))
            if talk is None or not tx.conversations.move(talk, "cancel"):
                raise _not_legal(talk, name, "cancelled")
            tx.journal.add("conversation.cancelled", f"The talk with {name} was cancelled.", person=talk.person)
            cancelled, guest = _again(tx, talk), _guest(tx, talk, name)
        Diary(self._desk).remove(cancelled, guest, tell=tell)
        return cancelled

    def look_for_answers(self, *, tell: Callable[[str], None] = _nobody_listens) -> tuple[Conversation, ...]:
        """Read in the calendars what those answered who were invited to a talk that is still to come.

        Returns the talks with news; what cannot be read is told to ``tell``, in a sentence.
        """
        with self._store.read() as tx:
            agreed = agreed_talks(tx)
            to_come = [talk for talk in agreed if talk.at is not None and talk.at > tx.now]
        found = Diary(self._desk).answers(to_come, tell=tell) if to_come else {}
        if not found:
            return ()
        with self._store.write() as tx:
            return keep_answers(tx, found)

    def answers(self) -> Mapping[str, GuestAnswer]:
        """What the guests of agreed talks answered, as it was last seen, by the id of the talk."""
        with self._store.read() as tx:
            return answers_of(tx, agreed_talks(tx))

    # -- talk --------------------------------------------------------------------------------------------------------

    def prepare(self, conversation_or_person: str) -> Briefing:
        """What to read before the talk; changes nothing."""
        with self._store.read() as tx:
            talk = tx.conversations.get(conversation_or_person)
            person = talk.person if talk else tx.people.resolve(conversation_or_person)
            return briefing(tx, tx.people.detail(person), talk or _latest(tx, person, ("agreed", "offered")))

    def start(self, conversation_or_person: str) -> Conversation:
        """The talk begins now: `Conversation.ends_at` says when their minutes are over, `time_left` how many remain.

        Called again, it does not start the clock anew.  Raises `IllegalMove` when no talk is agreed.
        """
        with self._store.write() as tx:
            talk, name = _open_talk(tx, conversation_or_person, ("agreed",))
            if talk is None:
                raise _not_legal(talk, name, "begun")
            if talk.started_at is not None:
                return talk
            if not tx.conversations.move(talk, "start", started_at=tx.now):
                raise _not_legal(talk, name, "begun")
            tx.journal.add("conversation.started", f"The talk with {name} began.", person=talk.person)
            return _again(tx, talk)

    def held(self, conversation_or_person: str, *, notes: str = "", at: datetime | None = None) -> Conversation:
        """Note that the talk took place (``at``; default: now) and what is worth remembering; thanks are due in a day.

        Raises `IllegalMove` when no talk is agreed, `UsageError` for a time to come.
        """
        with self._store.write() as tx:
            when = at or tx.now
            _refuse_naive(when)
            if when > tx.now:
                raise UsageError("A talk that is still to come cannot have been held. Leave --at out for now.")
            talk, name = _open_talk(tx, conversation_or_person, ("agreed",))
            if talk is None or not tx.conversations.move(
                talk, "hold", held_at=when, thank_by=when + THANKS_WITHIN, notes=notes.strip()
            ):
                raise _not_legal(talk, name, "held")
            tx.journal.add("conversation.held", f"You talked with {name}.", person=talk.person)
            return _again(tx, talk)

    def conversations(self, *, open_only: bool = True, person: str = "") -> tuple[Conversation, ...]:
        """The talks, the oldest offer first; open: offered, agreed, or held and not thanked for yet."""
        with self._store.read() as tx:
            who = tx.people.resolve(person) if person else ""
            return tx.conversations.find(states=_OPEN if open_only else (), person=who)


def fitting_modes(card: Contact, town: str) -> tuple[Mode, ...]:
    """Ways to talk for somebody with this card, when the user lives in ``town``: in person only for neighbours.

    Where one of the two places is unknown, a coffee is offered all the same, after the voice.
    """
    places = {fold(address.locality) for address in card.addresses if address.locality.strip()}
    if not town.strip() or not places:
        return _WHO_KNOWS
    return _NEAR if fold(town) in places else _FAR


def _ordered(options: Sequence[Mode]) -> tuple[Mode, ...]:
    unknown = [mode for mode in options if mode not in _IN_ORDER]
    if unknown:
        raise UsageError(f"{unknown[0]!r} is no way to talk. Choose from {', '.join(_IN_ORDER)}.")
    return tuple(dict.fromkeys(options))


def _latest(tx: Transaction, person: str, states: Sequence[ConversationState]) -> Conversation | None:
    """The newest talk in the first of these states in which there is one."""
    found = tx.conversations.find(states=states, person=person)
    return next((talk for state in states for talk in reversed(found) if talk.state == state), None)


def _open_talk(tx: Transaction, text: str, states: Sequence[ConversationState]) -> tuple[Conversation | None, str]:
    """The talk that is meant, in any of these states, and the name of the person."""
    talk = tx.conversations.get(text)
    person = tx.people.get(talk.person) if talk else tx.people.find(text)
    return talk or _latest(tx, person.id, states), _name(person)


def _again(tx: Transaction, talk: Conversation) -> Conversation:
    found = tx.conversations.get(talk.id)
    assert found is not None
    return found


def _refuse_naive(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise UsageError(f"{moment} has no time zone. Say in which one it is.")


def _refuse_unreachable(tx: Transaction, person: Person) -> None:
    if why := _obstacle(tx, person.id):
        raise NotContactable(why)


def _obstacle(tx: Transaction, person: str) -> str:
    return " ".join(obstacle.text for obstacle in tx.standings.obstacles(person))


def _guest(tx: Transaction, talk: Conversation, name: str) -> Guest:
    emails = tx.people.detail(talk.person).card.emails
    return Guest(name, emails[0].address if emails else "", _obstacle(tx, talk.person))


def _not_legal(talk: Conversation | None, name: str, done: str) -> IllegalMove:
    if talk is None:
        return IllegalMove(
            f"No talk with {name} is agreed, so it cannot be {done}. "
            "`netcore meet agree` notes when, how, and how many minutes they gave you."
        )
    return IllegalMove(
        f"The talk with {name} is {talk.state}, so it cannot be {done}. `netcore meet` lists what is open."
    )


def _name(person: Person) -> str:
    return person.name or person.id
