"""What warns and hints: rules with a grade, in texts as people write them."""

import pytest

from netcore.model.message import Finding
from tests.steps.write.checks.drafts import CLARITY, GOOD, NOW, draft, found, good_with

REQUEST = "You have run the youth choir for ten years. Could we talk for twenty minutes about how you keep them coming?"


def without(*parts: str, text: str = GOOD) -> str:
    """The sound letter without some of its sentences."""
    for part in parts:
        assert part in text
        text = text.replace(part, "")
    return text


@pytest.mark.parametrize(
    "text",
    [
        without(REQUEST, " A phone call, or coffee near your school, whenever it suits you."),
        "Dear Maya,\n\nhow are you? It was nice to sing with you last spring.\n\nThanks, Sam",
        "Dear Maya,\n\nI remember our trips. What can I do for you? Let me know how I can help.\n\nThanks, Sam",
    ],
)
def test_a_letter_that_asks_for_nothing_warns(text: str) -> None:
    assert found(text)["no-clear-request"].level == "warn"


@pytest.mark.parametrize(
    "request_",
    [
        "Could you tell me how you found your first pupils?",
        "I'd be so grateful for 20 minutes of your time.",
        "I would love to hear what the first year looked like.",
        "Might I ask for your advice on one thing?",
        "Do you know anybody who insures boats?",
        "Would you look over my plan?",
        "May I borrow your trailer on Saturday?",
        "Coffee on Thursday?",
        "Please let me know if a call next week would be possible.",
        "Could I pick your brains for half an hour?",
    ],
)
def test_a_request_is_heard_in_many_words(request_: str) -> None:
    assert "no-clear-request" not in found(f"Dear Maya,\n\nI still hum our Dvořák. {request_}\n\nThanks, Sam")


def test_an_empty_part_weighs_more_than_a_missing_cue() -> None:
    nothing = without(REQUEST, " A phone call, or coffee near your school, whenever it suits you.")
    assert found(nothing, slots={"ask": ""})["no-clear-request"].level == "block"
    asked = f"{nothing}\nAn evening at the slipway is all I dream of."
    assert "no-clear-request" not in found(asked, slots={"ask": "An evening at the slipway is all I dream of."})


def test_thanks_need_no_request() -> None:
    assert "no-clear-request" not in found("Dear Maya,\n\nthank you for Thursday. Sam", purpose="thanks")


@pytest.mark.parametrize(
    "sentence",
    [
        "Would you also read my plan?",
        "And could you introduce me to the harbour master?",
        "Could you forward this to your sister?",
        "Is it well? Is it late? Is it far? Is it cold?",
    ],
)
def test_several_requests_at_once_warn(sentence: str) -> None:
    assert found(good_with(sentence))["too-many-requests"].level == "warn"


@pytest.mark.parametrize(
    "sentence", ["Or could I ring you one evening?", "Do you still sing?", "You could give them a ring."]
)
def test_one_request_with_options_passes(sentence: str) -> None:
    assert "too-many-requests" not in found(good_with(sentence))


@pytest.mark.parametrize(
    "sentence", ["Could I pick your brain?", "Any leads?", "Let's catch up some time!", "Any advice?"]
)
def test_a_vague_request_warns(sentence: str) -> None:
    assert found(good_with(sentence))["vague-request"].level == "warn"


@pytest.mark.parametrize(
    "sentence",
    ["Could I pick your brain for half an hour?", "Your advice on insurance kept me going.", "He leads the class."],
)
def test_a_request_with_an_edge_passes(sentence: str) -> None:
    assert "vague-request" not in found(good_with(sentence))


@pytest.mark.parametrize(
    "sentence", ["Do you have any openings?", "Is your school hiring?", "Could you put in a good word?"]
)
def test_asking_for_a_job_warns(sentence: str) -> None:
    assert found(good_with(sentence))["asks-for-job"].level == "warn"


@pytest.mark.parametrize(
    "sentence", ["The opening of the season is near.", "My job ends in June.", "I was hired by a whale once."]
)
def test_speaking_of_jobs_passes(sentence: str) -> None:
    assert "asks-for-job" not in found(good_with(sentence))


def test_thanks_with_a_request_warn() -> None:
    thanks = "Dear Maya,\n\nthank you for Thursday: you showed me how simple it can be.\n\nWarmly, Sam"
    assert "thank-you-new-ask" not in found(thanks, purpose="thanks")
    more = thanks.replace("it can be.", "it can be. Could you introduce me to Anna?")
    assert found(more, purpose="thanks")["thank-you-new-ask"].level == "warn"


