"""A post office that can be told what to do, and letters that wait for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from netcore.model.message import Message, Outgoing, Receipt, Sender
from netcore.network import Network
from netcore.plugins.context import no_progress
from netcore.plugins.outboxes import Outbox, Whereabouts
from netcore.steps.write.outbox.delivery import Delivery
from netcore.steps.write.outbox.report import SendReport, Tally
from netcore.steps.write.outbox.sending import run
from netcore.steps.write.outbox.worker import Worker
from netcore.store import Store
from tests.steps.people import add, store_of

GOAL = "Teach boat repair to teenagers at the harbour by next spring"
TEMPLATE = """Dear {{ person.given }},

{{ slot.memory }} How are things?

I want to learn about boat repair. Could we talk for twenty minutes, by phone or over coffee? No rush.

What could I do for you? Thank you,
Sam
"""
SENDER = Sender("Sam Okafor", "sam@example.org")


@dataclass
class Post:
    """What the provider holds: drafts by handle, and every letter that ever left, in order."""

    now: Callable[[], datetime]
    drafts: dict[str, Outgoing] = field(default_factory=dict)
    sent: list[Outgoing] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def copies(self) -> list[str]:
        """The addresses that letters reached, sorted: one that occurs twice got two."""
        return sorted(letter.to_address for letter in self.sent)


class ScriptedOutbox(Outbox):
    """Does what an outbox should, except where a test says otherwise.

    ``before`` and ``after`` are called around each call with its name and the letter; what they raise is what the call
    raises, before or after it has had its effect.
    """

    def __init__(self, post: Post) -> None:
        self.post = post
        self.before: Callable[[str, Outgoing | None], None] = _nothing
        self.after: Callable[[str, Outgoing | None], None] = _nothing
        self.tells: Callable[[str], Receipt | Whereabouts] | None = None

    def prepare(self, message: Outgoing) -> str:
        self._note("prepare", message)
        handle = f"draft-{message.key}"
        self.post.drafts[handle] = message
        self.after("prepare", message)
        return handle

    def commit(self, handle: str) -> Receipt:
        letter = self.post.drafts.get(handle)
        self._note("commit", letter)
        assert letter is not None, "a handle was committed that was not prepared, or committed twice"
        self.post.sent.append(self.post.drafts.pop(handle))
        self.after("commit", letter)
        return self._receipt(letter)

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        self._note("lookup", self.post.drafts.get(handle))
        if self.tells is not None:
            return self.tells(handle)
        if handle in self.post.drafts:
            return "not sent"
        for letter in self.post.sent:
            if f"draft-{letter.key}" == handle:
                return self._receipt(letter)
        return "cannot tell"

    def discard(self, handle: str) -> None:
        self._note("discard", self.post.drafts.get(handle))
        self.post.drafts.pop(handle, None)

    def _note(self, call: str, letter: Outgoing | None) -> None:
        self.post.calls.append(call)
        self.before(call, letter)

    def _receipt(self, letter: Outgoing) -> Receipt:
        return Receipt(sent_at=self.post.now(), thread=f"thread-{letter.key}", detail="It is at the post.")


def _nothing(call: str, letter: Outgoing | None) -> None:
    pass


def raising(error: BaseException, *, on: str, to: str = "") -> Callable[[str, Outgoing | None], None]:
    """A script: the call ``on`` raises, for the letter to one address or for all."""

    def script(call: str, letter: Outgoing | None) -> None:
        if call == on and (not to or (letter is not None and letter.to_address == to)):
            raise error

    return script


def delivery(
    network: Network,
    outbox: ScriptedOutbox,
    *,
    store: Store | None = None,
    worker: Worker | None = None,
    can_tell: bool = True,
    provider_cap: int = 0,
) -> Delivery:
    """A sender at work with the scripted outbox."""
    return Delivery(
        store=store or store_of(network),
        outbox=outbox,
        name="post",
        can_tell=can_tell,
        sender=SENDER,
        network=UUID(int=7),
        worker=worker or Worker.here(),
        tally=Tally(),
        now=network._desk.now,
        rhythm=network.write.rhythm(),
        daily_cap=network.write.rhythm().cap_of(provider_cap),
    )


def send(
    network: Network,
    outbox: ScriptedOutbox,
    *,
    limit: int | None = None,
    worker: Worker | None = None,
    can_tell: bool = True,
    provider_cap: int = 0,
) -> SendReport:
    """One run."""
    with store_of(network).at_length() as store:
        sender = delivery(network, outbox, store=store, worker=worker, can_tell=can_tell, provider_cap=provider_cap)
        finished = run(sender, limit=limit, progress=no_progress)
    return sender.tally.report("post", interrupted=not finished)


def ready(network: Network) -> None:
    """Everything that has to be said once before anybody can be written to."""
    network.write.set_me(name=SENDER.name, address=SENDER.address)
    network.clarify.write(GOAL, keywords=["boat repair"])


def approved(network: Network, *names: str) -> tuple[Message, ...]:
    """A campaign of approved letters, one to each name, at name@example.org."""
    ready(network)
    people = [add(network, name, f"{name.lower()}@example.org") for name in names]
    network.choose.keep(people)
    drafted = network.write.draft(
        "Spring",
        people=people,
        subject="Boats, {{ person.given }}",
        template=TEMPLATE,
        slots={
            person: {"memory": f"I remember {name} in the rain."} for person, name in zip(people, names, strict=True)
        },
    )
    approval = network.write.approve([message.id for message in drafted.messages])
    assert not approval.blocked, [one.why_not() for one in approval.blocked]
    return approval.approved


def queued(network: Network, *names: str) -> tuple[Message, ...]:
    """The same, waiting for the scripted outbox."""
    approved(network, *names)
    return network.write.queue(outbox="post").approved


def states(network: Network) -> dict[str, str]:
    """The state of each message by the name of whom it goes to."""
    return {message.to_name: message.state for message in network.write.messages()}
