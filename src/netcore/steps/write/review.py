"""What the checks say of letters, as they stand in the store."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import Finding, Message
from netcore.plugins.context import Context
from netcore.plugins.descriptors import MessageCheckDescriptor
from netcore.plugins.judges import Draft, MessageCheck
from netcore.plugins.registry import Registry
from netcore.steps.gather.questions import questions
from netcore.steps.write.checks import own_findings
from netcore.steps.write.checks.language import words_of
from netcore.steps.write.sender import sender_of
from netcore.steps.write.text import one_line
from netcore.store import Transaction

_SHINGLE = 4
_ORDER = ("block", "warn", "hint")


class Checked(Value, frozen=True, kw_only=True):
    """A letter and what the checks say of it, what blocks first."""

    message: Message
    findings: tuple[Finding, ...] = ()
    waived: tuple[tuple[str, str], ...] = ()
    """Findings that the author overruled: id and reason."""
    blocked: bool = False
    """Whether a finding that was not overruled forbids to send it."""

    def why_not(self) -> str:
        """What forbids to send it, in sentences."""
        overruled = {finding for finding, _ in self.waived}
        return " ".join(one.text for one in self.findings if one.level == "block" and one.id not in overruled)


class PluginChecks:
    """The checks that plugins offer, made once for a round of checking.  One that fails counts as a *no*."""

    def __init__(self, registry: Registry, context: Callable[[MessageCheckDescriptor], Context]) -> None:
        self._broken = [_no("plugin-broken", str(problem)) for problem in registry.holds()]
        self._checks: list[tuple[str, MessageCheck]] = []
        for descriptor in registry.message_checks():
            try:
                self._checks.append((descriptor.name, registry.create(descriptor, context(descriptor))))
            except Exception as error:
                self._broken.append(_failed(descriptor.name, error))

    def findings(self, draft: Draft) -> Iterator[Finding]:
        """What the plugins say of a draft."""
        yield from self._broken
        for name, check in self._checks:
            try:
                found = list(check.run(draft))
            except Exception as error:
                yield _failed(name, error)
                continue
            if all(isinstance(finding, Finding) for finding in found):
                yield from found
            else:
                yield _failed(name, TypeError("it gave something that is no finding"))


def check_all(tx: Transaction, messages: Sequence[Message], plugins: PluginChecks) -> tuple[Checked, ...]:
    """What the core's checks and the plugins' say of each message."""
    waivers = tx.messages.waivers([message.id for message in messages])
    found = []
    for message, draft in zip(messages, drafts_of(tx, messages), strict=True):
        findings = sorted((*own_findings(draft), *plugins.findings(draft)), key=lambda one: _ORDER.index(one.level))
        waived = waivers.get(message.id, {})
        found.append(
            Checked(
                message=message,
                findings=tuple(findings),
                waived=tuple(sorted(waived.items())),
                blocked=any(finding.level == "block" and finding.id not in waived for finding in findings),
            )
        )
    return tuple(found)


def drafts_of(tx: Transaction, messages: Sequence[Message]) -> Iterator[Draft]:
    """The messages as checks see them."""
    slots = tx.messages.slots([message.id for message in messages])
    names = tx.people.first_names()
    sender = sender_of(tx)
    bounced = tx.replies.bounced()
    failed = frozenset(bounced.values())
    waiting = _waiting(tx)
    rounds = {
        campaign: _Round.of([one for one in tx.messages.find(campaign=campaign) if one.state != "discarded"], bounced)
        for campaign in {message.campaign for message in messages}
        if campaign
    }
    nobody = _Round.of((), ())
    maybe = _maybe_same(tx, messages)
    for message in messages:
        of_campaign = rounds.get(message.campaign, nobody)
        yield Draft(
            purpose=message.purpose,
            to_name=message.to_name,
            to_address=message.to_address,
            subject=message.subject,
            body=message.body,
            person=tx.people.detail(message.person),
            clarity=tx.clarities.version(message.clarity) if message.clarity else None,
            other_names=tuple(sorted({name for person, name in names.items() if person != message.person})),
            sender_name=sender.name,
            slots=slots.get(message.id, {}),
            now=tx.now,
            last_contact=tx.messages.last_contact(message.person),
            in_reply_to=message.in_reply_to,
            attachments=message.attachments,
            obstacles=tuple(one.text for one in tx.standings.obstacles(message.person, message.to_address)),
            also_to_them=of_campaign.also_to(message),
            on_their_way=tuple(
                other.subject
                for other in waiting.get(message.person, ())
                if other.id != message.id and not (message.campaign and other.campaign == message.campaign)
            ),
            address_failed=mailbox_key(message.to_address) in failed,
            maybe_same=tuple(maybe.get(message.person, {}).values()),
            maybe_twice=tuple(
                name for other, name in maybe.get(message.person, {}).items() if other in of_campaign.by_person
            ),
            same_text_to=of_campaign.same_text_to(message),
            shared=of_campaign.shared(message),
        )


def _waiting(tx: Transaction) -> Mapping[str, Sequence[Message]]:
    """By person: the letters that are approved and have not left."""
    return _grouped(tx.messages.find(states=("approved", "queued", "sending", "deferred")), lambda one: one.person)


def _maybe_same(tx: Transaction, messages: Sequence[Message]) -> Mapping[str, Mapping[str, str]]:
    """By person: who may be the same human, by id their name; from the questions that are worth asking."""
    found: dict[str, dict[str, str]] = {}
    open_ = questions(tx, {message.person for message in messages})
    names = {person.id: person.name for person in tx.people.many([side for q in open_ for side in (q.left, q.right)])}
    for question in open_:
        for one, other in ((question.left, question.right), (question.right, question.left)):
            found.setdefault(one, {})[other] = names.get(other) or other
    return found


@dataclass(frozen=True, kw_only=True)
class _Round:
    """The letters of one campaign that were not thrown away, by what makes two of them alike."""

    by_person: Mapping[str, Sequence[Message]]
    by_mailbox: Mapping[str, Sequence[Message]]
    """The only ones that know the letters that came back, too."""
    by_text: Mapping[str, Sequence[Message]]
    shingles: Mapping[tuple[str, ...], int]
    """In how many letters some words stand in a row."""
    bounced: Collection[str]

    @classmethod
    def of(cls, letters: Sequence[Message], bounced: Collection[str]) -> "_Round":
        arrived = [one for one in letters if one.id not in bounced]
        return cls(
            by_person=_grouped(arrived, lambda one: one.person),
            by_mailbox=_grouped(letters, lambda one: mailbox_key(one.to_address)),
            by_text=_grouped(arrived, _bare_text),
            shingles=Counter(piece for one in arrived for piece in _shingles(one.body)),
            bounced=bounced,
        )

    def also_to(self, message: Message) -> tuple[str, ...]:
        """Letters to the same human or mailbox that stand in the way of this one: not drafts, once it is approved."""
        there = self.by_mailbox.get(mailbox_key(message.to_address), ())
        near = [one for one in there if not message.in_place_of or one.id not in self.bounced]
        near += self.by_person.get(message.person, ())
        unborn = {"refused"} if message.state == "draft" else {"refused", "draft"}
        others = {other.id: other for other in near if other.id != message.id and other.state not in unborn}
        return tuple(other.subject for other in others.values())

    def same_text_to(self, message: Message) -> tuple[str, ...]:
        alike = self.by_text.get(_bare_text(message), ()) if message.body else ()
        return tuple(other.to_name or other.to_address for other in alike if other.id != message.id)

    def shared(self, message: Message) -> float:
        pieces = _shingles(message.body)
        return sum(self.shingles.get(piece, 0) > 1 for piece in pieces) / len(pieces) if pieces else 0.0


def _grouped(letters: Sequence[Message], key: Callable[[Message], str]) -> Mapping[str, Sequence[Message]]:
    groups: dict[str, list[Message]] = {}
    for letter in letters:
        groups.setdefault(key(letter), []).append(letter)
    return groups


def _bare_text(message: Message) -> str:
    return " ".join(message.body.split())


def _shingles(body: str) -> set[tuple[str, ...]]:
    words = words_of(body)
    return {tuple(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1)}


def _failed(name: str, error: Exception) -> Finding:
    what = one_line(f"{type(error).__name__}: {error}").rstrip(".: ")
    return _no(
        "check-failed",
        f"The check {name!r} failed ({what}), so nobody knows what it would have said. Mend its plugin or leave it "
        "out: `netcore plugins` tells how.",
    )


def _no(name: str, text: str) -> Finding:
    return Finding(id=name, level="block", text=text)