def test_a_goal_in_three_words_blocks() -> None:
    clarity = CLARITY.__class__(version=1, goal="A new job", written_at=NOW, confirmed_at=NOW)
    assert found(clarity=clarity)["clarity-too-short"].level == "block"
    assert found(clarity=clarity)["clarity-too-short"].end == 0


def test_a_request_that_hides_its_goal_warns() -> None:
    hidden = GOOD.replace("teach boat repair to teenagers at the harbour", "do new things")
    assert found(hidden)["goal-not-mentioned"].level == "warn"
    assert "goal-not-mentioned" not in found(hidden.replace("new things", "repairs on boats"))


def test_nothing_about_the_two_of_them_hints_and_warns_when_the_part_is_empty() -> None:
    text = "Dear Maya,\n\nI hope all is well. Could we talk for twenty minutes about boat repair?\n\nThanks, Sam"
    assert found(text)["no-personal-touch"].level == "hint"
    assert found(text, slots={"memory": ""})["no-personal-touch"].level == "warn"


@pytest.mark.parametrize(
    "sentence",
    [
        "Do you remember the thunderstorm in Lund?",
        "I thought of you when the ferry was late.",
        "How is the choir?",
        "My sister tells me that you stood on stage again, congratulations!",
        "We sang together for six years.",
    ],
)
def test_a_memory_or_a_fact_passes(sentence: str) -> None:
    text = f"Dear Maya,\n\n{sentence} Could we talk for twenty minutes about boat repair?\n\nThanks, Sam"
    assert "no-personal-touch" not in found(text)


def test_one_way_to_meet_hints_two_pass() -> None:
    text = "Dear Maya,\n\nI still hum our Dvořák. Could we meet for {}? Twenty minutes would do.\n\nThanks, Sam"
    assert found(text.format("coffee"))["meeting-options-missing"].level == "hint"
    assert found(text.format("coffee"), slots={"options": ""})["meeting-options-missing"].level == "warn"
    for two in ("coffee, or on the phone", "a walk or lunch", "a video call", "a pint, or at your office"):
        assert "meeting-options-missing" not in found(text.format(two)), two


def test_a_talk_without_length_hints() -> None:
    assert found(GOOD.replace(" for twenty minutes", ""))["no-duration"].level == "hint"
    for span in ("for 20 minutes", "for half an hour", "for a quarter of an hour", "for 15 mins"):
        assert "no-duration" not in found(GOOD.replace("for twenty minutes", span)), span


def test_a_long_first_talk_hints_unless_they_met_before() -> None:
    for span in ("45 minutes", "an hour", "two hours"):
        long = GOOD.replace("twenty minutes", span)
        assert found(long)["timeframe-exceeded"].level == "hint"
        assert "timeframe-exceeded" not in found(long, last_contact=NOW.replace(month=1))
    assert "timeframe-exceeded" not in found(GOOD.replace("twenty minutes", "half an hour"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Please answer asap.",
        "It is urgent.",
        "I need to hear back by Friday.",
        "Could you decide by tomorrow?",
        "Did you get my email?",
        "I need an answer.",
    ],
)
def test_pressure_warns(sentence: str) -> None:
    assert found(good_with(sentence))["pressure-urgency"].level == "warn"


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not urgent at all.",
        "There is nothing urgent about it.",
        "We walked by the harbour.",
        "By Friday I will know.",
    ],
)
def test_calm_passes(sentence: str) -> None:
    assert "pressure-urgency" not in found(good_with(sentence))


@pytest.mark.parametrize(
    "sentence",
    ["I'm desperate.", "You are my last hope.", "I’ll take anything.", "Sorry to bother you. I'm so sorry about this."],
)
def test_pleading_warns(sentence: str) -> None:
    assert found(good_with(sentence))["guilt-desperation"].level == "warn"


@pytest.mark.parametrize(
    "sentence", ["My contract ended in March.", "I'm sorry that I missed the concert.", "I hope you do."]
)
def test_plain_need_passes(sentence: str) -> None:
    assert "guilt-desperation" not in found(good_with(sentence))


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("AMAZING NEWS", "It is so."),
        ("Boats", "It is AMAZING NEWS for me."),
        ("Boats", "Can you believe it?!"),
        ("Boats", "I did it!!"),
        ("Boats", "Yes! Yes! Yes! Yes!"),
    ],
)
def test_shouting_warns(subject: str, sentence: str) -> None:
    assert found(good_with(sentence), subject=subject)["shouting"].level == "warn"


@pytest.mark.parametrize(
    "sentence", ["NASA and the BBC wrote about it.", "I did it!", "The MS Åland left.", "I am so glad!"]
)
def test_an_acronym_or_one_mark_passes(sentence: str) -> None:
    assert "shouting" not in found(good_with(sentence), subject="USA, UK and me")


