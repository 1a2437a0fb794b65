"""What the user corrected goes back into the address book that it concerns, and nothing else does."""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from netcore.errors import NotFound, PluginUnavailable, SignInNeeded, Unreachable
from netcore.model.contact import Contact, Email, Extra, Name, Phone, decode_contact, encode_contact
from netcore.network import Network
from netcore.plugins import (
    Change,
    ChangeResult,
    Checkpoint,
    ContactSink,
    ContactSinkDescriptor,
    ContactSource,
    ContactSourceDescriptor,
    Context,
    Reading,
    Record,
    Setting,
    hookimpl,
)
from netcore.plugins.registry import Registry
from tests.steps.gather import books
from tests.steps.gather.conftest import everything

ADA = Contact(
    name=Name(display="Ada Lovelace", given="Ada", family="Lovelace"),
    emails=(Email(address="ada@example.org", kinds=("home",)),),
    phones=(Phone(number="512 555 0100"),),
    notes=("likes engines",),
    uid="uid-ada",
    extras=(Extra(format="shelf", name="x", text="a ringtone"),),
)
BOB = Contact(name=Name(display="Bob Stone"), emails=(Email(address="bob@example.org"),))


class Shelf(ContactSource, ContactSink):
    """An address book in a JSON file: {id: card}.  The key "faults" holds what apply raises, one after the other."""

    def __init__(self, context: Context) -> None:
        self._path = Path(context.text("path"))

    def pull(self, cursor: str | None) -> Iterator[Record | Checkpoint]:
        for key, text in self._cards().items():
            if key != "faults":
                yield Record(source_id=key, raw=text.encode(), revision=_revision(text))
        yield Checkpoint(cursor="x", full=True)

    def parse(self, record: Record) -> Reading:
        return Reading(contact=decode_contact(record.raw))

    def apply(self, change: Change) -> ChangeResult:
        cards = self._cards()
        fault = ""
        if cards.get("faults"):
            fault = cards["faults"].pop(0)
            self._keep(cards)
            if fault == "break":
                raise Unreachable("the shelf fell down.")
            if fault == "sign in":
                raise SignInNeeded("who are you?")
            if fault == "refuse":
                return ChangeResult(outcome="refused", source_id=change.source_id, reason="too heavy")
        key = change.source_id or f"new-{sha256(change.key.encode()).hexdigest()[:8]}"
        wanted = encode_contact(change.contact).decode()
        there = cards.get(key)
        if there == wanted:
            return ChangeResult(outcome="unchanged", source_id=key, revision=_revision(wanted))
        if there is not None and _revision(there) != change.revision:
            return ChangeResult(outcome="conflict", source_id=key, reason="somebody was faster")
        cards[key] = wanted
        self._keep(cards)
        if fault == "die":
            raise Unreachable("the line broke after it was written.")
        return ChangeResult(outcome="done", source_id=key, revision=_revision(wanted), dropped=("photos",))

    def _cards(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
        return found

    def _keep(self, cards: dict[str, Any]) -> None:
        self._path.write_text(json.dumps(cards), "utf-8")


def _revision(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


_SETTINGS = (Setting(name="path", help="Where.", type="path", required=True),)
_HERE = f"{__name__}:Shelf"


@hookimpl
def _sources() -> Sequence[ContactSourceDescriptor]:
    return [ContactSourceDescriptor(name="shelf", summary="A shelf.", factory=_HERE, settings=_SETTINGS)]


@hookimpl
def _sinks() -> Sequence[ContactSinkDescriptor]:
    return [ContactSinkDescriptor(name="shelf", summary="A shelf.", factory=_HERE, settings=_SETTINGS)]


@pytest.fixture
def registry() -> Registry:
    return Registry.of(
        {
            "shelf": SimpleNamespace(netcore_contact_sources=_sources, netcore_contact_sinks=_sinks),
            "cards": SimpleNamespace(netcore_contact_sources=books._sources),
        },
        raise_errors=True,
    )


class Book:
    """The file behind a shelf."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.account = f"shelf:{path}"

    def put(self, **cards: Contact) -> None:
        known = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        self.path.write_text(json.dumps(known | {key: encode_contact(c).decode() for key, c in cards.items()}))

    def fault(self, *faults: str) -> None:
        known = json.loads(self.path.read_text("utf-8"))
        self.path.write_text(json.dumps(known | {"faults": list(faults)}))

    def get(self, key: str) -> Contact:
        return decode_contact(json.loads(self.path.read_text("utf-8"))[key])

    def ids(self) -> list[str]:
        return [key for key in json.loads(self.path.read_text("utf-8")) if key != "faults"]


@pytest.fixture
def shelf(each_network: Network, tmp_path: Path) -> Book:
    """Ada and Bob, imported."""
    book = Book(tmp_path / "shelf.json")
    book.put(ada=ADA, bob=BOB)
    each_network.gather.import_source("shelf", {"path": str(book.path)})
    return book


def outcomes(report: Any) -> list[tuple[str, str]]:
    return [(card.outcome, card.name) for card in report.cards]


def test_a_correction_goes_back_and_everything_else_on_the_card_stays(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", name="Ada King", email="ada@king.example", note="owes me a book")
    report = each_network.gather.write_back(shelf.account)
    assert outcomes(report) == [("changed", "Ada King")]
    assert report.cards[0].dropped == ("photos",)
    there = shelf.get("ada")
    assert str(there.name) == "Ada King"
    assert [email.address for email in there.emails] == ["ada@king.example", "ada@example.org"]
    assert (there.phones, there.notes, there.uid, there.extras) == (ADA.phones, ADA.notes, ADA.uid, ADA.extras)
    assert shelf.get("bob") == BOB


def test_writing_again_finds_nothing_to_do_and_asks_nobody(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", phone="+49 30 1234567")
    each_network.gather.write_back(shelf.account)
    shelf.fault("sign in")
    before = everything(each_network)
    assert outcomes(each_network.gather.write_back(shelf.account)) == [("unchanged", "Ada Lovelace")]
    assert everything(each_network) == before


def test_an_address_or_number_in_another_spelling_is_not_added(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", email="ADA@Example.org", phone="+1 (512) 555-0100")
    assert outcomes(each_network.gather.write_back(shelf.account)) == [("unchanged", "Ada Lovelace")]
    assert shelf.get("ada") == ADA


def test_nobody_is_written_who_was_not_corrected_or_named(each_network: Network, shelf: Book) -> None:
    each_network.gather.add("Zoe Quick", email="zoe@example.net")
    assert each_network.gather.write_back(shelf.account).cards == ()
    assert shelf.ids() == ["ada", "bob"]


def test_whoever_is_named_and_not_there_gets_one_card_and_stays_one_person(each_network: Network, shelf: Book) -> None:
    zoe = each_network.gather.add("Zoe", circles=["Music"])
    each_network.gather.add("Zoe", email="another@example.net")
    report = each_network.gather.write_back(shelf.account, [zoe.id])
    assert outcomes(report) == [("made", "Zoe")]
    (key,) = [key for key in shelf.ids() if key.startswith("new-")]
    assert shelf.get(key).categories == ("Music",)
    person = each_network.gather.show(zoe.id).person
    assert {record.account for record in person.records} == {"hand:me", shelf.account}
    assert outcomes(each_network.gather.write_back(shelf.account, [zoe.id])) == [("unchanged", "Zoe")]
    assert len(shelf.ids()) == 3


def test_a_crash_between_writing_and_knowing_makes_no_second_card(each_network: Network, shelf: Book) -> None:
    zoe = each_network.gather.add("Zoe Quick")
    shelf.fault("die")
    with pytest.raises(Unreachable):
        each_network.gather.write_back(shelf.account, [zoe.id])
    report = each_network.gather.write_back(shelf.account, [zoe.id])
    assert outcomes(report) == [("unchanged", "Zoe Quick")]
    assert len(shelf.ids()) == 3
    assert len(each_network.gather.show(zoe.id).person.records) == 2


def test_what_somebody_else_changed_is_left_alone_until_it_was_read(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Bob", email="bob@new.example")
    shelf.put(bob=Contact(name=Name(display="Robert Stone"), emails=BOB.emails))
    report = each_network.gather.write_back(shelf.account)
    assert outcomes(report) == [("conflict", "Bob Stone")]
    assert str(shelf.get("bob").name) == "Robert Stone"
    assert each_network.gather.show("bob@example.org").person.name == "Robert Stone", "it was read again"
    assert outcomes(each_network.gather.write_back(shelf.account)) == [("changed", "Robert Stone")]
    assert [email.address for email in shelf.get("bob").emails] == ["bob@new.example", "bob@example.org"]


def test_a_preview_writes_nothing_anywhere(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", name="Ada King")
    zoe = each_network.gather.add("Zoe Quick")
    before = everything(each_network)
    report = each_network.gather.write_back(shelf.account, ["Ada", "Bob", zoe.id], preview=True)
    assert outcomes(report) == [("changed", "Ada King"), ("made", "Zoe Quick")]
    assert report.preview
    assert shelf.get("ada") == ADA
    assert everything(each_network) == before


def test_one_refusal_does_not_stop_the_others(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", name="Ada King")
    each_network.gather.edit("Bob", name="Bob King")
    shelf.fault("refuse")
    report = each_network.gather.write_back(shelf.account, ["Ada", "Bob"])
    assert outcomes(report) == [("refused", "Ada King"), ("changed", "Bob King")]
    assert report.cards[0].reason == "too heavy"


def test_an_account_that_breaks_off_keeps_what_was_written(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", name="Ada King")
    each_network.gather.edit("Bob", name="Bob King")
    shelf.fault("", "break")
    report = each_network.gather.write_back(shelf.account, ["Ada", "Bob"])
    assert (outcomes(report), report.stopped) == ([("changed", "Ada King")], "the shelf fell down.")
    assert (
        outcomes(each_network.gather.write_back(shelf.account))
        == [
            ("unchanged", "Ada King"),
            ("changed", "Bob King"),
        ]
        or shelf.get("bob").name.display == "Bob King"
    )


def test_a_sign_in_that_is_needed_is_said_when_nothing_was_written(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", name="Ada King")
    shelf.fault("sign in")
    with pytest.raises(SignInNeeded):
        each_network.gather.write_back(shelf.account)


def test_what_cannot_be_written_to_says_so(each_network: Network, book: Callable[..., Path]) -> None:
    (report,) = each_network.gather.import_paths([book("phone", books.card("1", "Ada"))])
    with pytest.raises(PluginUnavailable, match="no contact sink 'cards'"):
        each_network.gather.write_back(report.account)
    for account in ("shelf:nowhere", "hand:me"):
        with pytest.raises(NotFound, match="netcore accounts list"):
            each_network.gather.write_back(account)


def test_the_journal_says_what_was_written(each_network: Network, shelf: Book) -> None:
    each_network.gather.edit("Ada", name="Ada King")
    each_network.gather.write_back(shelf.account)
    assert any(entry.text.startswith("Ada King's card at") for entry in each_network.journal())
