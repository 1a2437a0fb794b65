"""Every human once: what must be joined, what never may, and what is asked."""

import random
from typing import Any

import pytest

from netcore.steps.gather.identity.matching import _Worth, match
from netcore.steps.gather.identity.policy import Policy
from tests.steps.gather.identity.cards import asked, card, humans

AB = {frozenset("ab")}


class TestPairsThatMustBeJoined:
    def test_one_mailbox_and_one_name(self) -> None:
        assert (
            humans(card("a", "Ada King", email="ada@example.org"), card("b", "Ada King", email="ADA@Example.org")) == AB
        )

    def test_a_nickname_and_the_same_mobile(self) -> None:
        assert (
            humans(card("a", "Bill Ward", mobile="+1 512 555 0100"), card("b", "William Ward", mobile="(512) 555-0100"))
            == AB
        )

    @pytest.mark.parametrize(
        ("short", "formal"),
        [
            ("Kees", "Cornelis"),
            ("Fritz", "Friedrich"),
            ("Pepa", "Josef"),
            ("Саша", "Александр"),
            ("Bia", "Beatriz"),
            ("Κώστας", "Κωνσταντίνος"),
            ("Józsi", "József"),
            ("Lasse", "Lars"),
        ],
    )
    def test_nicknames_of_other_languages(self, short: str, formal: str) -> None:
        a, b = card("a", f"{short} Ward", mobile="+31 6 1234 5678"), card("b", f"{formal} Ward", mobile="0612345678")
        assert humans(a, b) == AB

    def test_the_work_card_and_the_private_card_linked_through_a_third(self) -> None:
        work = card("a", "Ada King", email="ada@firm.example")
        private = card("b", "Ada King", mobile="+1 512 555 0100")
        both = card("c", "Ada King", email="ada@firm.example", mobile="512-555-0100")
        assert humans(work, private, both) == {frozenset("abc")}

    def test_accented_and_unaccented(self) -> None:
        a, b = card("a", "Zoë Müller", email="z@example.org"), card("b", "Zoe Mueller", email="z@example.org")
        assert humans(a, b) == AB

    def test_another_script(self) -> None:
        a, b = card("a", "Дмитрий Иванов", mobile="+7 912 345 6789"), card("b", "Dmitry Ivanov", mobile="+79123456789")
        assert humans(a, b) == AB

    def test_a_changed_surname_with_the_same_private_mail_and_phone(self) -> None:
        a = card("a", "Maria Lopez", email="maria.l@gmail.com", mobile="+1 512 555 0100")
        b = card("b", "Maria Smith", email="maria.l@gmail.com", mobile="+1 512 555 0100")
        assert humans(a, b) == AB

    def test_swapped_names(self) -> None:
        a = card("a", given="Ada", family="King", email="ada@example.org")
        b = card("b", given="King", family="Ada", email="ada@example.org")
        assert humans(a, b) == AB

    def test_gmails_dots_and_tags_are_one_mailbox(self) -> None:
        a, b = card("a", "Ada King", email="a.da.k+li@gmail.com"), card("b", "Ada King", email="adak@googlemail.com")
        assert humans(a, b) == AB

    def test_dots_elsewhere_are_two_mailboxes(self) -> None:
        assert not humans(card("a", "Ada K", email="a.dak@example.org"), card("b", "Bea L", email="adak@example.org"))

    def test_a_nameless_card_whose_address_speaks_the_name(self) -> None:
        assert (
            humans(card("a", "Ada King", email="ada.king@example.org"), card("b", "", email="ada.king@example.org"))
            == AB
        )

    def test_one_birthday_and_one_full_name(self) -> None:
        assert humans(card("a", "Ada King", born=(1975, 5, 7)), card("b", "Ada King", born=(1975, 5, 7))) == AB

    def test_a_profile_page_however_it_is_spelt(self) -> None:
        a = card("a", "Ada King", url="https://www.linkedin.com/in/ada-king/")
        b = card("b", "Ada M. King", url="linkedin.com/in/Ada-King?trk=x")
        assert humans(a, b) == AB

    @pytest.mark.parametrize("slug", ["jos%C3%A9-king", "Jos%c3%89-King/", "josé-king?x=1", "jose\u0301-king"])
    def test_a_profile_page_with_an_accent_however_it_is_written(self, slug: str) -> None:
        a = card("a", "José King", url="https://www.linkedin.com/in/josé-king")
        assert humans(a, card("b", "José M. King", url=f"https://de.linkedin.com/in/{slug}")) == AB


