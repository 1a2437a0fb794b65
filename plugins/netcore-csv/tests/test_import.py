"""CSV files in a network: the same export twice changes nothing, and a changed row changes its own person."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import netcore_csv
from netcore.model.importing import ImportReport
from netcore.network import Network
from netcore.plugins.registry import Registry

HEADER = "First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value\n"
ROWS = ("Ada,Lovelace,Choir ::: * myContacts,Work,ada@x.example", "Bob,King,,,bob@x.example", "Carl,Cole,,,")


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    plugins = Registry.of({"csv": netcore_csv}, raise_errors=True)
    with Network(tmp_path / "n.db", home=tmp_path, plugins=plugins) as network:
        yield network


def bring(network: Network, file: Path, *rows: str, header: str = HEADER, **settings: str) -> ImportReport:
    file.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    (report,) = network.gather.import_paths([file], settings)
    return report


def outcomes(report: ImportReport) -> dict[str, int]:
    return dict(Counter(line.outcome for line in report.records))


def test_the_same_export_twice_changes_nothing(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    assert outcomes(bring(network, file, *ROWS)) == {"new": 3}
    again = bring(network, file, *ROWS)
    assert (outcomes(again), again.operation) == ({"unchanged": 3}, "")
    assert [circle.name for circle in network.gather.circles()] == ["Choir"]


def test_a_changed_row_is_an_update_of_its_person_and_a_missing_one_is_gone(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    bring(network, file, *ROWS)
    bob = network.gather.find("Bob King")
    report = bring(network, file, ROWS[0], "Bob,King,,,new@x.example", "Dora,Dee,,,")
    assert outcomes(report) == {"unchanged": 1, "updated": 1, "new": 1, "gone": 1}
    assert network.gather.find("new@x.example").id == bob.id


def test_an_export_with_one_column_more_changes_nobody_else(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    bring(network, file, *ROWS)
    more = HEADER.strip() + ",Phone 1 - Label,Phone 1 - Value\n"
    rows = (f"{ROWS[0]},,", f"{ROWS[1]},Mobile,+44 7700 900100", f"{ROWS[2]},,")
    assert outcomes(bring(network, file, *rows, header=more)) == {"unchanged": 2, "updated": 1}


def test_a_row_of_a_deleted_account_is_skipped_at_each_import_and_refuses_nothing(
    network: Network, tmp_path: Path
) -> None:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    rows = ("Ada,Lovelace,https://www.linkedin.com/in/ada,,,,1 Jan 2020", ",,,,,,2 Jan 2020", ",,,,,,3 Jan 2020")
    for outcome in ("new", "unchanged"):
        report = bring(network, tmp_path / "Connections.csv", *rows, header=header)
        assert outcomes(report) == {outcome: 1, "skipped": 1}
    assert [person.name for person in network.gather.people()] == ["Ada Lovelace"]


def test_what_columns_mean_is_said_once(network: Network, tmp_path: Path) -> None:
    file, header = tmp_path / "club.csv", "Wer,Gruppe hier\n"
    first = bring(network, file, "Anna Ott,Chor", header=header)
    assert outcomes(first) == {"refused": 1}
    assert network.gather.accounts() == ()
    said = bring(network, file, "Anna Ott,Chor", header=header, columns="Wer=name, Gruppe hier=circle")
    assert outcomes(said) == {"new": 1}
    remembered = bring(network, file, "Anna Ott,Chor", "Karl Kauz,Chor", header=header)
    assert outcomes(remembered) == {"unchanged": 1, "new": 1}
    assert [(circle.name, circle.members) for circle in network.gather.circles()] == [("Chor", 2)]


def test_what_columns_mean_is_said_once_for_all_files_that_have_them(network: Network, tmp_path: Path) -> None:
    header = "Rufname;Zuname;Mail;Verein\n"
    bring(network, tmp_path / "old.csv", "Anna;Ott;anna@x.example;Chor", header=header, columns="Verein=circle")
    bring(network, tmp_path / "later.csv", "Karl;Kauz;karl@x.example;Segelclub", header=header)
    again = bring(network, tmp_path / "later.csv", "Karl;Kauz;karl@x.example;Segelclub", header=header)
    assert outcomes(again) == {"unchanged": 1}
    bring(network, tmp_path / "less.csv", "Ina;Lohn;ina@x.example", header="Rufname;Zuname;Mail\n")
    assert [circle.name for circle in network.gather.circles()] == ["Chor", "Segelclub"]
    assert network.gather.find("ina@x.example").name == "Ina Lohn"


def test_the_last_word_about_columns_holds_for_the_next_file(network: Network, tmp_path: Path) -> None:
    header = "Rufname;Mail;Merkmal\n"
    bring(network, tmp_path / "1.csv", "Anna;anna@x.example;Chor", header=header, columns="Merkmal=circle")
    bring(network, tmp_path / "2.csv", "Karl;karl@x.example;Kalle", header=header, columns="Merkmal=nickname")
    bring(network, tmp_path / "3.csv", "Ina;ina@x.example;Ini", header=header)
    assert [circle.name for circle in network.gather.circles()] == ["Chor"]


CHOIR = ("Rufname;Mail;Stimme;Amt\n", "Anna;anna@x.example;Alt;Kasse")


def test_what_is_said_of_one_column_leaves_the_others_as_they_were(network: Network, tmp_path: Path) -> None:
    header, row = CHOIR
    bring(network, tmp_path / "choir.csv", row, header=header, columns="Stimme=nickname")
    bring(network, tmp_path / "choir.csv", row, header=header, columns="Amt=title")
    card = network.gather.show("Anna").card
    assert (card.nicknames, [work.title for work in card.organizations]) == (("Alt",), ["Kasse"])
    assert outcomes(bring(network, tmp_path / "choir.csv", row, header=header)) == {"unchanged": 1}


def test_the_last_word_about_a_column_holds_however_it_is_spelled(network: Network, tmp_path: Path) -> None:
    header, row = CHOIR
    bring(network, tmp_path / "choir.csv", row, header=header, columns="Stimme=nickname, Amt=title")
    bring(network, tmp_path / "choir.csv", row, header=header, columns="STIMME=note")
    card = network.gather.show("Anna").card
    assert (card.nicknames, card.notes, len(card.organizations)) == ((), ("Alt",), 1)


def test_what_was_said_of_a_column_is_taken_back_by_saying_nothing_of_it(network: Network, tmp_path: Path) -> None:
    header, row = CHOIR
    bring(network, tmp_path / "choir.csv", row, header=header, columns="Stimme=nickname, Amt=title")
    report = bring(network, tmp_path / "choir.csv", row, header=header, columns="Stimme=")
    assert "“Stimme” of this file are not understood" in report.records[0].notes[0]
    card = network.gather.show("Anna").card
    assert (card.nicknames, len(card.organizations)) == ((), 1)


def test_what_is_said_of_a_new_file_is_added_to_what_was_said_of_one_like_it(network: Network, tmp_path: Path) -> None:
    header, row = CHOIR
    bring(network, tmp_path / "1.csv", row, header=header, columns="Stimme=nickname")
    bring(network, tmp_path / "2.csv", row.replace("Anna", "Karl").replace("anna", "karl"), header=header)
    bring(network, tmp_path / "3.csv", "Ina;ina@x.example;Sopran;Noten", header=header, columns="Amt=title")
    card = network.gather.show("Ina").card
    assert (card.nicknames, [work.title for work in card.organizations]) == (("Sopran",), ["Noten"])


def test_a_name_with_a_comma_is_remembered_as_one(network: Network, tmp_path: Path) -> None:
    file, header, row = tmp_path / "1.csv", '"Wer, kurz";Mail;"Sagt ""man"""\n', "Anna;anna@x.example;Anni"
    bring(network, file, row, header=header, columns='"Wer, kurz=given"')
    bring(network, file, row, header=header, columns='"Sagt ""man""=nickname"')
    card = network.gather.show("anna@x.example").card
    assert (card.name.given, card.nicknames) == ("Anna", ("Anni",))


