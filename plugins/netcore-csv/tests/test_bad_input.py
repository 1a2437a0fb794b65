"""Whatever is in a file: every row is read or reported, and nothing is raised, held or looked at for ever."""

import io
import tracemalloc

import pytest
from csv_lab import contacts, items, known, names, readings, records, source
from hypothesis import given
from hypothesis import strategies as st

from netcore.errors import UsageError
from netcore.plugins import Reading, Record, RefusedRecord, Unreadable

HEADER = "First Name,Last Name,Email,Notes\n"


def test_ragged_rows() -> None:
    short, long = readings(HEADER + "Ada\nBob,King,b@x.example,hello, and more,still\n")
    assert short.contact.label() == "Ada"
    assert "2 more cells than there are columns" in long.notes[0]
    assert [(extra.name, extra.text) for extra in long.contact.extras] == [
        ("column 5", "and more"),
        ("column 6", "still"),
    ]


def test_a_quotation_that_is_never_closed_costs_its_own_row_only() -> None:
    data = HEADER + 'Ada,"Lovelace,a@x.example,hi\n' + 'Bob,"King",b@x.example,"x, y"\n' + "Carl,C,c@x.example,\n"
    first, *others = readings(data)
    assert first.notes == ("a quotation mark in this row is never closed",)
    assert [reading.contact.label() for reading in (first, *others)] == ["Ada Lovelace", "Bob King", "Carl C"]
    assert first.contact.emails[0].address == "a@x.example"


def test_marks_in_the_middle_of_a_cell_are_text() -> None:
    data = HEADER + 'Ada "the Countess" x,"Love"lace",a@x.example,5" tall\n"Eve ""E""",X,e@x.example,"say ""hi"""\n'
    first, second = readings(data)
    assert str(first.contact.name) == 'Ada "the Countess" x Love"lace'
    assert first.contact.notes == ('5" tall',)
    assert str(second.contact.name) == 'Eve "E" X'


def test_line_breaks_within_cells() -> None:
    data = HEADER + 'Ada,L,a@x.example,"one\r\ntwo\n\n""three"""\r\nBob,K,b@x.example,\r\n'
    ada, bob = contacts(data)
    assert ada.notes == ('one\r\ntwo\n\n"three"',)
    assert bob.label() == "Bob K"
    assert [record.place for record in records(data)] == ["f.csv, line 2", "f.csv, line 6"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(end: str) -> None:
    assert names((HEADER + "Ada,L,,\nBob,K,,\n").replace("\n", end)) == ["Ada L", "Bob K"]


def test_zeros_are_left_out_of_texts_and_kept_in_the_bytes() -> None:
    (record,) = records(HEADER + "Ad\0a,L,a@x.example,\n")
    assert b"Ad\0a" in record.raw
    assert str(source().parse(record).contact.name) == "Ada L"
    assert known(HEADER + "Ad\0a,L,a@x.example,\n")


def test_zeros_in_the_header_do_not_matter() -> None:
    (reading,) = readings("Na\0me,Email,Fa\0v\nAda,a@x.example,blue\n")
    assert "\0" not in repr(reading)
    assert [(extra.name, extra.text) for extra in reading.contact.extras] == [("Fav", "blue")]


def test_a_cell_of_ten_megabytes_is_read() -> None:
    big = "word " * (2 << 20)
    (ada, bob) = contacts(f'{HEADER}Ada,L,a@x.example,"{big}"\nBob,K,,\n')
    assert (len(ada.notes[0]), bob.label()) == (len(big.strip()), "Bob K")


def test_a_line_that_is_no_row_at_all_is_refused_and_not_held() -> None:
    class Endless(io.RawIOBase):
        at = 0

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return self.at

        def seek(self, offset: int, whence: int = 0) -> int:
            self.at = offset
            return offset

        def read(self, size: int = -1) -> bytes:
            head = (HEADER + "Ada,L,,\n").encode()
            data = (head + b"x" * (1 << 20))[self.at : self.at + size] if self.at < 1 << 20 else b"x" * (1 << 20)
            self.at += len(data)
            return data if self.at < 100 << 20 else b""

    tracemalloc.start()
    found = list(source().read(Endless(), "f.csv"))  # type: ignore[arg-type]  # a raw stream will do
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(item) for item in found] == [Record, Unreadable]
    assert isinstance(found[1], Unreadable)
    assert "more than 32 MB" in found[1].reason
    assert most < 200 << 20