class TestTrapsThatMustNotBeJoined:
    def test_a_couple_with_one_mailbox(self) -> None:
        a, b = card("a", "Ada King", email="kings@example.org"), card("b", "Charles King", email="kings@example.org")
        assert not humans(a, b)

    def test_a_family_on_one_landline(self) -> None:
        assert not humans(*(card(n[0], f"{n} King", home="+1 512 555 0100") for n in ("Ada", "Bob", "Cleo")))

    def test_somebody_without_a_surname_is_not_guessed_into_a_family_mailbox(self) -> None:
        family = [card(n[0], f"{n} King", email="kings@gmail.com") for n in ("Ada", "Bob")]
        assert not humans(*family, card("x", "", email="kings@gmail.com"))

    def test_father_and_son_of_one_name(self) -> None:
        a = card("a", given="John", family="King", suffix="Sr.", home="+1 512 555 0100", email="kings@example.org")
        b = card("b", given="John", family="King", suffix="Jr.", home="+1 512 555 0100", email="kings@example.org")
        assert not humans(a, b)

    def test_father_and_son_told_by_their_birthdays(self) -> None:
        a = card("a", "John King", email="kings@example.org", born=(1950, 1, 2))
        b = card("b", "John King", email="kings@example.org", born=(1980, 1, 2))
        assert not humans(a, b)

    def test_a_landline_and_a_name_are_no_proof(self) -> None:
        a, b = card("a", "John King", home="+1 512 555 0100"), card("b", "John King", home="+1 512 555 0100")
        assert not humans(a, b)
        assert asked(match([a, b])) == AB

    def test_two_john_smiths_in_one_company(self) -> None:
        a = card("a", "John Smith", email="john@firm.example", firm="Firm Inc", work="+1 512 555 0100")
        b = card("b", "John Smith", email="john2@firm.example", firm="Firm", work="+1 512 555 0100")
        assert not humans(a, b)

    @pytest.mark.parametrize("role", ["info@firm.example", "office@firm.example", "family@king.example"])
    def test_a_role_address(self, role: str) -> None:
        assert not humans(card("a", "Ada King", email=role), card("b", "Ada King", email=role))

    def test_colleagues_on_one_switchboard(self) -> None:
        staff = [card(n[0], f"{n} Ward", work="+1 512 555 0100", firm="Firm") for n in ("Ada", "Bob", "Cleo")]
        assert not humans(*staff)

    def test_twins(self) -> None:
        a = card("a", "Anna King", born=(1990, 1, 2), street="1 Elm St", home="+1 512 555 0100")
        b = card("b", "Anne King", born=(1990, 1, 2), street="1 Elm St", home="+1 512 555 0100")
        assert not humans(a, b)

    def test_two_cards_of_one_book_with_different_birthdays(self) -> None:
        a = card("a", "Ada King", book="phone", email="ada@example.org", born=(1990, 1, 2))
        b = card("b", "Ada King", book="phone", email="ada@example.org", born=(1991, 3, 4))
        assert not humans(a, b)

    def test_a_couples_card_and_one_of_the_couple(self) -> None:
        a, b = card("a", "Ada & Bob King", email="adabob@gmail.com"), card("b", "Ada King", email="adabob@gmail.com")
        assert not humans(a, b)

    def test_a_firm_and_its_employee(self) -> None:
        a = card("a", "King GmbH", email="ada@king.example")
        b = card("b", "Ada King", email="ada@king.example")
        assert not humans(a, b)

    def test_a_mailbox_that_passed_from_one_employee_to_the_next(self) -> None:
        a = card("a", "Martha King", email="m.king@firm.example")
        b = card("b", "M. King", email="m.king@firm.example")
        assert not humans(a, b)
        assert asked(match([a, b])) == AB

    def test_a_number_that_nobody_has(self) -> None:
        assert not humans(card("a", "Ada King", mobile="000-000-0000"), card("b", "Ada King", mobile="000-000-0000"))

    def test_a_mailbox_that_nobody_reads(self) -> None:
        assert not humans(card("a", "Ada King", email="none@none.com"), card("b", "Ada King", email="none@none.com"))

    def test_two_who_are_each_joined_to_a_third_that_contradicts(self) -> None:
        senior = card("a", given="John", family="King", suffix="Sr", email="j@example.org")
        plain = card("b", "John King", email="j@example.org", mobile="+1 512 555 0100")
        junior = card("c", given="John", family="King", suffix="Jr", mobile="+1 512 555 0100")
        matching = match([senior, plain, junior])
        assert all(not {"a", "c"} <= set(cluster) for cluster in matching.clusters)
        assert matching.questions


