"""The character set is found out from the bytes, or said by the user."""

import pytest
from csv_lab import contacts, names, readings

HEADER = "First Name,Last Name,Email\n"
WESTERN = ["Jürgen Groß", "Zoë Lefèvre", "Søren Ångström", "Íñigo Muñoz", "André Gonçalves"]


def table(people: list[str]) -> str:
    return HEADER + "".join(f"{name.replace(' ', ',')},p{n}@x.example\n" for n, name in enumerate(people))


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_western_names_survive(codec: str) -> None:
    assert names(table(WESTERN).encode(codec)) == WESTERN


def test_cyrillic_is_told_from_western() -> None:
    people = ["Владимир Достоевский", "Анна Каренина"]
    assert names(table(people).encode("cp1251")) == people


@pytest.mark.parametrize(
    ("codec", "header", "person"),
    [
        ("cp1250", "Imię,Nazwisko,Telefon służbowy,Telefon komórkowy,Adres e-mail", "Łucja Żółć"),
        ("cp1252", "Vorname,Nachname,Straße geschäftlich,Telefon geschäftlich,E-Mail-Adresse", "Jörg Weiß"),
        ("mac_roman", "Prénom,Nom,Téléphone (bureau),Téléphone société,Adresse de messagerie", "Zoé Lefèvre"),
        ("cp1251", "Имя,Фамилия,Рабочий телефон,Домашний телефон,Адрес эл. почты", "Анна Каренина"),
    ],
)
def test_columns_that_are_known_tell_the_character_set(codec: str, header: str, person: str) -> None:
    row = ",".join([*person.split(), "22 1", "22 2", "a@x.example"])
    (found,) = contacts(f"{header}\n{row}\n".encode(codec))
    assert found.label() == person
    assert len(found.emails) == 1


def test_the_user_may_know_better() -> None:
    people = ["Jiří Dvořák", "Zdeněk Černý"]
    assert names(table(people).encode("cp1250"), encoding="cp1250") == people
    assert names(table(["山田 太郎"]).encode("cp932"), encoding="cp932") == ["山田 太郎"]


def test_a_guess_that_is_not_the_usual_one_is_told_of() -> None:
    assert all(not reading.notes for reading in readings(table(WESTERN).encode("cp1252")))
    assert readings(table(WESTERN).encode("mac_roman"))[0].notes == (
        "text that is not UTF-8 has been read as Mac Roman",
    )


def test_rows_in_different_character_sets_are_each_read_as_they_are() -> None:
    data = HEADER.encode() + "Jürgen,Groß,j@x.example\n".encode() + "Käthe,Weiß,k@x.example\n".encode("cp1252")
    assert [str(contact.name) for contact in contacts(data)] == ["Jürgen Groß", "Käthe Weiß"]


def test_a_long_file_whose_accents_come_late_is_read_as_western() -> None:
    plain = "".join(f"P{n},N{n},p{n}@x.example\n" for n in range(60_000))
    data = (HEADER + plain).encode() + "Käthe,Weiß,k@x.example\n".encode("cp1252")
    assert names(data)[-1] == "Käthe Weiß"
