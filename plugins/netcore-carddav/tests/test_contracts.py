"""The laws that netcore asks of every manifest, source and sink: with the real Radicale, and with every byte kept."""

from collections.abc import Callable, Sequence

import pytest
from dav_lab import AddressBooks, a_card
from dav_lab.radicale import RadicaleUser

from netcore.model.contact import Contact
from netcore.plugins import ContactSink, ContactSource
from netcore.testing import (
    ContactSinkContract,
    ContactSourceContract,
    ManifestContract,
    sample_contact,
)
from netcore_carddav import manifest
from netcore_vcard import parse, write


class TestManifest(ManifestContract):
    name = "carddav"
    manifest = manifest


class TestSource(ContactSourceContract):
    @pytest.fixture
    def make_source_of(
        self, books: AddressBooks, a_source: Callable[..., ContactSource]
    ) -> Callable[[Sequence[str]], ContactSource]:
        def make(names: Sequence[str]) -> ContactSource:
            for number, name in enumerate(names):
                path = f"{number}.vcf"
                if path not in books.books["/dav/ada/contacts/"]:
                    books.put(path, write(sample_contact(name)))
            return a_source()

        return make

    @pytest.fixture
    def make_source_with_a_bad_record(
        self, books: AddressBooks, a_source: Callable[..., ContactSource]
    ) -> Callable[[], ContactSource]:
        def make() -> ContactSource:
            books.put("0.vcf", b"this is no card")
            books.put("1.vcf", a_card(1))
            return a_source()

        return make


class TestSourceInPieces(TestSource):
    """The same laws with a server that tells two changes at a time, and a checkpoint after every card."""

    @pytest.fixture(autouse=True)
    def in_pieces(self, books: AddressBooks, monkeypatch: pytest.MonkeyPatch) -> None:
        books.page = 2
        monkeypatch.setattr("netcore_carddav.source.BATCH", 1)
        monkeypatch.setattr("netcore_carddav.source.BETWEEN_CHECKPOINTS", 1)


class TestSourceByEtags(TestSource):
    """The same laws with a server that knows no sync-tokens, and a checkpoint after every card."""

    @pytest.fixture(autouse=True)
    def by_etags(self, books: AddressBooks, monkeypatch: pytest.MonkeyPatch) -> None:
        books.syncs = False
        monkeypatch.setattr("netcore_carddav.source.BATCH", 1)
        monkeypatch.setattr("netcore_carddav.source.BETWEEN_CHECKPOINTS", 1)


class TestRealSource(ContactSourceContract):
    @pytest.fixture
    def make_source(self, ada: RadicaleUser, real_source: Callable[..., ContactSource]) -> Callable[[], ContactSource]:
        names = ("Ada Lovelace", "Grace Hopper", "José Ñandú", "李小龍")
        ada.fill("contacts", [a_card(f"{number}@example.org", name=name) for number, name in enumerate(names)])
        return real_source


class TestSink(ContactSinkContract):
    @pytest.fixture
    def make_sink(self, a_sink: Callable[..., ContactSink]) -> Callable[[], ContactSink]:
        return a_sink

    @pytest.fixture
    def stored(self, books: AddressBooks) -> Callable[[str], Contact | None]:
        def look(source_id: str) -> Contact | None:
            book, _, name = source_id.rpartition("/")
            data = books.books[f"{book}/"].get(name)
            return parse(data).contact if data is not None else None

        return look


class TestRealSink(ContactSinkContract):
    @pytest.fixture
    def make_sink(self, ada: RadicaleUser, real_sink: Callable[..., ContactSink]) -> Callable[[], ContactSink]:
        ada.add_book()
        return real_sink
