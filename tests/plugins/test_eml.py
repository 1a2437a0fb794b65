"""A message as an e-mail: read back by parsers that are not ours."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.model.message import Attachment
from netcore.plugins import Rejected
from netcore.plugins.eml import to_eml, to_html
from netcore.testing import sample_outgoing
from netcore.testing.letters import attachments, body, header, injected, recipient

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=100)


@given(LINE, LINE)
def test_every_name_and_subject_without_line_breaks_arrives(name: str, subject: str) -> None:
    raw = to_eml(sample_outgoing(to_name=name, subject=subject))
    assert header(raw, "Subject") == subject
    found, address = recipient(raw)
    assert address == "ada@example.org"
    assert found.split() == name.split()


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=2000))
def test_every_text_arrives(text: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert body(to_eml(sample_outgoing(body=text))) == expected


@given(ANYTHING, st.sampled_from(["to_name", "from_name", "subject", "to_address", "from_address", "message_id"]))
def test_no_text_in_any_field_makes_a_header_or_a_line_too_long(text: str, field: str) -> None:
    try:
        raw = to_eml(sample_outgoing(**{field: f"{text}\nX-Injected: yes"}))
    except Rejected:
        pass
    else:
        raise AssertionError(f"not rejected: {raw[:300]!r}")
    try:
        raw = to_eml(sample_outgoing(**{field: text}))
    except Rejected:
        return
    assert not injected(raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    names = {name.decode() for name in re.findall(rb"(?m)^([A-Za-z-]+):", raw.partition(b"\r\n\r\n")[0])}
    assert names <= {*["Date", "From", "To", "Subject", "MIME-Version", "Message-ID", "X-Netcore-Key", "Content-Type"]}


@given(ANYTHING, st.binary(max_size=500), ANYTHING)
def test_every_attachment_arrives_under_a_harmless_name(name: str, data: bytes, media_type: str) -> None:
    attachment = Attachment(name=name, media_type=media_type, data=data)
    try:
        raw = to_eml(sample_outgoing(attachments=(attachment,)))
    except Rejected:
        assert any(not character.isprintable() for character in name)
        return
    assert attachments(raw) == [data]
    (part,) = message_from_bytes(raw, policy=policy.default).iter_attachments()
    found = part.get_filename()
    assert found
    assert not set(found) & set('<>:"/\\|?*')


def test_the_headers_say_who_when_and_which() -> None:
    references = tuple(f"<{'y' * 80}{number}@example.org>" for number in range(4))
    raw = to_eml(
        sample_outgoing(
            date=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), in_reply_to=f"<{'z' * 90}@example.org>", references=references
        )
    )
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Date"] == "Mon, 02 Mar 2026 09:30:00 +0000"
    assert message["Message-ID"] == "<k1@netcore.example.org>"
    assert message["From"] == "Grace Hopper <grace@example.org>"
    assert message["X-Netcore-Key"] == "k1"
    assert message["In-Reply-To"] == f"<{'z' * 90}@example.org>"
    assert message["References"].split() == list(references)
    assert b"=?" not in raw.partition(b"Content-Type")[0]


def test_letters_beyond_ascii_in_an_address_are_written_in_utf_8() -> None:
    raw = to_eml(sample_outgoing(to_address="jörg@exämple.org", to_name="Jörg"))
    assert "<jörg@exämple.org>".encode() in raw
    assert recipient(raw) == ("Jörg", "jörg@exämple.org")
    only_names = to_eml(sample_outgoing(to_name="Jörg", subject="Grüße", body="Schöne Grüße"))
    assert only_names.isascii()


def test_the_same_message_gives_the_same_bytes() -> None:
    message = sample_outgoing(attachments=(Attachment(name="a.txt", media_type="text/plain", data=b"x"),))
    assert to_eml(message) == to_eml(message)


def test_a_message_without_a_sender_leaves_it_to_the_mail_program() -> None:
    assert message_from_bytes(to_eml(sample_outgoing(from_address="")))["From"] is None


def test_what_others_put_into_message_ids_is_left_out_when_it_is_none() -> None:
    raw = to_eml(sample_outgoing(in_reply_to="not an id", references=("<ok@x>", "<a b@x>", "junk")))
    message = message_from_bytes(raw)
    assert message["In-Reply-To"] is None
    assert message["References"] == "<ok@x>"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\0", "\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029"])
def test_whatever_a_reader_might_take_for_the_end_of_a_line_is_rejected_by_its_code(end: str) -> None:
    for field in ("subject", "to_name", "from_name"):
        with pytest.raises(Rejected, match=rf"U\+{ord(end[0]):04X}"):
            to_eml(sample_outgoing(**{field: f"one{end}two"}))


@given(LINE.map("=?".__add__) | LINE)
def test_no_line_with_an_encoded_word_is_longer_than_76_characters(text: str) -> None:
    head = to_eml(sample_outgoing(subject=text, to_name=text, from_name=text)).partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?" in line)


def test_a_name_that_looks_like_an_encoded_word_stays_what_it_is() -> None:
    name = "=?utf-8?q?=41da?="
    raw = to_eml(sample_outgoing(subject=name, to_name=name))
    assert header(raw, "Subject") == name
    assert recipient(raw)[0] == name


@pytest.mark.parametrize("address", ["", "ada", "ada@", "@x", "a b@x", "a@x,b@x", "<a@x>", "a@x>", 'a"b@x', "a@b@c"])
def test_what_is_no_address_is_rejected(address: str) -> None:
    with pytest.raises(Rejected, match="is no e-mail address"):
        to_eml(sample_outgoing(to_address=address))


@pytest.mark.parametrize("field", ["subject", "body", "to_name"])
def test_half_a_character_is_rejected_in_a_sentence(field: str) -> None:
    with pytest.raises(Rejected):
        to_eml(sample_outgoing(**{field: "smile \ud83d"}))


def test_added_headers_are_plain_or_rejected() -> None:
    assert message_from_bytes(to_eml(sample_outgoing(), {"X-Unsent": "1"}))["X-Unsent"] == "1"
    for name, value in (("X Y", "1"), ("X-Y", "a\r\nb"), ("X-Y", "ü")):
        with pytest.raises(Rejected):
            to_eml(sample_outgoing(), {name: value})


# -- HTML ------------------------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html.partition("<body>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href"}

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=300))
def test_the_html_says_the_same_words_with_harmless_tags(text: str) -> None:
    reader = Reader(to_html(text))
    assert reader.words.split() == text.split()
    assert set(reader.tags) <= {"p", "br", "a"}
    assert all(link.startswith(("http://", "https://")) for link in reader.links)


def test_web_addresses_become_links_without_the_punctuation_behind_them() -> None:
    reader = Reader(to_html("See https://example.org/a?b=1&c=2, or (http://x.org/)."))
    assert reader.links == ["https://example.org/a?b=1&c=2", "http://x.org/"]


def test_paragraphs_and_line_breaks_stay() -> None:
    assert Reader(to_html("one\ntwo\n\nthree\n")).tags == ["p", "br", "p"]


def test_the_letter_has_both_forms_and_the_plain_one_first() -> None:
    message = message_from_bytes(to_eml(sample_outgoing()))
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
