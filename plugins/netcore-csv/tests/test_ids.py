"""The same row has the same name at every reading, and a changed row keeps it as far as that can be told."""

from collections import Counter

from csv_lab import records
from hypothesis import given
from hypothesis import strategies as st

HEADER = "First Name,Last Name,Email,Company\n"


def ids(*rows: str, header: str = HEADER) -> list[str]:
    return [record.source_id for record in records(header + "".join(f"{row}\n" for row in rows))]


def test_a_new_address_or_job_is_a_change_of_the_same_row() -> None:
    assert ids("Ada,Lovelace,a@x.example,Engines") == ids("ADA,Lovelace,other@y.example,")


def test_others_coming_and_going_change_no_name() -> None:
    before = ids("Ada,L,,", "Bob,K,,", "Carl,C,,")
    assert ids("Zoe,Z,,", "Carl,C,,", "Ada,L,,") == [ids("Zoe,Z,,")[0], before[2], before[0]]


def test_namesakes_are_told_apart_by_their_addresses_whatever_their_order() -> None:
    first, second = "John,Smith,js@x.example,", "John,Smith,js@y.example,"
    assert len(set(ids(first, second))) == 2
    assert ids(second, first) == [*reversed(ids(first, second))]


def test_when_a_namesake_goes_nobody_gets_his_name() -> None:
    first, second = "John,Smith,js@x.example,", "John,Smith,js@y.example,"
    both = ids(first, second)
    assert not {*ids(first), *ids(second)} & {*both}


def test_a_page_on_linkedin_is_the_name_of_its_row_however_it_is_spelled() -> None:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    before = ids("Zoë,Müller,https://www.linkedin.com/in/zo%C3%AB,,,,1 Jan 2026", header=header)
    after = ids("Zoe,Ott,linkedin.com/in/Zo%c3%ab/?x=1,z@x.example,Acme,CEO,1 Jan 2026", header=header)
    assert before == after


def test_an_id_column_is_the_name_of_its_row() -> None:
    header = "ID,First Name,Last Name,Email\n"
    assert ids("7,Ada,L,", header=header) == ids("7,Eve,K,e@x.example", header=header)


def test_the_same_row_from_another_program_has_the_same_bytes() -> None:
    table = "First Name,Last Name,Email\r\nZoë,Ott,z@x.example\r\n"
    again = [
        table.replace(",", ";").encode("cp1252"),
        table.replace(",", "\t").encode("utf-16"),
        '\ufeff"First Name","Last Name","Email","Phone"\n"Zoë","Ott","z@x.example",""\n'.encode(),
    ]
    (first,) = records(table)
    for data in again:
        (other,) = records(data)
        assert other.source_id == first.source_id
        assert other.raw.splitlines()[1:] == first.raw.splitlines()[1:]


@given(st.lists(st.sampled_from(["Ada,L,a@x,", "Ada,L,b@x,", "Ada,L,,", "Bob,,,", ",,c@x,", ",,,Acme"]), max_size=12))
def test_names_are_unique_and_stay(rows: list[str]) -> None:
    found = ids(*rows)
    assert found == ids(*rows)
    assert max(Counter(found).values(), default=1) == 1
