"""The inbox: nothing that comes is missed, whatever Outlook forgets or moves; nothing is read that need not be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from graph_lab import GraphLab
from graph_lab.mailbox import INBOX

from netcore.errors import NotFound
from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint
from netcore.testing import FixedClock
from netcore.testing.inboxes import a_mail
from netcore_microsoft.inbox import MicrosoftInbox
from netcore_microsoft.manifest import netcore_inboxes

JUNK = "f-deleted"  # any other folder

Make = Callable[..., MicrosoftInbox]


@pytest.fixture
def inbox(make: Callable[..., Any]) -> Make:
    return lambda **settings: make(MicrosoftInbox, netcore_inboxes()[0], **settings)


@pytest.fixture
def cursor(graph: GraphLab, inbox: Make, clock: FixedClock) -> str:
    graph.mail.receive(a_mail("Old"))
    clock.advance(minutes=1)
    return read(inbox(), None)[1]


def read(inbox: MicrosoftInbox, cursor: str | None) -> tuple[list[IncomingMail], str]:
    items = list(inbox.messages(cursor))
    assert isinstance(items[-1], Checkpoint)
    return [item for item in items if isinstance(item, IncomingMail)], items[-1].cursor


def subjects(mails: list[IncomingMail]) -> list[str]:
    return [mail.subject for mail in mails]


def test_nothing_new_costs_one_request_a_folder(graph: GraphLab, inbox: Make, cursor: str) -> None:
    before = len(graph.http.asked)
    assert read(inbox(), cursor)[0] == []
    assert len(graph.http.asked) - before == 1


def test_mail_is_matched_by_conversation_and_by_what_it_answers(graph: GraphLab, inbox: Make, cursor: str) -> None:
    graph.mail.receive(a_mail("Re: Boats", in_reply_to="<k1@x.example>"), conversationId="conv-7")
    ((mail,), _) = read(inbox(), cursor)
    assert mail.thread == "conv-7"
    assert mail.in_reply_to == "<k1@x.example>"
    assert ("Subject", "Re: Boats") in mail.headers


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_wrong_misses_nothing(graph: GraphLab, inbox: Make, clock: FixedClock, hours: int) -> None:
    _, cursor = read(inbox(), None)
    at = clock() + timedelta(hours=hours)
    graph.mail.receive(a_mail("News"), receivedDateTime=f"{at:%Y-%m-%dT%H:%M:%SZ}")
    assert subjects(read(inbox(), cursor)[0]) == ["News"]


def test_when_outlook_has_forgotten_how_far_we_were_the_days_since_are_read_again(
    graph: GraphLab, inbox: Make, cursor: str, clock: FixedClock
) -> None:
    clock.advance(days=3)
    graph.mail.receive(a_mail("Missed"))
    graph.forget_links()
    mails, later = read(inbox(), cursor)
    assert "Missed" in subjects(mails)
    assert read(inbox(), later)[0] == []


def test_after_a_year_away_no_more_is_read_again_than_was_said(
    graph: GraphLab, inbox: Make, cursor: str, clock: FixedClock
) -> None:
    graph.mail.receive(a_mail("A year old"))
    clock.advance(days=365)
    graph.mail.receive(a_mail("New"))
    graph.forget_links()
    assert subjects(read(inbox(look_back=10), cursor)[0]) == ["New"]


def test_reading_and_flagging_a_mail_makes_it_no_news(graph: GraphLab, inbox: Make, cursor: str) -> None:
    item = graph.mail.receive(a_mail("News"))
    _, cursor = read(inbox(), cursor)
    graph.mailbox.change(item, isRead=True)
    assert read(inbox(), cursor)[0] == []


def test_a_mail_that_a_rule_moves_into_a_watched_folder_is_found_under_its_one_key(
    graph: GraphLab, inbox: Make, cursor: str
) -> None:
    item = graph.mail.receive(a_mail("Moved"), JUNK)
    graph.mailbox.move(item, INBOX)
    ((mail,), _) = read(inbox(), cursor)
    assert mail.key == item.id


def test_a_folder_that_is_watched_from_now_on_gives_what_comes_from_now_on(
    graph: GraphLab, inbox: Make, cursor: str, clock: FixedClock
) -> None:
    graph.mail.receive(a_mail("Before"), JUNK)
    graph.mail.receive(a_mail("In the inbox"))
    mails, cursor = read(inbox(folders="inbox, deleteditems"), cursor)
    assert subjects(mails) == ["In the inbox"]
    clock.advance(minutes=1)
    graph.mail.receive(a_mail("After"), JUNK)
    assert subjects(read(inbox(folders="inbox, deleteditems"), cursor)[0]) == ["After"]


def test_our_own_drafts_are_no_mail(graph: GraphLab, inbox: Make, cursor: str) -> None:
    graph.mail.receive(a_mail("Draft"), isDraft=True)
    assert read(inbox(), cursor)[0] == []


def test_a_mail_that_goes_while_it_is_read_stops_nothing(graph: GraphLab, inbox: Make, cursor: str) -> None:
    from graph_lab.answers import NOT_FOUND, Refusal

    graph.mail.receive(a_mail("Gone soon"))
    graph.on_part(r"/me/messages/.*", Refusal(404, *NOT_FOUND))
    ((mail,), _) = read(inbox(), cursor)
    assert mail.subject == "Gone soon"
    assert mail.headers == ()


def test_the_text_of_a_mail_that_is_gone_is_told(graph: GraphLab, inbox: Make, cursor: str) -> None:
    item = graph.mail.receive(a_mail("News"))
    graph.mailbox.purge(graph.mailbox.messages, item)
    with pytest.raises(NotFound, match="deleted"):
        inbox().text(item.id)


def test_many_mails_come_in_order_with_checkpoints_and_few_requests(
    graph: GraphLab, inbox: Make, cursor: str, clock: FixedClock
) -> None:
    graph.mail.page_size = 40
    for number in range(130):
        clock.advance(seconds=1)
        graph.mail.receive(a_mail(f"No. {number}"))
    before = len(graph.http.asked)
    mails, _ = read(inbox(), cursor)
    assert subjects(mails) == [f"No. {number}" for number in range(130)]
    assert len(graph.http.asked) - before == 4 + 7
