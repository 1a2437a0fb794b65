"""Contact sinks, and how each law is broken."""

import socket
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from netcore.model.contact import Contact, Name
from netcore.plugins import Change, ChangeResult, ContactSink
from netcore.testing import ContactSinkContract


@dataclass
class World:
    contacts: dict[str, tuple[Contact, str]] = field(default_factory=dict)
    done: dict[str, ChangeResult] = field(default_factory=dict)


class Addresses(ContactSink):
    def __init__(self, world: World) -> None:
        self.world = world

    def apply(self, change: Change) -> ChangeResult:
        if change.key in self.world.done:
            return self.repeated(self.world.done[change.key])
        result = self.create(change) if not change.source_id else self.update(change)
        if result.outcome == "done":
            self.world.done[change.key] = result
        return result

    def repeated(self, result: ChangeResult) -> ChangeResult:
        return msgspec.structs.replace(result, outcome="unchanged")

    def create(self, change: Change) -> ChangeResult:
        return self.store(str(len(self.world.contacts) + 1), change.contact, "1")

    def update(self, change: Change) -> ChangeResult:
        if change.source_id not in self.world.contacts:
            return ChangeResult(outcome="refused", reason="It is gone.")
        contact, revision = self.world.contacts[change.source_id]
        if revision != change.revision:
            return ChangeResult(outcome="conflict", source_id=change.source_id, revision=revision)
        if contact == change.contact:
            return ChangeResult(outcome="unchanged", source_id=change.source_id, revision=revision)
        return self.store(change.source_id, change.contact, str(int(revision) + 1))

    def store(self, source_id: str, contact: Contact, revision: str) -> ChangeResult:
        self.world.contacts[source_id] = (contact, revision)
        return ChangeResult(outcome="done", source_id=source_id, revision=revision)


class TestGood(ContactSinkContract):
    Kind: type = Addresses

    @pytest.fixture
    def world(self) -> World:
        return World()

    @pytest.fixture
    def make_sink(self, world: World) -> Callable[[], Any]:
        return lambda: self.Kind(world)

    @pytest.fixture
    def stored(self, world: World) -> Callable[[str], Contact | None]:
        return lambda source_id: world.contacts[source_id][0] if source_id in world.contacts else None


class TestIsNoContactSink(TestGood):
    breaks = ("it_is_a_contact_sink",)

    class Kind:
        __init__, apply, repeated = Addresses.__init__, Addresses.apply, Addresses.repeated
        create, update, store = Addresses.create, Addresses.update, Addresses.store


class TestForgetsWhatItMade(TestGood):
    breaks = ("a_repeated_create_makes_no_second_contact",)

    class Kind(Addresses):
        def apply(self, change: Change) -> ChangeResult:
            return super().apply(change) if change.source_id else self.create(change)


class TestTakesNamesakesForOne(TestGood):
    breaks = ("every_new_contact_gets_an_id_of_its_own",)

    class Kind(Addresses):
        def create(self, change: Change) -> ChangeResult:
            for source_id, (contact, revision) in self.world.contacts.items():
                if contact == change.contact:
                    return ChangeResult(outcome="done", source_id=source_id, revision=revision)
            return super().create(change)


class TestCallsAnUpdateUnchanged(TestGood):
    breaks = ("an_update_is_done_and_gives_a_new_revision",)

    class Kind(Addresses):
        def apply(self, change: Change) -> ChangeResult:
            result = super().apply(change)
            return (
                msgspec.structs.replace(result, outcome="unchanged")
                if change.key == "k2" and result.outcome == "done" and change.source_id
                else result
            )


class TestTakesARepetitionForAConflict(TestGood):
    breaks = ("a_repeated_update_is_unchanged",)

    class Kind(Addresses):
        def apply(self, change: Change) -> ChangeResult:
            return self.update(change) if change.source_id else super().apply(change)


class TestOverwrites(TestGood):
    breaks = ("a_stale_revision_is_a_conflict_and_overwrites_nothing",)

    class Kind(Addresses):
        def update(self, change: Change) -> ChangeResult:
            now = self.world.contacts.get(change.source_id)
            return super().update(msgspec.structs.replace(change, revision=now[1] if now else ""))


class TestOverwritesAndCallsItAConflict(TestGood):
    breaks = ("a_stale_revision_is_a_conflict_and_overwrites_nothing",)

    class Kind(Addresses):
        def update(self, change: Change) -> ChangeResult:
            result = super().update(change)
            if result.outcome == "conflict":
                self.world.contacts[change.source_id] = (change.contact, result.revision)
            return result


class TestMakesTheVanishedAnew(TestGood):
    breaks = ("a_vanished_contact_is_not_made_anew",)

    class Kind(Addresses):
        def update(self, change: Change) -> ChangeResult:
            return super().update(change) if change.source_id in self.world.contacts else self.create(change)


class TestNormalisesNames(TestGood):
    breaks = ("nasty_names_survive",)

    class Kind(Addresses):
        def store(self, source_id: str, contact: Contact, revision: str) -> ChangeResult:
            name = Name(display=unicodedata.normalize("NFC", str(contact.name)))
            return super().store(source_id, msgspec.structs.replace(contact, name=name), revision)


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Addresses):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                try:
                    sock.sendto(b"hello", ("203.0.113.5", 53))
                except OSError:
                    return