def test_a_line_that_is_too_long_costs_itself_only() -> None:
    too_long, bob = items(HEADER.encode() + b"x" * (40 << 20) + b"\nBob,K,,\n")
    assert isinstance(too_long, Unreadable)
    assert (too_long.place, len(too_long.raw)) == ("f.csv, line 2", 1024)
    assert isinstance(bob, Record)
    assert bob.place == "f.csv, line 3"


def test_memory_is_flat() -> None:
    def peak(rows: int) -> int:
        data = io.BytesIO((HEADER + "".join(f"P{n},N{n},p{n}@x.example,{'x' * 300}\n" for n in range(rows))).encode())
        tracemalloc.start()
        assert sum(1 for _ in source().read(data, "f.csv")) == rows
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    to_know_names_again = 160
    assert peak(20_000) - peak(5_000) < 15_000 * to_know_names_again


def test_nothing_and_a_header_alone_are_told_of() -> None:
    for data, reason in ((b"", "there is nothing in it"), (HEADER.encode(), "not a single row below it")):
        (item,) = items(data)
        assert isinstance(item, Unreadable)
        assert reason in item.reason


def test_fifty_addresses() -> None:
    many = ";".join(f"a{n}@x.example" for n in range(50))
    joined = " ::: ".join(many.split(";"))
    (ada,) = contacts(f"First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value\nAda,L,Work,{joined}\n")
    assert len(ada.emails) == 50
    columns = ",".join(f"E-mail {n} - Value" for n in range(1, 51))
    (ada,) = contacts(f"First Name,{columns}\nAda,{many.replace(';', ',')}\n")
    assert len(ada.emails) == 50


def test_what_is_no_address_and_no_number_is_kept_elsewhere_with_a_note() -> None:
    (reading,) = readings("Name,Email,Phone\nAda,on request,ask her\n")
    assert (reading.contact.emails, reading.contact.phones) == ((), ())
    assert [extra.text for extra in reading.contact.extras] == ["on request", "ask her"]
    assert reading.notes == ("“on request” is no e-mail address", "“ask her” is no number")


def test_a_row_without_anybody_is_refused_with_the_reason() -> None:
    (record,) = records(HEADER + ",,,only a note\n")
    with pytest.raises(RefusedRecord, match="nothing in this row but Notes: no name, no address, no number"):
        source().parse(record)


def test_bytes_that_are_no_row_are_refused() -> None:
    for raw in (b"", b"x", b"BEGIN:VCARD", b"netcore-csv 1\na\nb\n", b"\xff\0"):
        with pytest.raises(RefusedRecord):
            source().parse(Record(source_id="1", raw=raw))


def test_a_stream_that_cannot_go_back_is_read_all_the_same() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    found = [item for item in source().read(Pipe((HEADER + "Ada,L,,\n").encode()), "f.csv") if isinstance(item, Record)]
    assert len(found) == 1


def test_settings_that_mean_nothing_are_told_of() -> None:
    with pytest.raises(UsageError, match="no character set"):
        source(encoding="klingon")


CELL = st.one_of(
    st.sampled_from(['"', '""', '"x', 'x"', ",", "\n", "\r\n", "a", '"a,b"', '"a\nb"', "\0", ";"]), st.text(max_size=5)
)


@given(st.lists(CELL, max_size=40))
def test_no_text_is_too_odd_to_be_read_or_reported(pieces: list[str]) -> None:
    data = (HEADER + "".join(pieces)).encode("utf-8", "surrogatepass")
    reader = source()
    for item in items(data):
        if isinstance(item, Record):
            try:
                assert isinstance(reader.parse(item), Reading)
            except RefusedRecord:
                continue
        else:
            assert item.reason


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd_to_be_read_or_reported(noise: bytes) -> None:
    reader = source()
    for item in [*items(noise), *items(HEADER.encode() + noise)]:
        if isinstance(item, Record):
            try:
                reader.parse(item)
            except RefusedRecord:
                continue


def test_a_column_that_was_spoken_of_and_is_not_there_is_told_of() -> None:
    table = "Rufname,Mail,Ort\nAda,a@x.example,Bonn\nBob,b@x.example,Bonn\n"
    first, second = readings(table, columns="Rufnahme=given, Ort=note")
    assert first.notes == ("no column of this file is called “rufnahme”, of which --columns speaks",)
    assert second.notes == ()
    linkedin = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,King,,,,,\n"
    assert readings(linkedin, columns="Rufname=given")[0].notes == ()
    assert readings("Ada,King\n", columns="column 1=given, column 2=family")[0].notes == ()
