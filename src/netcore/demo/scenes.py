"""What happens in each of the seven steps, and how it is told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from netcore.demo import story
from netcore.demo.line import Line
from netcore.model.importing import ImportReport, Outcome
from netcore.network import Network

_OUTCOMES: Mapping[Outcome, str] = {
    "new": "new",
    "same": "known from another device",
    "question": "to be asked about",
    "circle": "a group",
    "refused": "refused",
}


def gather(network: Network, books: Sequence[Path]) -> Iterator[Line]:
    """Step 1: every address book comes in; one human is one person."""
    yield _step("1 · Gather: list everybody you know now. They need not live near you.")
    before = 0
    cards = 0
    for book in books:
        reports = network.gather.import_paths([book])
        after = len(network.gather.people())
        cards += sum(len(report.records) for report in reports)
        yield _did(f"{book.name}: {_told(reports)}.")
        before = after
    yield _did(f"{cards} cards have become {before} people.")
    joined = [person for person in network.gather.people() if len(person.records) > 2]
    for person in joined[:3]:
        yield _detail(f"{person.name} has {len(person.records)} cards and is one person.")
    again = network.gather.import_paths(list(books))
    changed = sum(record.outcome in {"new", "updated"} for report in again for record in report.records)
    yield _did(f"The same address books once more: {changed or 'no'} changes, as it should be.")
    yield from _questions(network)
    for category, circle in story.PARTS_OF_LIFE:
        network.gather.map_category(category, circle)
    circles = ", ".join(f"{circle.name} {circle.members}" for circle in network.gather.circles() if circle.members)
    yield _did(f"Her groups become the parts of her life: {circles}.")


def _told(reports: Sequence[ImportReport]) -> str:
    counts = [(sum(report.count(outcome) for report in reports), word) for outcome, word in _OUTCOMES.items()]
    return ", ".join(f"{number} {word}" for number, word in counts if number)


def _questions(network: Network) -> Iterator[Line]:
    """What no rule can know, the user is asked."""
    questions = network.gather.duplicates()
    names = network.names([side for question in questions for side in (question.left, question.right)])
    for question in questions:
        yield _did(f"It asks: is {names[question.left]} the same human as {names[question.right]}?")
        yield _detail(f"Because: {'; '.join(question.reasons)}.")
        if names[question.left] == names[question.right] == story.SAME:
            network.gather.same(question.left, question.right)
            yield _detail("Mara knows: one. It is the address that Grace had before.")
        else:
            network.gather.different(question.left, question.right)
            why = (why for name, why in story.WHY_DIFFERENT.items() if names[question.left].startswith(name))
            yield _detail(f"Mara knows: two. {next(why)}")


def choose(network: Network) -> Iterator[Line]:
    """Step 2: whoever you doubt goes off the list, under every name."""
    yield _step("2 · Choose: take off the list whoever you feel discomfort or doubt about.")
    name, reason = story.DOUBT
    network.choose.eliminate([name], reason=reason)
    yield _did(f"Mara takes {name} off. Why is for her eyes only.")
    obstacles = network.choose.contactable(story.OTHER_NAME_OF_DOUBT)
    yield _detail(
        f"Her old phone knew him as {story.OTHER_NAME_OF_DOUBT}. It changes nothing: {_first_sentence(obstacles[0])}"
    )
    kept = network.choose.keep([letter.person for letter in story.LETTERS])
    yield _did(f"She keeps seven, one from each part of her life: {_names([person.name for person in kept])}.")
    yield _detail(f"About {len(network.choose.undecided())} others she can decide later.")


def clarify(network: Network) -> Iterator[Line]:
    """Step 3: what the next chapter is."""
    yield _step("3 · Clarify: say what you want from the next chapter. Do not skip this.")
    clarity = network.clarify.write(story.GOAL, why=story.WHY, ask=story.ASK, keywords=story.KEYWORDS)
    yield _did(f"“{clarity.goal}”")
    yield _detail(f"What she loves about it: {clarity.why}")
    yield _detail(f"What would help most: {clarity.ask}")


def write(network: Network) -> Iterator[Line]:
    """Step 4: seven letters, checked, read, approved, and sent exactly once."""
    yield _step("4 · Write: something interesting and warm, with one clear request.")
    name, address = story.SENDER
    network.write.set_me(name=name, address=address)
    late = story.LETTERS[-1]
    drafted = network.write.draft(
        story.CAMPAIGN,
        people=[*(letter.person for letter in story.LETTERS), story.OTHER_NAME_OF_DOUBT],
        subject="{{ slot.subject }}",
        template=story.TEMPLATE,
        slots={
            "": {"why": story.NEWS, "offer": story.OFFER},
            **{letter.person: letter.parts(without="memory" if letter is late else "") for letter in story.LETTERS},
        },
    )
    yield _did(f"One template, {len(drafted.messages)} letters, each with parts that Mara wrote for this person alone.")
    for _, why in drafted.skipped:
        yield _detail(f"Lenny slipped into the list, and gets nothing: {_first_sentence(why)}")
    for one in network.write.check():
        for finding in one.findings:
            if finding.level == "block":
                yield _did(f"The checks stop the letter to {one.message.to_name}: {finding.text}")
                network.write.fill(one.message.id, memory=late.memory)
                yield _detail("Mara writes what she had left open.")
    approval = network.write.approve([checked.message.id for checked in network.write.review()])
    yield _did(f"She reads all {len(approval.approved)}, and approves them.")
    look = network.write.send(dry_run=None)
    yield _did(f"A campaign is shown once before it leaves: {len(look.left)} letters, from {look.sender.address}.")
    report = network.write.send(dry_run=None)
    yield _did(f"{len(report.sent)} letters leave. This is the one to {story.REPLY_FROM}:")
    (letter,) = network.write.messages(state="sent", person=story.REPLY_FROM)
    yield _detail(letter.body)
    again = network.write.send()
    yield _did(f"Sent once more by mistake: {len(again.sent) or 'none'} leaves twice.")


def answer(network: Network) -> Iterator[Line]:
    """Answers come; one of them is none."""
    away, text = story.AUTOMATIC_ANSWER
    network.write.look_at(network.write.log_reply(away, text, kind="automatic").id)
    yield _did(f"From {away} comes an automatic answer. It does not count as a reply.")
    reply = network.write.log_reply(story.REPLY_FROM, story.REPLY)
    network.write.look_at(reply.id)
    yield _did(f"{story.REPLY_FROM} answers: “{story.REPLY}”")


def agree(network: Network, at: datetime) -> Iterator[Line]:
    """Step 5, before: options are offered, the minutes are theirs."""
    yield _step("5 · Meet: offer options, and respect their time. 30 minutes is 30 minutes.")
    network.meet.live_in(story.TOWN)
    offer = network.meet.offer(story.REPLY_FROM)
    yield _did(f"What netcore proposes for {story.REPLY_FROM}, round the corner: {' or '.join(offer.options)}.")
    talk = network.meet.agree(story.REPLY_FROM, mode="coffee", minutes=30, at=at, place=story.TALK_PLACE)
    yield _did(f"Agreed: {talk.mode}, {talk.minutes} minutes, {at:%A at %H:%M}, {talk.place}.")
    briefing = network.meet.prepare(story.REPLY_FROM)
    yield _did("One page to read before she goes: what they wrote to each other, and what to ask.")
    for question in briefing.questions:
        yield _detail(question)


def talk(network: Network) -> Iterator[Line]:
    """Step 5, on the day: the minutes they gave are a limit."""
    begun = network.meet.start(story.REPLY_FROM)
    ends = begun.ends_at()
    assert begun.started_at is not None
    assert ends is not None
    yield _did(f"They begin at {begun.started_at:%H:%M}, so Mara gets up at {ends:%H:%M}.")


def after_the_talk(network: Network) -> Iterator[Line]:
    """Step 5, afterwards: what is worth remembering, and what came of it."""
    held = network.meet.held(story.REPLY_FROM, notes=story.TALK_NOTES)
    yield _did(f"Worth remembering: {held.notes}")
    name, email = story.INTRODUCED
    network.give.lead(story.REPLY_FROM, introduces=name, email=email, text=story.INTRODUCTION)
    network.give.lead(story.REPLY_FROM, idea=story.IDEA)
    yield _did(f"What came of it: somebody new, {name}, and an idea: “{story.IDEA}”")


def thank(network: Network) -> Iterator[Line]:
    """Step 6: thanks within a day."""
    yield _step("6 · Thank: a thank-you note, within a day.")
    (owed,) = network.thank.owed()
    assert owed.thank_by is not None
    yield _did(f"netcore reminds her: thanks to {story.REPLY_FROM} are due by {owed.thank_by:%A, %H:%M}.")
    note = network.thank.draft(story.REPLY_FROM, body=story.THANKS, subject=story.THANKS_SUBJECT)
    network.write.approve([note.id])
    network.write.send()
    still = network.thank.owed()
    yield _did(f"She writes it in her own words, and sends it. Thanks owed now: {len(still) or 'none'}.")


def ask_and_promise(network: Network, due: datetime) -> Iterator[Line]:
    """Step 7: what they need is found out by asking."""
    yield _step("7 · Give: offer to do something for them; find out what by asking.")
    network.give.ask(story.REPLY_FROM)
    yield _did(f"“What can I do for you?” Mara asks {story.REPLY_FROM}.")
    promised = network.give.promise(story.REPLY_FROM, story.NEED, due=due)
    yield _did(f"Promised, by {due:%A}: {promised.what}.")


def keep_the_promise(network: Network) -> Iterator[Line]:
    """Step 7: and done."""
    done = network.give.done(story.REPLY_FROM)
    assert done.done_at is not None
    yield _did(f"Done on {done.done_at:%A}, with her daughter's camera. Nobody keeps score.")


def today(network: Network, now: datetime) -> Iterator[Line]:
    """Where Mara stands at the end of the story, and what she could do next."""
    late, text = story.LATE_ANSWER
    network.write.log_reply(late, text, at=now - timedelta(hours=20))
    name = story.NEXT_TALK
    network.write.look_at(network.write.log_reply(name, story.NEXT_TALK_ANSWER).id)
    tomorrow = (now + timedelta(days=1)).replace(hour=12, minute=30, second=0, microsecond=0)
    talk = network.meet.agree(name, mode="phone", minutes=20, at=tomorrow)
    yield _step("Today")
    yield _did(f"{name} answers: “{story.NEXT_TALK_ANSWER}” Agreed: {talk.mode}, {talk.minutes} minutes.")
    yield _did("What to do next, and why:")
    for item in network.agenda(limit=7):
        yield _detail(f"{item.what}. {item.why}")


def where_it_is(network: Network, home: Path) -> Iterator[Line]:
    """The letters, and how to go on from here."""
    letters = network.write.messages(state="sent")
    yield _step(f"{len(letters)} letters lie in {home / 'letters'}. Open one: any mail program can.")
    for file in sorted((home / "letters").rglob("*.eml")):
        yield Line(kind="letter", text=str(file))
    yield Line(kind="hint", text="Look around in this network as long as you like; your own is not touched:")
    yield Line(kind="letter", text=f"NETCORE_HOME={home} netcore next")
    yield Line(kind="hint", text="Then begin with your own address book: netcore import PATH")


def _step(text: str) -> Line:
    return Line(kind="step", text=text)


def _did(text: str) -> Line:
    return Line(kind="did", text=text)


def _detail(text: str) -> Line:
    return Line(kind="detail", text=text)


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."


def _names(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
