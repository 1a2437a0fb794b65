"""The user's calendars: when they are free, and the talks they agreed to, each entered once.

A calendar helps and never hinders: whatever fails in one is told, and the talk is agreed all the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from netcore.errors import NetcoreError, NotContactable
from netcore.model.base import Value
from netcore.model.work import Conversation
from netcore.plugins import Appointment, Busy, Calendar, CalendarDescriptor, EventState
from netcore.steps.base import Desk
from netcore.steps.guests import Answer, GuestAnswer
from netcore.store.accounts import AccountState, StoredAccount

Tell = Callable[[str], None]

_MORNING, _EVENING = time(9), time(18)
_STEP = timedelta(minutes=30)
_APART = timedelta(hours=3)
"""Between two proposals: an offer of choices that are no choice helps nobody."""
_BEGUN = ""


class FreeTimes(Value, frozen=True, kw_only=True):
    """Times to propose, and where they were looked up."""

    times: tuple[datetime, ...] = ()
    calendars: tuple[str, ...] = ()
    """The accounts whose calendars were asked; while there are none, nobody knows when the user is free."""
    problems: tuple[str, ...] = ()
    """What could not be asked, in sentences; then no times are proposed, since they might be taken."""


class Guest(NamedTuple):
    """The other side of a talk, as far as a calendar's provider may write to them."""

    name: str
    address: str
    """Empty when none is known."""
    obstacle: str
    """Why they may not be written to, in words; empty when they may."""


class Diary:
    """All calendars of the accounts.

    Whoever was invited once stays invited: they are told by the provider when the talk moves or is cancelled.  So an
    entry with a guest who may not be written to any more is left alone, and the user is told.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def free(self, *, minutes: int, count: int, days: int, zone: tzinfo) -> FreeTimes:
        """So many times, from tomorrow on, on working days in working hours of ``zone``, free in every calendar."""
        accounts = self._accounts()
        start = self._desk.now().astimezone(zone)
        end = start + timedelta(days=days + 1)
        busy: list[Busy] = []
        problems = []
        for account, descriptor in accounts:
            try:
                busy += self._open(account, descriptor).busy(start, end)
            except Exception as error:
                problems.append(f"The calendar of {account.id} cannot be read: {_words(error)}")
        found = list(_proposals(start, end, timedelta(minutes=minutes), busy, count))
        return FreeTimes(
            times=tuple(found) if accounts and not problems else (),
            calendars=tuple(account.id for account, _ in accounts),
            problems=tuple(problems),
        )

    def enter(self, talk: Conversation, guest: Guest, *, invite: bool, tell: Tell) -> None:
        """Enter an agreed talk, or move the entry that it has; a repetition makes no second one."""

        def write(calendar: Calendar, state: AccountState, event: str | None) -> None:
            if invite and _guest_key(talk) not in state:
                state[_guest_key(talk)] = guest.address
            invited = _invited(state, talk, guest)
            appointment = _appointment(talk, guest.name, (invited,) if invited else ())
            if event:
                try:
                    calendar.update(event, appointment)
                except LookupError:  # the user took it out of the calendar, and agreed to another time now
                    event = None
                else:
                    return
            state[_key(talk)] = _BEGUN
            made = calendar.create(appointment).event_id
            if event == _BEGUN:  # made before, when the machine died: it may have another time
                calendar.update(made, appointment)
            state[_key(talk)] = made

        self._with_entry(talk, "The talk is not in the calendar", write, tell, first=True)

    def remove(self, talk: Conversation, guest: Guest, *, tell: Tell) -> None:
        """Take a talk's entry out again, where there is one."""

        def take_out(calendar: Calendar, state: AccountState, event: str | None) -> None:
            _invited(state, talk, guest)
            calendar.cancel(event or calendar.create(_appointment(talk, guest.name, ())).event_id)
            del state[_key(talk)]
            state.pop(_guest_key(talk), None)

        self._with_entry(talk, "The talk is still in the calendar", take_out, tell, first=False)

    def answers(self, talks: Sequence[Conversation], *, tell: Tell) -> dict[str, GuestAnswer]:
        """What those who were invited to these talks answered, by the talks' ids, as far as the calendars tell."""
        found: dict[str, GuestAnswer] = {}
        for account, descriptor in self._accounts():
            kept = dict(AccountState(self._desk.store, account.id))
            invited = [talk for talk in talks if kept.get(_key(talk)) and kept.get(_guest_key(talk))]
            if not invited:
                continue
            try:
                calendar = self._open(account, descriptor)
                for talk in invited:
                    assert talk.at is not None, "an agreed talk has a time"
                    with suppress(LookupError):  # the user took it out of the calendar: nobody answers any more
                        said = _answer(calendar.state(kept[_key(talk)]), kept[_guest_key(talk)])
                        found[talk.id] = GuestAnswer(answer=said, at=talk.at)
            except Exception as error:
                tell(f"Whether your guests come cannot be read in the calendar of {account.id}: {_words(error)}")
        return found

    # -- inside ------------------------------------------------------------------------------------------------------

    def _with_entry(
        self,
        talk: Conversation,
        complaint: str,
        work: Callable[[Calendar, AccountState, str | None], None],
        tell: Tell,
        *,
        first: bool,
    ) -> None:
        """Work on the calendar that has the talk's entry; with ``first``, on the first one when none has it."""
        accounts = self._accounts()
        states = [(one, AccountState(self._desk.store, one[0].id)) for one in accounts]
        having = [(one, state) for one, state in states if _key(talk) in state]
        for (account, descriptor), state in (having or (states if first else []))[:1]:
            try:
                work(self._open(account, descriptor), state, state.get(_key(talk)))
            except Exception as error:
                tell(f"{complaint} of {account.id}: {_words(error)} It is noted here all the same.")

    def _accounts(self) -> list[tuple[StoredAccount, CalendarDescriptor]]:
        known = {descriptor.name: descriptor for descriptor in self._desk.registry.calendars()}
        with self._desk.store.read() as tx:
            accounts = tx.accounts.all()
        return [(one, known[one.component]) for one in accounts if one.component in known and one.serves("calendar")]

    def _open(self, account: StoredAccount, descriptor: CalendarDescriptor) -> Calendar:
        context = self._desk.surroundings.context(
            descriptor,
            account=account.id,
            stored=account.settings,
            state=AccountState(self._desk.store, account.id),
        )
        return self._desk.registry.create(descriptor, context)