def test_length_hints_above_125_words_and_warns_above_200() -> None:
    assert found(good_with("We sang and rowed and laughed and wrote. " * 7))["too-long"].level == "hint"
    assert found(good_with("We sang and rowed and laughed and wrote. " * 17))["too-long"].level == "warn"


def test_quotes_and_the_closing_do_not_count_as_length() -> None:
    assert "too-long" not in found(GOOD + "> They wrote a long letter to us.\n" * 40, in_reply_to="<1@example.org>")


@pytest.mark.parametrize("subject", ["Hi", "Quick question", "Networking", "catching up!"])
def test_a_subject_that_fits_any_letter_warns(subject: str) -> None:
    assert found(subject=subject)["subject-unhelpful"].level == "warn"


def test_a_long_subject_hints() -> None:
    assert found(subject="Something I wanted to tell you about the boats")["subject-unhelpful"].level == "hint"


def test_no_greeting_or_no_name_warns_and_no_thanks_hints() -> None:
    def level(text: str) -> str:
        finding = found(text).get("greeting-closing")
        return finding.level if isinstance(finding, Finding) else ""

    assert level(GOOD.replace("Dear Maya,\n\n", "")) == "warn"
    assert level(GOOD.replace("Sam\n", "")) == "warn"
    assert level(GOOD.replace("Thank you, and warm wishes", "Warm wishes")) == "hint"
    assert level(GOOD.replace("Sam\n", "Sam Okafor\nBoatyard Lane 3\n")) == ""


def test_no_offer_hints_and_warns_in_thanks_when_the_part_is_empty() -> None:
    taking = without("And tell me what I could do for you; I would love to.")
    assert found(taking)["offer-missing"].level == "hint"
    assert found(taking, purpose="thanks", slots={"offer": ""})["offer-missing"].level == "warn"
    for offer in (
        "If I can return the favour, say so.",
        "I'll bring the buns.",
        "Is there anything you need?",
        "My treat.",
    ):
        assert "offer-missing" not in found(taking.replace("No rush at all.", offer)), offer


@pytest.mark.parametrize(
    "sentence",
    [
        "If you introduce me to her, I'll fix your boat.",
        "In return for an introduction I offer a ride.",
        "You owe me one.",
    ],
)
def test_a_trade_warns(sentence: str) -> None:
    assert found(good_with(sentence))["offer-contingent"].level == "warn"


@pytest.mark.parametrize("sentence", ["In return for the trouble I bring buns.", "If you like, I'll come to you."])
def test_a_gift_passes(sentence: str) -> None:
    assert "offer-contingent" not in found(good_with(sentence))


def test_a_second_letter_within_a_week_warns() -> None:
    assert found(last_contact=NOW.replace(day=12))["recontact-too-soon"].level == "warn"
    assert "recontact-too-soon" not in found(last_contact=NOW.replace(day=5))
    assert "recontact-too-soon" not in found(last_contact=NOW.replace(day=12), purpose="thanks")


@pytest.mark.parametrize(
    "text",
    [
        "Liebe Maya,\n\nanbei mein Lebenslauf. Hast du am 2. Mai Zeit für einen Kaffee? Es ist dringend.\n\nDein Sam",
        "Chère Maya,\n\non a chanté ensemble il y a des années et tu me manques. As-tu vingt minutes?\n\nSam",
        "Beste Maya,\n\nwas het niet mooi in de zomer? Kan ik je bellen voor een kop koffie, of is dat lastig?\n\nSam",
        "マヤさん、お元気ですか。\n\nサム",
    ],
)
def test_a_language_without_a_pack_is_named_and_never_blocked_for_its_words(text: str) -> None:
    findings = found(text, subject="Maya")
    assert findings["language-unsupported"].level == "hint"
    assert "block" not in {finding.level for finding in findings.values()}


@pytest.mark.parametrize(
    "text", ["Hi Maya, coffee tomorrow?", "Thanks for lunch Maya! Great chat.", "HI MAYA!!! CAN WE MEET ASAP???"]
)
def test_a_short_text_is_read_as_english(text: str) -> None:
    assert "language-unsupported" not in found(text)


def test_every_rule_that_is_no_fact_has_a_grade() -> None:
    poor = "Leo\n\nI'm desperate!! Any openings? Any leads? If you help me, I'll help you. I need it by Friday.\n"
    findings = found(poor, subject="Hi", shared=0.95, last_contact=NOW).values()
    assert {finding.grade for finding in findings if finding.level != "block"} <= {"S", "M", "V", "F"}
    assert all(not finding.grade for finding in findings if finding.level == "block")


def test_a_draft_is_not_changed_by_reading_it() -> None:
    one = draft()
    found()
    assert one == draft()