class TestTheUsersWord:
    def test_same_joins_whatever_speaks_against_it(self) -> None:
        a, b = card("a", "Ada King", born=(1990, 1, 2)), card("b", "Bob Ward", born=(1980, 1, 2))
        assert humans(a, b, same=[("a", "b")]) == AB

    def test_different_holds_whatever_speaks_for_it(self) -> None:
        a, b = card("a", "Ada King", email="ada@example.org"), card("b", "Ada King", email="ada@example.org")
        assert not humans(a, b, different=[("a", "b")])

    def test_different_holds_through_a_third_card(self) -> None:
        a = card("a", "Ada King", email="ada@example.org")
        b = card("b", "Ada King", mobile="+1 512 555 0100")
        c = card("c", "Ada King", email="ada@example.org", mobile="+1 512 555 0100")
        assert all(not {"a", "b"} <= set(human) for human in humans(a, b, c, different=[("a", "b")]))

    def test_what_was_answered_is_not_asked_again(self) -> None:
        a, b = card("a", "John King", home="+1 512 555 0100"), card("b", "John King", home="+1 512 555 0100")
        assert asked(match([a, b])) == AB
        assert not asked(match([a, b], different=[("a", "b")]))
        assert not asked(match([a, b], same=[("a", "b")]))


class TestQuestions:
    def test_two_clusters_are_asked_about_once(self) -> None:
        left = [card(f"l{n}", "Ada Lovelace", email="ada@example.org") for n in range(3)]
        right = [card(f"r{n}", "Ada Lovelace", mobile="+1 512 555 0100") for n in range(3)]
        assert len(match([*left, *right]).questions) == 1

    def test_the_surest_is_asked_first(self) -> None:
        cards = [
            card("a", "Ada Lovelace", firm="Engine"),
            card("b", "Ada Lovelace", firm="Engine"),
            card("c", "Bob Ward"),
            card("d", "Bob Ward"),
        ]
        bits = [question.bits for question in match(cards).questions]
        assert bits == sorted(bits, reverse=True)

    def test_reasons_are_words_that_a_person_can_read(self) -> None:
        a = card("a", "Bill Ward", mobile="+1 512 555 0100")
        b = card("b", "William Ward", mobile="+1 512 555 0100")
        (join,) = match([a, b]).joins
        assert join.reasons == ("same mobile +1 512 555 0100", "names differ only by nickname")


def test_the_order_of_cards_and_books_changes_nothing() -> None:
    rng = random.Random(7)
    names = ["Ada King", "A. King", "King Ada", "Bill Ward", "William Ward", "Anna Lee", "Anne Lee", ""]
    cards = [
        card(
            f"k{n:03}",
            rng.choice(names),
            book=rng.choice("xyz"),
            email=rng.choice(["", "ada@example.org", "ward@example.org", "lee@example.org", "a@gmail.com"]),
            mobile=rng.choice(["", "", "+1 512 555 0100", "+1 512 555 0199"]),
        )
        for n in range(120)
    ]
    expected = match(cards)
    for _ in range(5):
        rng.shuffle(cards)
        assert match(cards) == expected


