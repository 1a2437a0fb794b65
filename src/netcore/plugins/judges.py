"""The contracts of what helps to decide: matchers, message checks and reply rules.  All are pure: no I/O, no clock."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime

from netcore.model.base import Value
from netcore.model.contact import Contact
from netcore.model.message import Finding, IncomingMail, Message, Purpose, ReplyKind
from netcore.model.person import PersonDetail
from netcore.model.work import Clarity


class Evidence(Value, frozen=True, kw_only=True):
    """A reason for or against two contacts being one human."""

    weight: float
    """In bits: positive speaks for, negative against; 10 is strong."""
    reason: str
    """For a person to read: "same mobile +1 512 555 0100"."""


class Matcher(ABC):
    """More evidence of identity.  It can raise a question or settle one; it can never overrule the user."""

    @abstractmethod
    def keys(self, contact: Contact) -> Iterable[str]:
        """Keys under which this contact and another of the same human would both be found.

        Few, and none for a contact that says nothing: contacts that share a key are compared with each other.
        """

    @abstractmethod
    def compare(self, left: Contact, right: Contact) -> Iterable[Evidence]:
        """What two contacts that share a key say about being one human: the same, whoever comes first."""


class Draft(Value, frozen=True, kw_only=True):
    """All that a message check may look at."""

    purpose: Purpose
    to_name: str
    to_address: str
    subject: str
    body: str
    person: PersonDetail
    clarity: Clarity | None = None
    other_names: tuple[str, ...] = ()
    """Given names of other people in the network: greeting one of them is a mistake."""
    sender_name: str = ""
    slots: Mapping[str, str] = {}
    """The marked parts of the text (memory, why, ask, options, offer), when it was made from a template."""
    now: datetime | None = None
    last_contact: datetime | None = None
    in_reply_to: str = ""
    attachments: tuple[str, ...] = ()
    """The names of the files that go with it."""
    obstacles: tuple[str, ...] = ()
    """Why the person may not be written to at present: sentences."""
    also_to_them: tuple[str, ...] = ()
    """Subjects of other letters of the same campaign to the same human or mailbox."""
    on_their_way: tuple[str, ...] = ()
    """Subjects of letters outside the campaign that wait to leave to the same human."""
    address_failed: bool = False
    """Whether a letter to this address came back."""
    maybe_same: tuple[str, ...] = ()
    """Names of people who may be the same human: open questions, not answered yet."""
    maybe_twice: tuple[str, ...] = ()
    """Those of them who have a letter of the same campaign, too."""
    same_text_to: tuple[str, ...] = ()
    """Names of others who would get the very same text in this campaign."""
    shared: float = 0.0
    """How much of the text (0 to 1) stands word for word in other letters of the campaign."""


class MessageCheck(ABC):
    """Looks at a text before it leaves.  A check that fails counts as a block: checks fail closed."""

    @abstractmethod
    def run(self, draft: Draft) -> Iterable[Finding]:
        """What is wrong with the text; nothing when all is well."""


class ReplyRule(ABC):
    """Tells what an incoming mail is."""

    @abstractmethod
    def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> ReplyKind | None:
        """What this mail is to the messages it may answer, or None when this rule cannot say."""