def test_what_was_said_of_columns_holds_for_no_file_that_lacks_one_of_them(network: Network, tmp_path: Path) -> None:
    columns = "Merkmal=circle, Rufname=given"
    bring(network, tmp_path / "1.csv", "Anna;anna@x.example;Chor", header="Rufname;Mail;Merkmal\n", columns=columns)
    bring(network, tmp_path / "2.csv", "Karl Kauz;karl@x.example;groß", header="Name;Mail;Merkmal\n")
    assert [circle.name for circle in network.gather.circles()] == ["Chor"]


def test_columns_without_names_are_like_those_of_no_other_file(network: Network, tmp_path: Path) -> None:
    bring(network, tmp_path / "1.csv", "Anna,anna@x.example", header="", columns="column 1=given, column 2=email")
    report = bring(network, tmp_path / "2.csv", "karl@x.example,Karl", header="")
    assert outcomes(report) == {"refused": 1}


def test_an_export_of_the_network_brings_everybody_back(network: Network, tmp_path: Path) -> None:
    bring(network, tmp_path / "contacts.csv", *ROWS)
    network.gather.add("=HYPERLINK(evil)", email="eve@x.example", phone="+1 555 0100")
    network.gather.export(tmp_path / "out.csv")
    plugins = Registry.of({"csv": netcore_csv}, raise_errors=True)
    with Network(tmp_path / "other.db", home=tmp_path, plugins=plugins) as other:
        other.gather.import_paths([tmp_path / "out.csv"])
        for one, same in zip(network.gather.people(), other.gather.people(), strict=True):
            assert (one.name, one.emails, one.phones, one.circles) == (
                same.name,
                same.emails,
                same.phones,
                same.circles,
            )