def _key(talk: Conversation) -> str:
    return f"talk/{talk.id}"


def _guest_key(talk: Conversation) -> str:
    return f"guest/{talk.id}"


def _invited(state: AccountState, talk: Conversation, guest: Guest) -> str:
    """The address that was invited, empty when none was; raises `NotContactable` when it may not be written to now."""
    address = state.get(_guest_key(talk), "")
    if address and guest.obstacle:
        raise NotContactable(
            f"{guest.obstacle} But they were invited, and the calendar would write to them about any change. Change it "
            "there, without telling the guests."
        )
    return address


def _answer(event: EventState, address: str) -> Answer:
    """What the one guest answered, who may have answered from another address of theirs."""
    answers = {email.casefold(): answer for email, answer in event.answers}
    only = next(iter(answers.values())) if len(answers) == 1 else "none"
    return answers.get(address.casefold(), only)


def _appointment(talk: Conversation, name: str, guests: Sequence[str]) -> Appointment:
    start = talk.at or talk.offered_at
    return Appointment(
        key=talk.id,
        title=f"{(talk.mode or 'talk').capitalize()} with {name}",
        start=start,
        end=start + timedelta(minutes=talk.minutes or 30),
        place=talk.place,
        attendees=tuple(guests),
        invite=bool(guests),
    )


def _proposals(start: datetime, end: datetime, span: timedelta, busy: Sequence[Busy], count: int) -> Iterator[datetime]:
    moment = datetime.combine(start.date() + timedelta(days=1), _MORNING, start.tzinfo)
    while count and moment + span <= end:
        closing = datetime.combine(moment.date(), _EVENING, moment.tzinfo)
        if moment.weekday() > 4 or moment + span > closing:
            moment = datetime.combine(moment.date() + timedelta(days=1), _MORNING, moment.tzinfo)
        elif any(one.start < moment + span and moment < one.end for one in busy):
            moment += _STEP
        else:
            yield moment
            count -= 1
            moment += _APART


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, NetcoreError) else f"its plugin failed ({type(error).__name__}: {error})."
