"""What blocks: facts, in texts as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.model.contact import Contact, Name
from netcore.model.person import Person, PersonDetail
from netcore.steps.write.checks import own_findings
from tests.steps.write.checks.drafts import GOOD, draft, found, good_with


def test_a_sound_letter_has_no_findings() -> None:
    assert found() == {}


@pytest.mark.parametrize(
    "text",
    [
        "Hi {{ person.given }},",
        "Dear {first_name},",
        "You know [[what you remember]] best.",
        "Your talk at [company name] was a joy.",
        "I loved [your talk].",
        "Dear <<First Name>>,",
        "Dear «Vorname»,",
        "Dear *|FNAME|*,",
        "Dear %FIRST_NAME%,",
        "See you at %%place%%.",
        "Let us meet at ${place}.",
        "I would like to TBD.",
        "TODO say something about the choir",
        "We met in ____ in spring.",
        "Lorem ipsum dolor sit amet",
        "I still think of {whatever fun thing the two of you did}.",
        "Hi None, how are you?",
        "Dear , how are you?",
        "{% if person.given %}Hi{% endif %}",
    ],
)
def test_a_gap_that_nobody_filled_blocks(text: str) -> None:
    assert found(text)["unresolved-placeholder"].level == "block"


def test_a_gap_in_the_subject_blocks() -> None:
    assert "unresolved-placeholder" in found(subject="Hello {{ person.given }}")


def test_a_gap_is_shown_where_it_stands() -> None:
    text = good_with("It was at [place] that we met.")
    finding = found(text)["unresolved-placeholder"]
    assert text[finding.start : finding.end] == "[place]"


@pytest.mark.parametrize(
    "text",
    [
        "See [my page](https://example.org) for pictures.",
        "He said, “[The boats] are mine”, and left.",
        "It costs 20% less, and 30% of it is rope.",
        "We have a todo list as long as the pier.",
        "Some lines\n\n____\n\nand others.",
        "Set theory uses {1, 2, 3}.",
        "Dear None-such Singers, hello!",
        "I read “The Name of the Rose” [1] again.",
    ],
)
def test_what_only_looks_like_a_gap_passes(text: str) -> None:
    assert "unresolved-placeholder" not in found(text)


@pytest.mark.parametrize(
    "greeting",
    [
        "Hi Leo,",
        "Dear Leo!",
        "Leo,",
        "Hello Grace -",
        "Liebe Grace,",
        "Bonjour Léo,",
        "hey leo",
        "Dear Hamish and all,",
    ],
)
def test_greeting_somebody_else_whom_one_knows_blocks(greeting: str) -> None:
    finding = found(f"{greeting}\n\nhow are you?")["wrong-name"]
    assert finding.level == "block"
    assert "Maya" in finding.text


@pytest.mark.parametrize(
    "greeting", ["Hi Bernard,", "Dear Bob, could we", "dear bob,", "Hi Zsófia,", "Dear Robert Miller,", "Liebe Zsófia,"]
)
def test_greeting_by_a_given_name_that_is_not_theirs_blocks(greeting: str) -> None:
    assert found(f"{greeting}\n\nhow are you?")["wrong-name"].level == "block"


@pytest.mark.parametrize(
    "greeting", ["Dear Mrs Tanaka,", "Dear Ms King,", "Liebe Frau King,", "Dear Rowing Committee,", "Dear Old Salt,"]
)
def test_greeting_by_words_that_may_be_anything_warns(greeting: str) -> None:
    assert found(f"{greeting}\n\nhow are you?")["wrong-name"].level == "warn"


@pytest.mark.parametrize(
    "greeting",
    [
        "Hi Maya,",
        "Dear MAYA",
        "Hi Máya!",
        "Maya,",
        "Dear Ms. Lindqvist,",
        "Dear Maya Lindqvist,",
        "Dear May,",
        "Hi M.,",
        "Hello dear friend,",
        "Hi there!",
        "Dear all,",
        "Hi stranger,",
        "Good morning,",
        "Hello, you two,",
        "Dear Leo and Maya,",
        "What a summer!",
        "Dear friend,",
        "Dear Friend,",
        "Dear Sir,",
        "Dear Dr. Lindqvist,",
        "Liebe Frau Lindqvist,",
        "Sehr geehrte Frau Dr. Lindqvist,",
        "Liebe Nachbarin,",
        "Querida amiga,",
        "Dear Editor,",
        "Dear Hiring Manager,",
        "Dear Lindqvist,",
    ],
)
def test_a_greeting_that_may_mean_them_passes(greeting: str) -> None:
    assert "wrong-name" not in found(f"{greeting}\n\nhow are you?")


def test_a_short_form_of_the_name_passes_even_when_somebody_else_has_it() -> None:
    william = PersonDetail(
        person=Person(id="w", name="William Chen"), card=Contact(name=Name(given="William", family="Chen"))
    )
    assert "wrong-name" not in found("Dear Bill,\n\nhello!", person=william, to_name="", other_names=("Bill",))


@pytest.mark.parametrize(
    ("given", "additional", "greeting"),
    [
        ("Jörg", "", "Lieber Joerg,"),
        ("Joerg", "", "Lieber Jörg,"),
        ("Zoë", "", "Dear Zoe,"),
        ("Ana", "Lucía", "Querida Lucia,"),
        ("Josef", "", "Lieber Sepp,"),
        ("Bob", "", "Dear Robert,"),
        ("Élodie", "", "Chère Elodie,"),
        ("Marie-Claire", "", "Chère Claire,"),
    ],
)
def test_each_spelling_and_each_given_name_may_be_greeted(given: str, additional: str, greeting: str) -> None:
    name = Name(given=given, additional=additional, family="Novak")
    person = PersonDetail(person=Person(id="p", name=f"{given} Novak"), card=Contact(name=name))
    assert "wrong-name" not in found(f"{greeting}\n\nhow are you?", person=person, to_name=f"{given} Novak")


def test_nobody_without_a_name_can_be_greeted_wrongly() -> None:
    unnamed = PersonDetail(person=Person(id="x", name=""), card=Contact())
    assert "wrong-name" not in found("Dear Leo,\n\nhello!", person=unnamed, to_name="")


def test_somebody_off_the_list_blocks_with_the_stores_own_sentence() -> None:
    finding = found(obstacles=("Maya is off your list.",))["recipient-excluded"]
    assert (finding.level, finding.text) == ("block", "Maya is off your list.")


@pytest.mark.parametrize(
    "address",
    ["maya", "maya@", "ma ya@example.org", "maya@example", "maya@example..org", "a@b@c.org", "maya@example.org\n"],
)
def test_what_is_no_address_blocks(address: str) -> None:
    findings = found(to_address=address)
    if address.strip() != address:
        assert "malformed-address" not in findings  # blanks around it do no harm
    else:
        assert findings["malformed-address"].level == "block"


def test_no_address_at_all_blocks() -> None:
    assert found(to_address="")["no-address"].level == "block"


@pytest.mark.parametrize("address", ["maya+choir@example.org", "måya@exämple.org", "m.l@mail.example.co.uk"])
def test_an_unusual_address_passes(address: str) -> None:
    assert found(to_address=address) == {}


def test_a_request_without_clarity_blocks_and_thanks_do_not() -> None:
    assert found(clarity=None)["clarity-missing"].level == "block"
    assert "clarity-missing" not in found(clarity=None, purpose="thanks")


def test_a_second_letter_of_the_campaign_to_the_same_human_blocks() -> None:
    assert found(also_to_them=("Choir days",))["already-in-campaign"].level == "block"


def test_a_letter_outside_the_campaign_that_waits_for_the_same_human_warns() -> None:
    assert found(on_their_way=("Choir days",))["another-on-its-way"].level == "warn"


def test_who_may_be_somebody_else_is_asked_about_and_two_letters_to_one_human_block() -> None:
    assert found(maybe_same=("Maya L.",))["maybe-the-same"].level == "warn"
    assert found(maybe_same=("Maya L.",), maybe_twice=("Maya L.",))["maybe-the-same"].level == "block"


def test_the_very_same_text_to_somebody_else_blocks_and_a_similar_one_warns() -> None:
    assert found(same_text_to=("Leo",))["duplicate-text"].level == "block"
    assert found(shared=0.95)["duplicate-text"].level == "warn"
    assert "duplicate-text" not in found(shared=0.8)


def test_a_letter_without_subject_or_text_blocks() -> None:
    assert found(subject="  ")["empty-subject"].level == "block"
    assert found("\n \n")["empty-text"].level == "block"


@pytest.mark.parametrize("subject", ["Re: our plan", "RE:our plan", "Fwd: boats", "AW: Boote", "Re[2]: plan"])
def test_a_first_letter_that_pretends_to_be_an_answer_blocks(subject: str) -> None:
    assert found(subject=subject)["subject-deceptive"].level == "block"
    assert "subject-deceptive" not in found(subject=subject, in_reply_to="<1@example.org>")


@pytest.mark.parametrize("subject", ["Rehearsal memories", "Re-reading your letter", "Reed boats"])
def test_a_subject_that_only_begins_like_an_answer_passes(subject: str) -> None:
    assert "subject-deceptive" not in found(subject=subject)


@pytest.mark.parametrize(
    "sentence",
    [
        "I've attached my CV.",
        "I’m attaching the flyer so that you can see it.",
        "Please find my resume attached.",
        "My plan (attached) is only one page.",
        "The photos are attached.",
        "Attached is the outline of the course.",
        "I enclose the programme.",
        "See the attachment? No: see the attached drawing.",
    ],
)
def test_speaking_of_a_file_that_is_not_there_blocks(sentence: str) -> None:
    assert found(good_with(sentence))["attachment-missing"].level == "block"
    assert "attachment-missing" not in found(good_with(sentence), attachments=("plan.pdf",))


@pytest.mark.parametrize(
    "sentence",
    [
        "I am very attached to this harbour.",
        "I can attach a drawing if you like.",
        "No strings attached.",
        "The shed is attached to the old ferry house.",
        "I attach great importance to that.",
        "My attachment to the place is old.",
        "It is an enclosed yard.",
    ],
)
def test_the_other_meanings_of_attached_pass(sentence: str) -> None:
    assert "attachment-missing" not in found(good_with(sentence))


def test_a_file_spoken_of_in_what_is_quoted_passes() -> None:
    assert "attachment-missing" not in found(f"{GOOD}\n> I have attached the plan.\n", in_reply_to="<1@example.org>")


@pytest.mark.parametrize(
    "sentence",
    [
        "Could we meet on 2 May?",
        "How about Tuesday, May 12th?",
        "Would 2026-04-30 suit you?",
        "I am free on 1st of May.",
    ],
)
def test_a_day_that_is_over_blocks(sentence: str) -> None:
    assert found(good_with(sentence))["date-in-past"].level == "block"


@pytest.mark.parametrize(
    "sentence",
    [
        "Could we meet on 22 May?",
        "How about 14 May, today?",
        "Could we meet on 5 January?",
        "We met on 2 May, by the slipway.",
        "Ask for me on May 22.",
        "I may be free on 22 May.",
        "Could you read chapter 2 may I ask?",
        "I was born on 3 April 1981.",
    ],
)
def test_a_day_to_come_or_one_remembered_passes(sentence: str) -> None:
    assert "date-in-past" not in found(good_with(sentence))


@pytest.mark.parametrize(
    "sentence",
    ["Could we meet on Tuesday 22 May 2026?", "Are you free on Friday, May 21?", "Does Wed 20 May 2027 suit you?"],
)
def test_a_weekday_that_does_not_fit_the_date_blocks(sentence: str) -> None:
    assert found(good_with(sentence))["date-inconsistent"].level == "block"


@pytest.mark.parametrize(
    "sentence",
    [
        "Could we meet on Friday 22 May 2026?",
        "Are you free on Thursday, May 21?",
        "Does Thurs 21 May suit you?",
        "I remember that Sunday, 22 May, when we sang outside.",
        "Could we meet on Tuesday, or on 22 May?",
    ],
)
def test_a_weekday_that_fits_passes(sentence: str) -> None:
    assert "date-inconsistent" not in found(good_with(sentence))


def test_a_date_that_does_not_exist_is_no_mistake_of_ours() -> None:
    assert found(good_with("Is 31 February a joke?")) == {}


def test_a_draft_without_a_clock_is_not_asked_for_dates() -> None:
    assert "date-in-past" not in found(good_with("Could we meet on 2 May?"), now=None)


@pytest.mark.parametrize(
    "piece", ["\x00", "Dear ", "[", "{{", "a", "Hi\n", "on 99 May ", "?!", "thanks and ", "[your "]
)
def test_a_monstrous_text_is_read_in_good_time(piece: str) -> None:
    assert found(piece * 4000)


@given(st.text(), st.text(), st.sampled_from(["request", "thanks"]))
def test_any_text_is_checked_and_findings_lie_within_it(subject: str, body: str, purpose: str) -> None:
    for finding in own_findings(draft(body, subject=subject, purpose=purpose)):
        assert 0 <= finding.start <= finding.end <= len(body)
        assert finding.text.endswith((".", "?", "!"))