def test_the_title_before_the_given_name_is_the_prefix_in_outlooks_french(network: Network, tmp_path: Path) -> None:
    header = '"Titre","Prénom","Deuxième prénom","Nom","Suffixe","Société","Service","Titre","Adresse de messagerie"\n'
    row = '"Mme","Anne","","Petit","","Acme","Ventes","Directrice","anne@x.example"'
    bring(network, tmp_path / "contacts.csv", row, header=header)
    card = network.gather.show("anne@x.example").card
    assert (card.name.prefix, card.organizations[0].title) == ("Mme", "Directrice")


def test_a_title_elsewhere_is_that_of_the_job(network: Network, tmp_path: Path) -> None:
    header = '"Prénom","Nom","Titre","Adresse de messagerie"\n'
    bring(network, tmp_path / "contacts.csv", '"Anne","Petit","Directrice","anne@x.example"', header=header)
    card = network.gather.show("anne@x.example").card
    assert (card.name.prefix, card.organizations[0].title) == ("", "Directrice")


@pytest.mark.parametrize(
    "columns",
    ["Ada=given, Lovelace=family, ada@x.example=email", "column 1=given, column 2=family, column 3=email"],
)
def test_in_a_file_without_a_header_the_first_person_is_a_person(
    network: Network, tmp_path: Path, columns: str
) -> None:
    rows = ("Ada,Lovelace,ada@x.example", "Bob,King,bob@x.example")
    report = bring(network, tmp_path / "people.csv", *rows, header="", columns=columns)
    assert outcomes(report) == {"new": 2}
    assert [person.name for person in network.gather.people()] == ["Ada Lovelace", "Bob King"]


def test_a_cell_of_a_megabyte_is_a_cell(network: Network, tmp_path: Path) -> None:
    note = 'long ""quoted"" line\n' * 20_000
    row = f'Ada,Lovelace,,,ada@x.example,"{note}"'
    report = bring(network, tmp_path / "contacts.csv", row, header=HEADER.strip() + ",Notes\n")
    assert outcomes(report) == {"new": 1}
    assert not report.records[0].notes
    assert network.gather.show("ada@x.example").card.notes[0].strip() == note.replace('""', '"').strip()


def test_rows_of_one_number_in_two_tables_are_two_people(network: Network, tmp_path: Path) -> None:
    bring(network, tmp_path / "a.csv", "1,,ann@x.example", "2,Ben,ben@x.example", header="ID,Name,Email\n")
    report = bring(network, tmp_path / "b.csv", "1,Zed Park,zed@x.example", "2,Ben Ito,", header="ID,Name,Email\n")
    assert outcomes(report) == {"new": 2}
    assert len(network.gather.people()) == 4


def test_a_row_is_called_by_its_number_when_its_name_changes(network: Network, tmp_path: Path) -> None:
    for name, outcome in (("Ann Lee", "new"), ("Ann Roe", "updated")):
        assert outcomes(bring(network, tmp_path / "a.csv", f"1,{name},", header="ID,Name,Email\n")) == {outcome: 1}
