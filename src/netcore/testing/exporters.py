"""The laws of exporters."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO

import pytest

from netcore.model.contact import Contact
from netcore.plugins import Exporter
from netcore.testing.contract import Contract
from netcore.testing.nasty import NASTY_NAMES, NASTY_TEXTS
from netcore.testing.samples import sample_contact

_MANY = 5_000


class ExporterContract(Contract):
    """Give ``make_exporter``; and ``read_back``, so that a test can read what was written."""

    @pytest.fixture
    def make_exporter(self) -> Callable[[], Exporter]:
        """Makes an exporter."""
        raise NotImplementedError("give the fixture make_exporter")

    @pytest.fixture
    def read_back(self) -> Callable[[bytes], Sequence[Contact]] | None:
        """Reads a written file, by other code than the exporter's; optional."""
        return None

    def test_it_is_an_exporter(self, make_exporter: Callable[[], Exporter]) -> None:
        assert isinstance(make_exporter(), Exporter)

    def test_nobody_can_be_exported(self, make_exporter: Callable[[], Exporter]) -> None:
        _write(make_exporter(), [])

    def test_the_same_people_give_the_same_bytes(self, make_exporter: Callable[[], Exporter]) -> None:
        contacts = [sample_contact(name) for name in ("Ada Lovelace", "Grace Hopper")]
        assert _write(make_exporter(), contacts) == _write(make_exporter(), contacts)

    def test_people_are_written_as_they_come(self, make_exporter: Callable[[], Exporter]) -> None:
        stream = BytesIO()
        written: list[int] = []

        def crowd() -> Iterator[Contact]:
            for number in range(_MANY):
                written.append(stream.tell())
                yield sample_contact(f"Person {number}")

        make_exporter().write(crowd(), stream)
        assert len(written) == _MANY, "not everybody was asked for"
        assert written[-1] > 0, f"nothing was written before the last of {_MANY} people: memory is not flat"

    def test_notes_are_sentences(self, make_exporter: Callable[[], Exporter]) -> None:
        notes = make_exporter().write([sample_contact()], BytesIO())
        assert isinstance(notes, tuple), f"write must return a tuple of notes, not {notes!r}"
        assert all(isinstance(note, str) and note.strip() for note in notes)

    def test_everybody_is_written_once_in_order(
        self, make_exporter: Callable[[], Exporter], read_back: Callable[[bytes], Sequence[Contact]] | None
    ) -> None:
        names = [f"Person {number}" for number in range(50)]
        assert _names(make_exporter(), read_back, names) == names

    def test_nasty_names_survive(
        self, make_exporter: Callable[[], Exporter], read_back: Callable[[bytes], Sequence[Contact]] | None
    ) -> None:
        assert _names(make_exporter(), read_back, NASTY_NAMES) == list(NASTY_NAMES), "names changed on the way"

    def test_no_text_makes_another_person(
        self, make_exporter: Callable[[], Exporter], read_back: Callable[[bytes], Sequence[Contact]] | None
    ) -> None:
        if read_back is None:
            pytest.skip("the fixture read_back is not given")
        texts = [*NASTY_TEXTS, "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Eve", 'x"\r\nEve,eve@example.org', "x\nEve;;;"]
        contacts = [sample_contact("Ada", notes=(text,), nicknames=(text,), categories=(text,)) for text in texts]
        found = read_back(_write(make_exporter(), contacts))
        assert [str(contact.name) for contact in found] == ["Ada"] * len(texts), "a text broke out of its field"


def _write(exporter: Exporter, contacts: Iterable[Contact]) -> bytes:
    stream = BytesIO()
    exporter.write(contacts, stream)
    assert not stream.closed, "the stream was closed: it belongs to the caller"
    return stream.getvalue()


def _names(
    exporter: Exporter, read_back: Callable[[bytes], Sequence[Contact]] | None, names: Sequence[str]
) -> list[str]:
    if read_back is None:
        pytest.skip("the fixture read_back is not given")
    data = _write(exporter, (sample_contact(name) for name in names))
    return [str(contact.name) for contact in read_back(data)]
