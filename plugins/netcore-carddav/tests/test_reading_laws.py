"""Whatever happens at the server and on the way, in the end we have what it has."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from dav_lab import AddressBooks, a_card
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.plugins import Checkpoint, Record, Removed
from netcore.plugins.http import HttpPatience
from netcore.testing import make_context
from netcore.testing.http_lab import HttpLab
from netcore_carddav.manifest import netcore_contact_sources
from netcore_carddav.source import CardDavSource

BOOKS = ("/dav/ada/contacts/", "/dav/ada/club/")

EVENTS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 9), st.sampled_from(BOOKS)),
    st.tuples(st.just("remove"), st.integers(0, 9), st.sampled_from(BOOKS)),
    st.tuples(st.just("forget"), st.just(0), st.just("")),
    st.tuples(st.just("close book"), st.just(0), st.just("")),
    st.tuples(st.just("pull"), st.integers(0, 30), st.just("")),
    st.tuples(st.just("pull whole"), st.just(0), st.just("")),
)


class Mirror:
    """What netcore keeps of a source: its records, its cursor, and what an unfinished listing has shown."""

    def __init__(self) -> None:
        self.records: dict[str, bytes] = {}
        self.cursor: str | None = None
        self.seen: set[str] = set()

    def pull(self, source: CardDavSource, most: int | None = None) -> None:
        """Take what comes, at most so many items; what is behind the last checkpoint is kept, too."""
        items = source.pull(self.cursor)
        if self.cursor is None:
            self.seen = set()
        for number, item in enumerate(items):
            if number == most:
                items.close()  # type: ignore[attr-defined]  # it is a generator
                return
            if isinstance(item, Record):
                self.records[item.source_id] = item.raw
                self.seen.add(item.source_id)
            elif isinstance(item, Removed):
                self.records.pop(item.source_id, None)
            elif isinstance(item, Checkpoint):
                self.cursor = item.cursor
                if item.begins:
                    self.seen = set()
                if item.full:
                    self.records = {key: raw for key, raw in self.records.items() if key in self.seen}
        self.seen = set()


@contextmanager
def small_steps() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("netcore_carddav.source.BATCH", 2)
        patch.setattr("netcore_carddav.source.BETWEEN_CHECKPOINTS", 2)
        yield


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=16), st.booleans(), st.booleans(), st.integers(0, 3))
def test_in_the_end_we_have_what_the_server_has(
    events: list[tuple[str, int, str]], syncs: bool, tells_state: bool, page: int
) -> None:
    books = AddressBooks()
    books.add_book("Club")
    books.syncs, books.tells_state, books.page = syncs, tells_state, page
    mirror, state, version = Mirror(), dict[str, str](), 0
    with small_steps(), HttpLab(books) as lab:

        def source() -> CardDavSource:
            context = make_context(
                netcore_contact_sources()[0], secrets={"password": "secret"}, state=state, user="ada", server=lab.url
            )
            return CardDavSource(context, patience=HttpPatience(sleep=lambda _: None))

        for what, number, book in events:
            version += 1
            if what == "put" and book in books.books:
                books.put(f"{number}.vcf", a_card(number, name=f"Version {version}"), book)
            elif what == "remove" and f"{number}.vcf" in books.books.get(book, {}):
                books.remove(f"{number}.vcf", book)
            elif what == "forget":
                books.forget_history()
            elif what == "close book":
                books.books.pop("/dav/ada/club/", None)
            elif what.startswith("pull"):
                mirror.pull(source(), number if what == "pull" else None)
        mirror.pull(source())
    everything = {book + name: data for book, cards in books.books.items() for name, data in cards.items()}
    assert mirror.records == everything
