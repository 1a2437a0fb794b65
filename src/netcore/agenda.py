"""What to do next, and why: reads all steps through indexed questions, changes nothing.

The kinds of items, the most urgent first, with what decides:

- ``reply``: somebody answered and was not read; nothing else is sent to them meanwhile.
- ``opt-out``: somebody asked not to be written to, and is still on the list.
- ``inbox``: an account could not be read: answers may go unseen, and little can be sent.
- ``uncertain``: a letter may have left; only the user can find out.
- ``declined``: whoever was invited to a talk declined its time in the calendar.
- ``meet``: a talk within a day, to prepare; one that is over, to note.
- ``thank``: owed within a day of a talk (grade F), never too late (S).
- ``promise``: what the user promised, when it is due.
- ``forget``: an erased person's bytes are still in the files.
- ``gather``, ``clarify``: without people, and without a written next chapter, nothing else can begin.
- ``mend``, ``review``, ``send``: letters that were refused, wait to be read, or wait to leave.
- ``wait``: letters that an outbox could not take, or that were put off to another day; due when they are tried again.
- ``question``: somebody with a letter on the way might be somebody who is off the list.
- ``follow-up``: one, after seven business days of silence (M, of postal surveys); none after three letters (F).
- ``introduced``: somebody new who was not written to yet (a convention, F).
- ``arrived``: whoever gave a lead has not heard what came of it (F).
- ``draft``, ``choose``, ``recall``: the list itself: whom nothing was written to, about whom nothing was decided, and
  the parts of life in which nobody is listed (M: under threat we recall few and close people; Smith and others 2012).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netcore.model.message import Message, MessageState
from netcore.model.work import AgendaItem, Conversation, ConversationState, FavorState
from netcore.steps.choose import SCRUB_DUE
from netcore.steps.clarify import judge
from netcore.steps.guests import answers_of
from netcore.steps.silence import STOP_AFTER, business_days_before, wait_of
from netcore.steps.write.rhythm import rhythm_of
from netcore.store.waiting import Waiting

if TYPE_CHECKING:
    from netcore.steps.base import Desk
    from netcore.store import Transaction

TOO_LATE = timedelta(days=90)
"""After so long a silence nothing is a follow-up any more: it would be a new letter."""

SOON = timedelta(days=1)
PROMISE_SOON = timedelta(days=3)
LEAD_SETTLES = timedelta(days=14)
"""An idea has had time to come to something."""

_TALKS: tuple[ConversationState, ...] = ("agreed", "held", "thanked")
_PROMISED: tuple[FavorState, ...] = ("promised",)
_UNCERTAIN: tuple[MessageState, ...] = ("uncertain",)
_REFUSED: tuple[MessageState, ...] = ("refused",)
_QUEUED: tuple[MessageState, ...] = ("queued",)
_DEFERRED: tuple[MessageState, ...] = ("deferred",)


def agenda(desk: "Desk", *, limit: int | None = None) -> tuple[AgendaItem, ...]:
    """The things to do, the most urgent first; at most ``limit`` of them."""
    with desk.store.read() as tx:
        items = sorted(_Agenda(tx).items(), key=_order)
    return tuple(items[:limit])


def _try_again(message: Message) -> str:
    """The command that tries it before its time."""
    usual = message.outbox in {"", "folder"}
    return f"netcore send {'' if usual else f'--outbox {message.outbox} '}--now"


def _order(item: AgendaItem) -> tuple[int, bool, float, str]:
    return -item.urgency, item.due is None, item.due.timestamp() if item.due else 0.0, item.what


class _Agenda:
    """One look at the store."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx
        self._now = tx.now
        self._waiting = Waiting(tx)
        self._talks = tx.conversations.find(states=_TALKS)
        self._answers = answers_of(tx, self._talks)
        self._leads = tx.leads.find(open_only=True)
        here = self._now.astimezone(rhythm_of(tx).time_zone)
        self._silences = self._waiting.silences(
            before=business_days_before(here, wait_of(tx)), after=self._now - TOO_LATE
        )
        self._awaited = self._waiting.with_letters_on_the_way()
        self._standings = tx.standings.standing_of(
            {talk.person for talk in self._talks if talk.state == "held" or talk.id in self._answers}
            | {lead.person for lead in self._leads if lead.person}
            | {silence.person for silence in self._silences}
            | self._awaited
        )

    def items(self) -> Iterator[AgendaItem]:
        yield from self._replies()
        yield from self._letters()
        yield from self._conversations()
        yield from self._promises()
        yield from self._foundations()
        yield from self._questions()
        yield from self._follow_ups()
        yield from self._what_came_of_it()

    # -- what came back, and what is on its way ----------------------------------------------------------------------

    def _replies(self) -> Iterator[AgendaItem]:
        unread = self._tx.replies.find(unread_only=True)
        names = self._names(reply.person for reply in unread)
        for reply in unread:
            name = names[reply.person]
            what = {
                "reply": f"Read what {name} answered",
                "bounce": f"A letter to {name} came back: look why",
                "automatic": f"Look at the automatic answer of {name}",
                "opt-out": f"{name} asks not to be written to: look at it, and take them off your list",
            }.get(reply.kind, f"Look at what came from {name}")
            yield AgendaItem(
                kind="reply",
                what=what,
                why=f"It came {self._ago(reply.received_at)}, and nothing more is sent to them until you have read it.",
                do=f"netcore replies read {reply.id}",
                person=reply.person,
                urgency=100 if reply.kind == "reply" else 98,
            )

        yield from self._opt_outs()
        for account, problem in self._tx.inboxes.failing():
            yield AgendaItem(
                kind="inbox",
                what=f"Read the answers in {account}",
                why=problem,
                do="netcore replies --sync",
                urgency=97,
            )

    def _opt_outs(self) -> Iterator[AgendaItem]:
        opted_out = self._waiting.opted_out()
        standings = self._tx.standings.standing_of(opted_out) if opted_out else {}
        names = self._names(opted_out)
        for person, (standing, _) in sorted(standings.items()):
            if standing != "eliminated":
                yield AgendaItem(
                    kind="opt-out",
                    what=f"Take {names[person]} off your list",
                    why="They asked not to be written to. If it was not meant so, say what it was: "
                    "netcore replies read ID --kind reply.",
                    do=f"netcore eliminate {person}",
                    person=person,
                    urgency=96,
                )

    def _letters(self) -> Iterator[AgendaItem]:
        counts = self._tx.messages.counts()
        if counts.get("uncertain"):
            for message in self._tx.messages.find(states=_UNCERTAIN):
                yield AgendaItem(
                    kind="uncertain",
                    what=f"Find out whether the letter to {message.to_name or message.to_address} left",
                    why=message.reason or "The connection died at a moment when it may have been taken.",
                    do=f"netcore outbox resolve {message.id}",
                    person=message.person,
                    urgency=95,
                )
        if counts.get("refused"):
            for message in self._tx.messages.find(states=_REFUSED):
                yield AgendaItem(
                    kind="mend",
                    what=f"Mend the letter to {message.to_name or message.to_address}",
                    why=message.reason or "It was refused.",
                    do=f"netcore draft --edit {message.id}",
                    person=message.person,
                    urgency=66,
                )
        if drafts := counts.get("draft"):
            yield AgendaItem(
                kind="review",
                what=f"Read {_count(drafts, 'draft')}, and approve what is good",
                why="Nothing leaves before you have read it.",
                do="netcore review",
                urgency=64,
            )
        due = sum(not self._is_put_off(message) for message in self._tx.messages.find(states=_DEFERRED))
        if ready := counts.get("approved", 0) + counts.get("queued", 0) + due:
            yield AgendaItem(
                kind="send",
                what=f"Send {_count(ready, 'letter')}",
                why=self._why_they_wait(approved=counts.get("approved", 0)),
                do="netcore send",
                urgency=62,
            )
        if put_off := [one for one in self._tx.messages.find(states=_DEFERRED) if self._is_put_off(one)]:
            verb = "waits" if len(put_off) == 1 else "wait"
            yield AgendaItem(
                kind="wait",
                what=f"{_count(len(put_off), 'letter')} {verb} for another try",
                why=put_off[0].reason or "They were put off.",
                do=_try_again(put_off[0]),
                due=min(one.not_before for one in put_off if one.not_before is not None),
                urgency=62,
            )

    def _is_put_off(self, message: Message) -> bool:
        return message.not_before is not None and message.not_before > self._now

    def _why_they_wait(self, *, approved: int) -> str:
        """What held all of them back the last time; else that they only wait to be sent."""
        held = [] if approved else [message.reason for message in self._tx.messages.find(states=_QUEUED)]
        return held[0] if held and all(held) else "You approved them."

    # -- talks -------------------------------------------------------------------------------------------------------

    def _conversations(self) -> Iterator[AgendaItem]:
        names = self._names(talk.person for talk in self._talks if talk.state != "thanked")
        written = self._waiting.thanks_written()
        for talk in self._talks:
            if talk.state == "agreed":
                yield from self._agreed(talk, names[talk.person])
            elif talk.state == "held" and self._standings[talk.person][0] != "eliminated":
                yield self._thanks(talk, names[talk.person], written.get(talk.id))

    def _agreed(self, talk: Conversation, name: str) -> Iterator[AgendaItem]:
        if talk.at is None:
            return
        how = f"{talk.mode}, {talk.minutes} minutes" + (f", {talk.place}" if talk.place else "")
        if talk.id in self._answers and self._answers[talk.id].answer == "declined":
            yield self._declined(talk, name, how)
            return
        if talk.at > self._now + SOON:
            return
        if talk.at + timedelta(minutes=talk.minutes) >= self._now:
            yield AgendaItem(
                kind="meet",
                what=f"Prepare the talk with {name}",
                why=f"It is soon: {how}. Know what you want to ask, and what you can do for them.",
                do=f"netcore meet prepare {talk.person}",
                person=talk.person,
                due=talk.at,
                urgency=92,
            )
        else:
            yield AgendaItem(
                kind="meet",
                what=f"Did you talk with {name}? Note what is worth remembering",
                why=f"The talk ({how}) was to be {self._ago(talk.at)}.",
                do=f"netcore meet held {talk.person}",
                person=talk.person,
                due=talk.at,
                urgency=90,
            )

    def _declined(self, talk: Conversation, name: str, how: str) -> AgendaItem:
        ask = self._reachable(talk.person)
        return AgendaItem(
            kind="declined",
            what=f"Propose another time to {name}" if ask else f"Cancel the talk with {name}",
            why=f"They declined the talk ({how})."
            + (f" If it will not be: netcore meet cancel {talk.person}." if ask else ""),
            do=f"netcore draft --purpose invitation --person {talk.person}"
            if ask
            else f"netcore meet cancel {talk.person}",
            person=talk.person,
            due=talk.at,
            urgency=94,
        )

    def _thanks(self, talk: Conversation, name: str, written: MessageState | None) -> AgendaItem:
        due = talk.thank_by or self._now
        do, what = f"netcore thank {talk.person}", f"Thank {name}"
        if written == "draft":
            do, what = "netcore review", f"Read and approve your thanks to {name}"
        elif written is not None:
            do, what = "netcore send", f"Send your thanks to {name}"
        late = due < self._now
        return AgendaItem(
            kind="thank",
            what=what,
            why="It is overdue, and never too late: thanks are more welcome than we expect (solid)."
            if late
            else "Thanks are due within a day of a talk.",
            do=do,
            person=talk.person,
            due=due,
            urgency=86 if late else 82,
        )

    # -- promises and leads ------------------------------------------------------------------------------------------

    def _promises(self) -> Iterator[AgendaItem]:
        favors = self._tx.favors.find(states=_PROMISED)
        names = self._names(favor.person for favor in favors)
        for favor in favors:
            yield AgendaItem(
                kind="promise",
                what=f"Do what you promised {names[favor.person]}: {favor.what}",
                why=self._promised(favor.due, favor.promised_at or favor.asked_at),
                do=f"netcore give done {favor.id}",
                person=favor.person,
                due=favor.due,
                urgency=self._press(favor.due),
            )

    def _promised(self, due: datetime | None, promised_at: datetime) -> str:
        if due is None:
            return f"You promised it {self._ago(promised_at)}, without a date."
        return "It is overdue: do it, or tell them when." if due < self._now else "You said until when."

    def _press(self, due: datetime | None) -> int:
        if due is None:
            return 34
        return 80 if due < self._now else 78 if due < self._now + PROMISE_SOON else 36

    def _what_came_of_it(self) -> Iterator[AgendaItem]:
        new = {lead.person for lead in self._leads if lead.person}
        names = self._names([*new, *(lead.from_person for lead in self._leads)])
        written = self._waiting.with_letters(new)
        talked = {talk.person for talk in self._talks if talk.state != "agreed"}
        for lead in self._leads:
            giver = names[lead.from_person]
            if lead.person and lead.person not in written | talked and self._reachable(lead.person):
                yield AgendaItem(
                    kind="introduced",
                    what=f"Write to {names[lead.person]}",
                    why=f"{giver} introduced you {self._ago(lead.created_at)}.",
                    do=f"netcore draft --person {lead.person}",
                    person=lead.person,
                    urgency=48,
                )
            settled = lead.person in talked if lead.person else self._now - lead.created_at > LEAD_SETTLES
            if settled:
                about = names[lead.person] if lead.person else "the idea"
                yield AgendaItem(
                    kind="arrived",
                    what=f"Tell {giver} what came of {about}",
                    why="Whoever gave you a lead likes to hear that it arrived.",
                    do=f"netcore arrived {lead.id}",
                    person=lead.from_person,
                    urgency=44,
                )

    # -- whom to write to --------------------------------------------------------------------------------------------

    def _questions(self) -> Iterator[AgendaItem]:
        held = sorted(person for person in self._awaited if self._standings[person][1])
        names = self._names(held)
        for person in held:
            obstacles = self._tx.standings.obstacles(person)
            question = next((one for one in obstacles if one.other), None)
            yield AgendaItem(
                kind="question",
                what=f"Say who {names[person]} is",
                why=" ".join(obstacle.text for obstacle in obstacles),
                do=f"netcore different {person} {question.other}"
                if question
                else f"netcore keep --although-held {person}",
                person=person,
                urgency=58,
            )

    def _follow_ups(self) -> Iterator[AgendaItem]:
        due = [
            silence
            for silence in self._silences
            if not silence.follow_ups and silence.letters < STOP_AFTER and self._reachable(silence.person)
        ]
        names = self._names(silence.person for silence in due)
        for silence in due:
            yield AgendaItem(
                kind="follow-up",
                what=f"Write once more to {names[silence.person]}",
                why=f"Your letter went {self._ago(silence.last_sent)}. One follow-up raises the odds of an answer "
                "(moderate); a second one does not belong.",
                do=f"netcore draft --follow-up --person {silence.person}",
                person=silence.person,
                urgency=52,
            )

    # -- the list itself ---------------------------------------------------------------------------------------------

    def _foundations(self) -> Iterator[AgendaItem]:
        if self._tx.facts.get(SCRUB_DUE):
            yield AgendaItem(
                kind="forget",
                what="Finish erasing",
                why="Somebody was erased while another netcore used the store: their bytes are still in its files.",
                do="netcore forget --finish",
                urgency=76,
            )
        people = self._waiting.people()
        if not people:
            yield AgendaItem(
                kind="gather",
                what="List everybody you know",
                why="You already have a network: bring in the address books that you have.",
                do="netcore import PATH",
                urgency=74,
            )
            return
        yield from self._clarity()
        yield from self._list(people)

    def _clarity(self) -> Iterator[AgendaItem]:
        for finding in judge(self._tx.clarities.current(), self._now):
            if finding.level == "block":
                yield AgendaItem(
                    kind="clarify",
                    what="Write down what you want from the next chapter"
                    if finding.id == "clarity-missing"
                    else "Look at your next chapter again",
                    why="Nothing can be sent before it is written; an unclear message lowers success."
                    if finding.id == "clarity-missing"
                    else finding.text,
                    do="netcore clarify",
                    urgency=70 if finding.id == "clarity-missing" else 60,
                )

    def _list(self, people: int) -> Iterator[AgendaItem]:
        if undecided := people - self._waiting.decided():
            yield AgendaItem(
                kind="choose",
                what=f"Choose: {_count(undecided, 'person', 'people')} to keep or take off",
                why="Take off whoever you feel discomfort or doubt about; awkwardness alone is no reason.",
                do="netcore choose",
                urgency=24,
            )
        if unwritten := self._waiting.kept_and_never_written_to():
            yield AgendaItem(
                kind="draft",
                what=f"Write to those you kept: {_count(unwritten, 'person has', 'people have')} not heard from you",
                why="We underestimate how welcome a surprise hello is, most of all for distant ties (solid).",
                do="netcore draft --example",
                urgency=28,
            )
        if empty := self._waiting.empty_circles():
            named = ", ".join(empty[:3])
            yield AgendaItem(
                kind="recall",
                what=f"Who do you know from {named}?",
                why="Nobody is listed there; under pressure we think of few and close people only (moderate).",
                do="netcore recall",
                urgency=14,
            )

    # -- words -------------------------------------------------------------------------------------------------------

    def _reachable(self, person: str) -> bool:
        """Whether they are neither off the list nor held."""
        standing, held = self._standings[person]
        return standing != "eliminated" and not held

    def _names(self, people: Iterable[str]) -> dict[str, str]:
        return self._tx.people.names(set(people))

    def _ago(self, moment: datetime) -> str:
        days = (self._now - moment).days
        if days >= 1:
            return f"{_count(days, 'day')} ago"
        return "earlier today" if moment <= self._now else "in a moment"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
