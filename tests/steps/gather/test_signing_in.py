"""Accounts whose owner signs in: nobody's permission is kept under another's name, and none is asked for twice."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import pytest

from netcore.errors import Ambiguous, NotPossibleNow, SignInNeeded, Unreachable
from netcore.network import Network
from netcore.plugins import (
    Checkpoint,
    ContactSource,
    ContactSourceDescriptor,
    Context,
    Reading,
    Record,
    Setting,
    SignedIn,
    SignIn,
    SignInUi,
    Use,
    hookimpl,
)
from netcore.plugins.registry import Registry

PROVIDER: dict[str, Any] = {}


class Cloud(ContactSource):
    def __init__(self, context: Context) -> None:
        self._context = context

    def pull(self, cursor: str | None) -> Iterator[Any]:
        if self._context.secrets.get("token") not in PROVIDER["tokens"]:
            raise SignInNeeded("Sign in again.")
        yield Checkpoint(cursor="1", full=True)

    def parse(self, record: Record) -> Reading:
        raise NotImplementedError


class CloudSignIn(SignIn):
    def __init__(self, context: Context) -> None:
        self._secrets = context.secrets

    def sign_in(self, uses: Collection[Use], ui: SignInUi) -> SignedIn:
        knows = self._secrets.get("token") and not PROVIDER.get("forgets")
        had = tuple((self._secrets.get("uses") or "").split()) if knows else ()
        lacking = [use for use in uses if use not in had]
        if lacking:
            who = ui.ask(" ".join(lacking))
            if not who:
                raise SignInNeeded("You did not sign in.")
            self._secrets.set("token", f"token of {who}")
            self._secrets.set("uses", " ".join([*had, *(use for use in lacking if use != PROVIDER.get("unticked"))]))
            PROVIDER["tokens"].add(f"token of {who}")
        who = (self._secrets.get("token") or "").removeprefix("token of ")
        return SignedIn(identity=who, uses=tuple((self._secrets.get("uses") or "").split()))  # type: ignore[arg-type]

    def check(self) -> str:
        if self._secrets.get("token") not in PROVIDER["tokens"]:
            raise SignInNeeded("It was taken back. Run: netcore accounts add cloud")
        return "It holds."

    def sign_out(self) -> None:
        if PROVIDER.get("down"):
            raise Unreachable("The cloud cannot be reached. Take the permission back there.")
        PROVIDER["tokens"].discard(self._secrets.get("token"))


class Ui:
    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.told: list[str] = []

    def tell(self, text: str) -> None:
        self.told.append(text)

    def open_page(self, url: str) -> bool:
        return False

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0)


class Manifest:
    @hookimpl
    def netcore_contact_sources(self) -> Sequence[ContactSourceDescriptor]:
        return [
            ContactSourceDescriptor(
                name="cloud",
                summary="Cloud.",
                factory=f"{__name__}:Cloud",
                sign_in=f"{__name__}:CloudSignIn",
                settings=(Setting(name="server", help="Where."),),
            )
        ]


@pytest.fixture
def registry() -> Registry:
    PROVIDER.clear()
    PROVIDER["tokens"] = set()
    return Registry.of({"cloud": Manifest()}, raise_errors=True)


def test_an_account_is_named_after_who_signed_in(network: Network) -> None:
    account = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    assert (account.id, account.location, account.uses) == ("cloud:ada@example.org", "ada@example.org", ("contacts",))
    assert network.gather.accounts() == (account,)
    assert network.gather.check_account(account.id).startswith("It holds.")


def test_an_account_keeps_the_name_that_the_user_gives(network: Network) -> None:
    assert network.gather.add_account("cloud", name="mine", ui=Ui("ada@example.org")).id == "cloud:mine"


def test_the_owner_is_asked_only_for_what_was_not_allowed_before(network: Network) -> None:
    network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    ui = Ui("ada@example.org")
    again = network.gather.add_account("cloud:ada@example.org", uses=["contacts", "send"], ui=ui)
    assert ui.asked == ["send"]
    assert again.uses == ("contacts", "send")
    network.gather.add_account("cloud", uses=["send"], ui=Ui())
    assert len(network.gather.accounts()) == 1


def test_nobody_signs_in_under_the_name_of_another(network: Network) -> None:
    account = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    with pytest.raises(NotPossibleNow, match=r"eve@example\.org.*belongs to ada@example\.org"):
        network.gather.add_account(account.id, uses=["send"], ui=Ui("eve@example.org"))
    assert "can be read" in network.gather.check_account(account.id)
    (same,) = network.gather.accounts()
    assert same == account


def test_somebody_else_gets_an_account_of_their_own(network: Network) -> None:
    first = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    second = network.gather.add_account("cloud", uses=["send"], ui=Ui("eve@example.org"))
    assert {one.id for one in network.gather.accounts()} == {first.id, second.id}
    assert first.id != second.id
    PROVIDER["tokens"].discard("token of eve@example.org")
    assert network.gather.check_account(first.id)


def test_a_known_owner_who_signs_in_to_no_account_by_name_loses_no_use(network: Network) -> None:
    first = network.gather.add_account("cloud", uses=["contacts", "send", "calendar"], ui=Ui("ada@example.org"))
    network.gather.add_account("cloud", name="other", ui=Ui("eve@example.org"))
    ui = Ui("ada@example.org")
    assert network.gather.add_account("cloud", ui=ui) == first
    assert ui.asked == ["contacts"]
    assert "what it may be used for stays" in ui.told[0]
    ui = Ui("ada@example.org", "ada@example.org")
    more = network.gather.add_account("cloud", uses=["replies"], ui=ui)
    assert (more.id, set(more.uses)) == (first.id, {"contacts", "send", "calendar", "replies"})
    assert ui.asked == ["replies", "replies"], "the second time for the account that is known"
    assert len(network.gather.accounts()) == 2


def test_a_known_owner_is_known_under_the_name_that_the_user_gave(network: Network) -> None:
    mine = network.gather.add_account("cloud", name="mine", uses=["contacts", "send"], ui=Ui("ada@example.org"))
    network.gather.add_account("cloud", name="other", ui=Ui("eve@example.org"))
    assert network.gather.add_account("cloud", ui=Ui("ada@example.org")) == mine


def test_a_use_that_was_granted_is_asked_for_again_with_what_is_new(network: Network) -> None:
    account = network.gather.add_account("cloud", uses=["contacts", "send"], ui=Ui("ada@example.org"))
    PROVIDER["forgets"] = True  # as when the owner's own client is another one now
    ui = Ui("ada@example.org")
    again = network.gather.add_account(account.id, uses=["calendar"], ui=ui)
    assert set(again.uses) == {"contacts", "send", "calendar"}
    assert ui.asked == ["contacts send calendar"]


def test_a_use_that_the_owner_takes_away_is_told(network: Network) -> None:
    account = network.gather.add_account("cloud", uses=["contacts", "send"], ui=Ui("ada@example.org"))
    PROVIDER.update(forgets=True, unticked="send")
    ui = Ui("ada@example.org")
    assert network.gather.add_account(account.id, ui=ui).uses == ("contacts",)
    assert ui.told == [f"{account.id} cannot be used for send any more: it was not allowed."]


def test_without_anybody_to_ask_the_sentence_says_what_to_run(network: Network) -> None:
    with pytest.raises(SignInNeeded, match="netcore accounts add cloud"):
        network.gather.add_account("cloud")


def test_an_import_before_the_sign_in_leaves_no_account_behind(network: Network) -> None:
    with pytest.raises(SignInNeeded, match="Run: netcore accounts add cloud"):
        network.gather.import_source("cloud", {})
    assert network.gather.accounts() == ()
    account = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    assert not network.gather.import_source("cloud", {}).records
    assert network.gather.accounts() == (account,)


def test_an_import_is_for_the_one_who_signed_in_and_asks_which_of_two(network: Network) -> None:
    ada = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    assert network.gather.import_source("cloud", {"server": "eu"}).account == ada.id
    eve = network.gather.add_account("cloud", name="other", ui=Ui("eve@example.org"))
    with pytest.raises(Ambiguous, match=f"2 accounts: name one of {ada.id}, {eve.id}"):
        network.gather.import_source("cloud", {})
    assert network.gather.import_source(eve.id, {}).account == eve.id


def test_who_gives_up_leaves_everything_as_it_was(network: Network) -> None:
    with pytest.raises(SignInNeeded):
        network.gather.add_account("cloud", ui=Ui(""))
    assert network.gather.accounts() == ()


def test_a_permission_that_was_taken_back_is_told_by_a_check(network: Network) -> None:
    account = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    PROVIDER["tokens"].clear()
    with pytest.raises(SignInNeeded, match="netcore accounts add"):
        network.gather.check_account(account.id)


def test_removing_takes_the_permission_back(network: Network) -> None:
    account = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    assert network.gather.remove_account(account.id) == ""
    assert not PROVIDER["tokens"]
    ui = Ui("ada@example.org")
    assert network.gather.add_account("cloud", ui=ui).id == account.id
    assert ui.asked == ["contacts"]


def test_an_account_is_forgotten_also_when_the_provider_is_down(network: Network) -> None:
    account = network.gather.add_account("cloud", ui=Ui("ada@example.org"))
    PROVIDER["down"] = True
    assert "cannot be reached" in network.gather.remove_account(account.id)
    assert network.gather.accounts() == ()
