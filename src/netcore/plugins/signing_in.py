"""The contract of an account that its owner has to sign in to, in person, before anything else works.

A plugin declares it with ``Descriptor.sign_in``.  `netcore accounts add` calls it, `netcore accounts check` asks it how
things are, and `netcore accounts remove` lets it take the permission back.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Literal, Protocol

from netcore.model.base import Value

Use = Literal["contacts", "contacts-write", "send", "replies", "calendar"]
"""What an account may be used for: its contact source, contact sink, outbox, inbox, calendar."""

USES: tuple[Use, ...] = ("contacts", "contacts-write", "send", "replies", "calendar")


class SignInUi(Protocol):
    """The way to the person who signs in."""

    def tell(self, text: str) -> None:
        """Show a sentence, or an address on a line of its own."""

    def open_page(self, url: str) -> bool:
        """Open a web page in the person's browser; False when there is none to be opened here.

        A page that was opened may still never be answered: wait for the answer no longer than a person may take.
        """

    def ask(self, question: str) -> str:
        """One line of text that the person types or pastes; "" when they have nothing to say."""


class SignedIn(Value, frozen=True, kw_only=True):
    """Who signed in, and what they allowed."""

    identity: str
    """The provider's own name for the account, which never changes case or spelling: mostly an e-mail address."""
    uses: tuple[Use, ...] = ()
    """Everything the account can be used for now, with what was allowed before."""
    note: str = ""
    """A sentence when something that was asked for was not allowed, and what that means."""


class SignIn(ABC):
    """The owner's permission for one account.  Created with one `Context`; reaches nothing until it is called.

    It keeps what it is given (tokens) in ``Context.secrets``; the components of the same account find it there.
    """

    @abstractmethod
    def sign_in(self, uses: Collection[Use], ui: SignInUi) -> SignedIn:
        """Ask the owner for no more than these uses need, beyond what they allowed before.

        Asks nothing when everything that is needed was allowed and still holds.  Raises
        `netcore.errors.SignInNeeded` when the owner refuses or gives up, `Unreachable` when the provider cannot be
        reached, `UsageError` and `SettingMissing` when the account is not set up: what was kept before still stands.
        """

    @abstractmethod
    def check(self) -> str:
        """Ask the provider whether the permission still holds, and say for what, in a sentence.

        Raises `netcore.errors.SignInNeeded`, with what to run, when it does not; `Unreachable`.
        """

    @abstractmethod
    def sign_out(self) -> None:
        """Take the permission back at the provider; one that is gone already is no error.

        Raises `netcore.errors.NetcoreError` when the provider cannot be told: the account is forgotten here all the
        same, and the message says what the owner can do there.
        """
