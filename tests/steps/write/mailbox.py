"""A mailbox that can be told what to do, and the plugin that reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from netcore.builtin import folder
from netcore.model.message import IncomingMail, Message, ReplyKind
from netcore.network import Network
from netcore.plugins import (
    Checkpoint,
    Inbox,
    InboxDescriptor,
    ReplyRule,
    ReplyRuleDescriptor,
    asked_since,
    hookimpl,
)
from netcore.plugins.context import Context
from netcore.plugins.registry import Registry
from tests.steps.people import store_of

ACCOUNT = "fake:me"


@dataclass
class Mailbox:
    """Mail by number; what a script raises is what the inbox raises."""

    mails: list[IncomingMail] = field(default_factory=list)
    page: int = 2
    """Mails between two checkpoints."""
    texts_read: list[str] = field(default_factory=list)
    asked: list[datetime | None] = field(default_factory=list)
    """From when on mail was asked for at each reading."""
    script: Callable[[str], None] = lambda step: None
    """Called before each step: "open", "mail KEY", "checkpoint N", "text KEY"."""

    def receive(self, **fields: Any) -> IncomingMail:
        mail = IncomingMail(**{"key": f"k{len(self.mails) + 1}", "from_address": "ada@example.org", **fields})
        self.mails.append(mail)
        return mail


class FakeInbox(Inbox):
    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    def messages(self, cursor: str | None) -> Iterator[IncomingMail | Checkpoint]:
        self.mailbox.script("open")
        asked = asked_since(cursor)
        self.mailbox.asked.append(asked)
        if asked is not None:
            start = sum(mail.received_at < asked for mail in self.mailbox.mails)
        else:
            start = len(self.mailbox.mails) if cursor is None else int(cursor)
        for number, mail in enumerate(self.mailbox.mails[start:], start + 1):
            self.mailbox.script(f"mail {mail.key}")
            yield _without_text(mail)
            if (number - start) % self.mailbox.page == 0:
                self.mailbox.script(f"checkpoint {number}")
                yield Checkpoint(cursor=str(number))
        self.mailbox.script("checkpoint last")
        yield Checkpoint(cursor=str(len(self.mailbox.mails)))

    def text(self, key: str) -> str:
        self.mailbox.script(f"text {key}")
        self.mailbox.texts_read.append(key)
        return next(mail.text for mail in self.mailbox.mails if mail.key == key)


class FakeRule(ReplyRule):
    def __init__(self, say: Callable[[IncomingMail, tuple[Message, ...]], ReplyKind | None]) -> None:
        self.say = say

    def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> ReplyKind | None:
        return self.say(mail, candidates)


def _without_text(mail: IncomingMail) -> IncomingMail:
    return replace(mail, text="")


def registry_with(mailbox: Mailbox, rules: list[tuple[int, Any]]) -> Registry:
    """A plugin with an inbox and reply rules (order, and what says what a mail is)."""
    here = "tests.steps.write.mailbox"

    class Manifest:
        @hookimpl
        def netcore_inboxes(self) -> list[InboxDescriptor]:
            return [InboxDescriptor(name="fake", summary="A mailbox", factory=f"{here}:make_inbox")]

        @hookimpl
        def netcore_reply_rules(self) -> list[ReplyRuleDescriptor]:
            return [
                ReplyRuleDescriptor(name=f"fake.r{n}", summary="A rule", factory=f"{here}:make_rule", order=order)
                for n, (order, _) in enumerate(rules)
            ]

    LIVE.mailbox, LIVE.rules = mailbox, rules
    return Registry.of({"folder": folder, "fake": Manifest()})


LIVE = SimpleNamespace(mailbox=None, rules=[])
"""What the components that netcore makes stand for: factories are given by name and get a context only."""


def make_inbox(context: Context) -> Inbox:
    return FakeInbox(LIVE.mailbox)


def make_rule(context: Context) -> ReplyRule:
    return FakeRule(LIVE.rules[int(context.account.removeprefix("fake.r"))][1])


def add_account(network: Network, account: str = ACCOUNT) -> None:
    """Let the network have an account with the inbox."""
    with store_of(network).write() as tx:
        tx.accounts.add(account, component="fake", name="me")