class TestMailboxesThatAreNobodysOwn:
    @pytest.mark.parametrize(
        "local",
        [
            "family",
            "ottfamily",
            "ott.family",
            "familyott",
            "the.otts",
            "the-otts",
            "theotts",
            "famille.ott",
            "familie.ott",
            "familieott2",
            "fam.ott",
            "buero",
            "accueil",
            "info2",
            "secretaria",
            "sekretariat",
            "recepcion",
            "kontor",
            "biuro",
        ],
    )
    def test_one_of_them_joins_nobody_by_a_nickname_or_an_initial(self, local: str) -> None:
        address = f"{local}@web.de"
        assert not humans(card("a", "Chris Ott", email=address), card("b", "Christina Ott", email=address))
        assert not humans(card("a", "C. Ott", email=address), card("b", "Christina Ott", email=address))

    @pytest.mark.parametrize("local", ["thea.ott", "theo", "thea-ross", "ott", "bianca.buerow"])
    def test_one_that_only_looks_alike_is_its_owners(self, local: str) -> None:
        address = f"{local}@gmail.com"
        assert humans(card("a", "Chris Ott", email=address), card("b", "Christopher Ott", email=address)) == AB


class TestAnotherSurname:
    @pytest.mark.parametrize(
        "common",
        [{"mobile": "+49 151 23456789"}, {"email": "ostwest@gmail.com"}, {"email": "choir.anna@gmail.com"}],
        ids=["a mobile", "a mailbox of two surnames", "a mailbox with the given name"],
    )
    def test_one_identifier_is_asked_about(self, common: dict[str, str]) -> None:
        a, b = card("a", "Anna Ost", **common), card("b", "Anna West", **common)
        assert not humans(a, b)
        assert asked(match([a, b])) == AB

    @pytest.mark.parametrize(
        "common",
        [
            {"email": "ostwest@gmail.com", "mobile": "+49 151 23456789"},
            {"email": "anna.ost@gmail.com"},
            {"email": "aost@gmail.com"},
            {"url": "https://www.linkedin.com/in/anna-ost"},
        ],
        ids=["mailbox and mobile", "a mailbox with one of both names", "an initial and one surname", "a profile"],
    )
    def test_two_identifiers_or_one_that_says_the_name_are_enough(self, common: dict[str, str]) -> None:
        assert humans(card("a", "Anna Ost", **common), card("b", "Anna West", **common)) == AB

    def test_a_mobile_is_enough_when_a_mailbox_tells_of_the_other_surname(self) -> None:
        a = card("a", "Anna Ost", mobile="+49 151 23456789", email="anna.west@gmail.com")
        b = card("b", "Anna West", mobile="+49 151 23456789")
        assert humans(a, b) == AB


@pytest.mark.parametrize("common", [{"email": "ma77@gmail.com"}, {"mobile": "+49 151 23456789"}])
def test_two_scripts_under_one_identifier_are_asked_about(common: dict[str, str]) -> None:
    a, b = card("a", "محمد علي", **common), card("b", "Mohammed Ali", **common)
    assert not humans(a, b, policy="liberal")
    assert asked(match([a, b])) == AB
    assert "names in different scripts" in match([a, b]).questions[0].reasons


def test_two_scripts_without_an_identifier_are_not_asked_about() -> None:
    a = card("a", "陈伟", firm="Acme", street="5 Mill Lane", email="wei.ch@acme.example", work="+49 30 1234567")
    b = card("b", "Chen Wei", firm="Acme", street="5 Mill Lane", email="info@acme.example", work="+49 30 1234568")
    assert not asked(match([a, b]))


def test_the_names_of_one_human_in_two_scripts_do_not_make_a_mobile_a_shared_one() -> None:
    mobile = "+49 151 23456789"
    cards = card("a", "陈伟", mobile=mobile), card("b", "Chen Wei", mobile=mobile), card("c", "Wei Chen", mobile=mobile)
    assert humans(*cards) == {frozenset("bc")}


