"""The demo goes through all seven steps, and leaves letters that one would be glad to get."""

from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from netcore.demo import Line, story, walk
from netcore.errors import NotContactable, UsageError
from netcore.network import Network
from netcore.plugins.registry import Registry

NOW = datetime(2026, 3, 18, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def lines(home: Path) -> list[Line]:
    return list(walk(home, now=NOW, plugins=Registry.discover(raise_errors=True)))


@pytest.fixture(scope="module")
def letters(home: Path, lines: list[Line]) -> list[EmailMessage]:
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted((home / "letters").glob("*.eml"))
    ]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_it_tells_of_all_seven_steps_in_their_order(lines: list[Line]) -> None:
    steps = [line.text for line in lines if line.kind == "step"]
    assert [step[:4] for step in steps[:7]] == [f"{number} · " for number in range(1, 8)]


def test_about_forty_people_come_out_of_far_more_cards(lines: list[Line]) -> None:
    (sentence,) = [line.text for line in lines if "have become" in line.text]
    cards, people = (int(word) for word in sentence.split() if word.isdigit())
    assert cards > 60
    assert 40 <= people <= 50


def test_it_leaves_seven_letters_and_a_thank_you_in_the_folder_that_it_names(
    home: Path, lines: list[Line], letters: list[EmailMessage]
) -> None:
    wanted = Counter([*(letter.person for letter in story.LETTERS), story.REPLY_FROM])
    assert Counter(str(letter["To"].addresses[0].display_name) for letter in letters) == wanted
    named = {line.text for line in lines if line.kind == "letter"}
    assert {str(file) for file in (home / "letters").glob("*.eml")} <= named


def test_each_letter_is_about_the_two_of_them_and_has_one_request_a_choice_and_an_offer(
    letters: list[EmailMessage],
) -> None:
    by_subject = {letter["Subject"]: text_of(letter) for letter in letters}
    for letter in story.LETTERS:
        text = by_subject[letter.subject]
        assert text.startswith(f"Dear {letter.person.split()[0]},")
        for part in (letter.memory, letter.ask, letter.options, story.OFFER):
            assert part in text
        assert "[[" not in text
        assert "{{" not in text
    assert len({letter.memory for letter in story.LETTERS}) == len(story.LETTERS)


def test_the_checks_have_nothing_to_say_of_any_letter(home: Path, lines: list[Line]) -> None:
    with Network(home / "default.db", home=home, now=lambda: NOW) as network:
        sent = [message.id for message in network.write.messages(state="sent") if message.purpose == "request"]
        said = {
            (one.message.to_name, finding.text)
            for one in network.write.check(sent)
            for finding in one.findings
            if finding.id != "recontact-too-soon"
        }
    assert len(sent) == len(story.LETTERS)
    assert not said


def test_whoever_was_taken_off_cannot_be_written_to_under_either_name(home: Path, lines: list[Line]) -> None:
    with Network(home / "default.db", home=home, now=lambda: NOW) as network:
        for name in (story.DOUBT[0], story.OTHER_NAME_OF_DOUBT):
            with pytest.raises(NotContactable):
                network.write.draft_one(name, purpose="request", subject="Hello", body="Hello")


def test_the_reason_of_an_elimination_is_not_told(lines: list[Line]) -> None:
    assert not [line for line in lines if story.DOUBT[1] in line.text]


def test_the_namesakes_the_couples_and_father_and_son_stay_apart(home: Path, lines: list[Line]) -> None:
    with Network(home / "default.db", home=home, now=lambda: NOW) as network:
        names = Counter(person.name for person in network.gather.people())
        assert not network.gather.duplicates()
    assert names["Sarah Jones"] == 2
    assert names["Walter Finch"] == names["Walter Finch Jr."] == 1
    assert names["Grace Whitfield"] == names["Daniel Whitfield"] == 1
    assert names["Peter Nowak"] == names["Hana Nowak"] == 1


def test_nothing_in_the_story_happens_after_its_end(home: Path, lines: list[Line]) -> None:
    with Network(home / "default.db", home=home, now=lambda: NOW) as network:
        assert all(entry.at <= NOW for entry in network.journal(limit=1000))


@pytest.mark.parametrize("day", [0, 1, 2])
def test_the_talk_is_on_a_thursday_whatever_day_it_is_today(tmp_path: Path, day: int) -> None:
    told = [line.text for line in walk(tmp_path, now=NOW.replace(day=NOW.day + day))]
    assert any("coffee, 30 minutes, Thursday at 16:00" in text for text in told)


def test_a_network_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "default.db").write_bytes(b"mine")
    with pytest.raises(UsageError, match="Name another folder"):
        list(walk(tmp_path, now=NOW))
    assert [file.name for file in tmp_path.iterdir()] == ["default.db"]
