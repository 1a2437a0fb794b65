"""Names are taken apart and compared as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.model.contact import Name
from netcore.steps.gather.identity.name_relation import Relation, name_relation
from netcore.steps.gather.identity.person_name import person_name
from netcore.steps.gather.identity.words import comparable


def relation(left: str | Name, right: str | Name) -> Relation:
    a, b = (person_name(name if isinstance(name, Name) else Name(display=name)) for name in (left, right))
    assert name_relation(a, b) is name_relation(b, a)
    return name_relation(a, b)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Ada King", "ADA KING", Relation.EXACT),
        ("Dr. Ada King", "King, Ada", Relation.EXACT),
        ("Ada King, PhD", "Ada King", Relation.EXACT),
        ("Ada King (choir)", "Ada King - choir", Relation.EXACT),
        ("Joaquín Pulido Espejo", Name(given="Joaquin", family="Pulido"), Relation.PARTIAL),
        (Name(given="Ada", family="King-Noel"), "Ada Noel", Relation.PARTIAL),
        ("Ilse van Dalem", Name(given="van Dalem", family="Ilse"), Relation.SWAPPED),
        ("King Ada", "Ada King", Relation.SWAPPED),
        ("Liz Ward", "Elizabeth Ward", Relation.NICKNAME),
        ("Liz Ward", "Beth Ward", Relation.NICKNAME),
        ("Johann Bauer", "Hans Bauer", Relation.NICKNAME),
        ("Teresa Johansson", "Teresa Johanssn", Relation.TYPO),
        ("Bradley Haberfield", "Bradley Haberfedl", Relation.TYPO),
        ("Bradley Haberfield", "Bradley Haferfedl", Relation.OTHER_SURNAME),
        ("Ada Kinsey", "Ada Knisex", Relation.OTHER_SURNAME),
        (Name(family="King"), "Ada King", Relation.HALF),
        (Name(family="King"), "Ada Noel", Relation.CLASH),
        ("A. King", "Ada King", Relation.INITIAL),
        ("Ada", "Ada King", Relation.HALF),
        ("Ada King", "Ada Noel", Relation.OTHER_SURNAME),
        ("Anna King", "Anne King", Relation.SIMILAR),
        ("Teresa King", "Tereza King", Relation.TYPO),  # both have short forms, and may be one all the same
        ("John Peter", "John Peters", Relation.SIMILAR),
        ("Daniel King", "Daniela King", Relation.SIMILAR),
        ("Jan King", "Jon King", Relation.SIMILAR),
        ("Ada King", "Bob King", Relation.CLASH),
        ("Ada King", "Bob Ward", Relation.CLASH),
        ("Ada & Bob King", "Ada King", Relation.CLASH),
        ("ada@example.org", "Ada King", Relation.UNKNOWN),
    ],
)
def test_how_two_names_stand_to_each_other(left: str | Name, right: str | Name, expected: Relation) -> None:
    assert relation(left, right) is expected


def test_generations_are_kept_apart_from_the_name() -> None:
    assert person_name(Name(display="John King Jr.")).generation == "junior"
    assert person_name(Name(given="John", family="King", suffix="Senior")).generation == "senior"
    assert relation("John King Jr.", "John King Sr.") is Relation.EXACT


@pytest.mark.parametrize("one", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller"])
def test_spellings_of_an_umlaut_compare_equal(one: str) -> None:
    assert comparable(one) == "muller"


def test_other_scripts_are_transliterated_or_kept() -> None:
    assert comparable("Дмитрий") == "dmitriy"
    assert comparable("Γιάννης") == "giannis"
    assert comparable("山田") == "山田"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared_both_ways(left: str, right: str) -> None:
    relation(left, right)


@given(st.text(max_size=40))
def test_every_name_is_compatible_with_itself_or_is_no_persons(text: str) -> None:
    name = person_name(Name(display=text))
    assert name_relation(name, name).compatible or name.kind != "person"


@given(st.text(max_size=60))
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("محمد علي", "Mohammed Ali"),
        ("山田 花子", "Yamada Hanako"),
        ("やまだ はなこ", "山田 花子"),
        ("דוד כהן", "David Cohen"),
        ("陈伟", "Chen Wei"),
        ("김민수", "Kim Minsu"),
        ("अमित शर्मा", "Amit Sharma"),
        ("محمد علي", "דוד כהן"),
    ],
)
def test_names_in_scripts_that_cannot_be_compared_say_nothing_about_each_other(left: str, right: str) -> None:
    assert relation(left, right) is Relation.OTHER_SCRIPT


def test_names_in_one_script_are_compared_whatever_script_it_is() -> None:
    assert relation("山田 花子", "山田 太郎") is Relation.CLASH
    assert relation("山田 花子", "花子 山田") is Relation.SWAPPED
    assert relation("محمد علي", "محمد علي") is Relation.EXACT


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Андрей Белый", "Andrei Bely"),
        ("Андрей Белый", "Andrey Belyi"),
        ("Юрий Гагарин", "Yuri Gagarin"),
        ("Юрий Гагарин", "Yury Gagarin"),
        ("Юрий Гагарин", "Juri Gagarin"),
        ("Сергей Волков", "Sergei Volkov"),
        ("Сергей Волков", "Sergej Volkov"),
        ("Дмитрий Иванов", "Dmitri Ivanov"),
        ("Дмитрий Иванов", "Dmitrij Ivanov"),
        ("Алексей Иванов", "Alexei Ivanov"),
        ("Наталья Чайковская", "Natalia Tchaikovskaya"),
        ("Пётр Чайковский", "Petr Chaikovsky"),
        ("Мария Иванова", "Maria Ivanova"),
    ],
)
def test_the_ways_to_write_a_cyrillic_name_in_latin_letters_are_one_name(left: str, right: str) -> None:
    assert relation(left, right).compatible