class TestNumbersOfTwoCountries:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("+44 7700 900123", "+1 770 090 0123"),
            ("0044 7700 900123", "+1 770 090 0123"),
            ("+44 7700 900123", "011 353 770 090 0123"),
        ],
    )
    def test_are_two_numbers_though_they_end_alike(self, one: str, other: str) -> None:
        a, b = card("a", "John Smith", mobile=one), card("b", "John Smith", mobile=other)
        assert not humans(a, b)
        assert not any("same mobile" in reason for q in match([a, b]).questions for reason in q.reasons)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("+44 7700 900123", "0044 (0)7700 900123"),
            ("+44 7700 900123", "+44 0 7700 900123"),
            ("+44 7700 900123", "07700 900123"),
            ("+1 512 555 0100", "011 1 512 555 0100"),
            ("+1 512 555 0100", "1-512-555-0100"),
            ("+54 9 11 2345 6789", "+54 11 2345 6789"),
            ("+52 1 55 1234 5678", "+52 55 1234 5678"),
            ("+7 912 345 6789", "8 912 345 67 89"),
            ("tel:+44-7700-900123;ext=5", "+44 7700 900123"),
        ],
    )
    def test_one_number_is_known_however_it_is_dialled(self, one: str, other: str) -> None:
        assert humans(card("a", "John Smith", mobile=one), card("b", "John Smith", mobile=other)) == AB


class TestOneMiddleName:
    def test_it_speaks_for_one_human_and_the_reasons_say_so(self) -> None:
        (plain,) = match([card("a", "George Bush"), card("b", "George Bush")], ask_from=-50).questions
        (with_initials,) = match([card("a", "George H. Bush"), card("b", "George H. Bush")], ask_from=-50).questions
        assert with_initials.bits == pytest.approx(plain.bits + 3.5, abs=0.1)
        assert "middle names agree" in with_initials.reasons
        assert "middle names agree" not in plain.reasons

    def test_it_makes_a_name_worth_a_question_that_is_none_by_itself(self) -> None:
        cards = [card(key, name) for key, name in zip("abc", ["Bo Ray", "Bo K. Ray", "Bo K. Ray"], strict=True)]
        (surest, *_) = match(cards, ask_from=-50).questions
        assert asked(match(cards, ask_from=surest.bits - 1)) == {frozenset("bc")}

    def test_it_makes_names_that_are_nearly_one_worth_a_question(self) -> None:
        cards = [card(key, name) for key, name in zip("abc", ["Rob Ray", "Robert K. Ray", "Rob K. Ray"], strict=True)]
        bits = {frozenset((q.left, q.right)): q.bits for q in match(cards, ask_from=-50).questions}
        assert asked(match(cards, ask_from=bits[frozenset("bc")] - 0.25)) == {frozenset("bc")}

    def test_it_speaks_for_nobody_of_another_surname(self) -> None:
        home: dict[str, Any] = {"street": "5 Mill Lane", "born": (1960, 3, 7)}
        (plain,) = match([card("a", "Ida Bush", **home), card("b", "Ida West", **home)]).questions
        (initials,) = match([card("a", "Ida H. Bush", **home), card("b", "Ida H. West", **home)]).questions
        assert initials.bits == plain.bits
        assert "middle names agree" not in initials.reasons


class TestOneNameTwiceInABook:
    HOME = "5 Mill Lane"

    def test_with_two_jobs_and_one_home_is_one_human_to_the_balanced(self) -> None:
        cards = (
            card("a", "Bo Ray", book="census", street=self.HOME),
            card("b", "Bo Ray", book="taxes", street=self.HOME, firm="Acme"),
            card("c", "Bo Ray", book="taxes", street=self.HOME, firm="Firm"),
        )
        assert humans(*cards, policy="balanced") == {frozenset("abc")}
        assert not humans(*cards)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({}, {"street": "9 Hill Road"}),
            ({}, {"street": ""}),
            ({"mobile": "+1 512 555 0100"}, {"mobile": "+1 512 555 0199"}),
            ({"email": "bo@gmail.com"}, {"email": "ray@gmail.com"}),
            ({"suffix": "Jr."}, {}),
            ({"suffix": "Jr."}, {"suffix": "Sr."}),
            ({"born": (1950, 3, 7)}, {"born": (1980, 5, 2)}),
            ({"name": "Bo K. Ray"}, {"name": "Bo M. Ray"}),
        ],
        ids=["home", "no home", "mobile", "mailbox", "generation", "generations", "birthday", "middle initial"],
    )
    def test_with_anything_else_that_differs_is_two(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        usual = {"name": "Bo Ray", "street": self.HOME, "book": "taxes"}
        a = card("a", "Bo Ray", book="census", street=self.HOME)
        assert not humans(a, card("b", **usual | one), card("c", **usual | other), policy="balanced")


class TestOtherMiddleNames:
    def test_the_reason_says_so(self) -> None:
        a, b = card("a", "George H. Bush", firm="Acme"), card("b", "George W. Bush", firm="Acme")
        assert "same name, other middle name" in match([a, b]).questions[0].reasons

    @pytest.mark.parametrize("common", [{"mobile": "+1 512 555 0100"}, {"email": "bush@gmail.com"}])
    @pytest.mark.parametrize(
        "names", [("George H. Bush", "George W. Bush"), ("José María García", "José Manuel García")], ids=["H W", "M M"]
    )
    def test_other_middle_names_are_asked_about_under_one_identifier(
        self, names: tuple[str, str], common: dict[str, str]
    ) -> None:
        a, b = card("a", names[0], **common), card("b", names[1], **common)
        assert not humans(a, b)
        assert asked(match([a, b])) == AB


class TestSlipsOfThePen:
    BORN = (1960, 3, 7)

    def test_a_surname_alone_and_one_birthday_are_asked_about(self) -> None:
        a = card("a", given="Stirling", family="Leslie", born=self.BORN)
        b = card("b", family="Leslie", born=self.BORN)
        assert not humans(a, b)
        assert asked(match([a, b])) == AB
        assert "one has only the surname" in match([a, b]).questions[0].reasons

    def test_a_household_under_its_surname_is_not_joined_with_one_of_it_in_one_book(self) -> None:
        a = card("a", family="Ott", book="x", email="ottos@gmail.com", home="+49 30 1234567")
        b = card("b", given="Anna", family="Ott", book="x", email="ottos@gmail.com", home="+49 30 1234567")
        assert not humans(a, b)

    def test_one_given_name_at_one_home_under_two_surnames_is_asked_about(self) -> None:
        home = "101 Glencross Street"
        a = card("a", "Chelsea Ryan", book="x", street=home)
        assert asked(match([a, card("b", "Chelsea Herbert", book="x", street=home)])) == AB
        assert not asked(match([a, card("b", "Thomas Herbert", book="x", street=home)]))

    @pytest.mark.parametrize(("postcode", "is_asked"), [("3173", True), ("3137", True), ("3731", False)])
    def test_a_post_code_whose_figures_changed_places_speaks_for_two_slips(self, postcode: str, is_asked: bool) -> None:
        a = card("a", "Kayla Tu", book="x", born=self.BORN, postcode="3137")
        b = card("b", "Brooke Tu", book="x", born=self.BORN, postcode=postcode)
        assert asked(match([a, b])) == (AB if is_asked else set())


@pytest.mark.parametrize("policy", ["strict", "balanced"])
def test_what_was_not_compared_would_not_have_been_asked(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    names = ["Ada King", "King Ada", "Adah King", "Ada King Jr.", "Ada Kingsley", "A. King", "Bo Ray", ""]
    names += ["Ada B. King", "Adah B. King"]
    cards = [
        card(
            f"k{n:03}",
            rng.choice(names),
            book=rng.choice("xyz"),
            firm=rng.choice(["", "", "Acme", "Firm"]),
            street=rng.choice(["", "", "", "5 Mill Lane", "5 Mil Lane"]),
            postcode=rng.choice(["", "", "", "3137", "3173"]),
            born=rng.choice([None, None, None, (1960, 3, 7), (1960, 7, 3), (1971, 3, 7)]),
            mobile=rng.choice(["", "", "", "+1 512 555 0100"]),
            email=rng.choice(["", "", "", "ada.king@example.org"]),
        )
        for n in range(55)
    ]
    fast = [match(cards, policy=policy, ask_from=bits) for bits in (0.0, 3.5, 8.0)]
    monkeypatch.setattr(_Worth, "by_name", lambda *_, **__: True)
    assert fast == [match(cards, policy=policy, ask_from=bits) for bits in (0.0, 3.5, 8.0)]
