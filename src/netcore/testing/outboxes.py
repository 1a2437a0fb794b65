"""The laws of outboxes."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest

from netcore.model.message import Attachment, Outgoing, Receipt
from netcore.plugins import Deferred, Outbox, Rejected, Uncertain
from netcore.testing import letters
from netcore.testing.contract import Contract
from netcore.testing.nasty import INJECTIONS, NASTY_NAMES, NASTY_TEXTS
from netcore.testing.samples import sample_outgoing

_FIELDS = ("subject", "to_name", "from_name", "to_address", "from_address", "message_id", "in_reply_to", "key")


class OutboxContract(Contract):
    """Give ``make_outbox``, ``delivered`` and ``waiting``; say ``can_tell`` as the descriptor does.

    Give ``make_outbox_elsewhere``, too, when the outbox keeps anything of a letter on the machine.
    """

    can_tell = True

    @pytest.fixture
    def make_outbox(self) -> Callable[[], Outbox]:
        """Makes an outbox to a provider that begins empty; called again, to the same one, as after a restart."""
        raise NotImplementedError("give the fixture make_outbox")

    @pytest.fixture
    def make_outbox_elsewhere(self, make_outbox: Callable[[], Outbox]) -> Callable[[], Outbox]:
        """Makes one of the same account in another home: what the first keeps on its machine is not there."""
        return make_outbox

    @pytest.fixture
    def delivered(self) -> Callable[[], Sequence[bytes]]:
        """Gives every message that has left, in any order, each as the bytes of an e-mail."""
        raise NotImplementedError("give the fixture delivered")

    @pytest.fixture
    def waiting(self) -> Callable[[], int]:
        """Counts what `prepare` left at the provider and nobody sent or discarded (drafts, temporary files)."""
        raise NotImplementedError("give the fixture waiting")

    def test_it_is_an_outbox(self, make_outbox: Callable[[], Outbox]) -> None:
        assert isinstance(make_outbox(), Outbox)

    def test_a_handle_is_short_text(self, make_outbox: Callable[[], Outbox]) -> None:
        handle = make_outbox().prepare(sample_outgoing())
        assert isinstance(handle, str)
        assert 0 < len(handle) <= 1000, "a handle must be text of 1 to 1,000 characters"
        assert handle.isprintable(), f"{handle!r} is not printable"

    def test_preparing_sends_nothing(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        make_outbox().prepare(sample_outgoing())
        assert not delivered(), "prepare has sent the message"

    def test_committing_sends_exactly_the_message(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        message = sample_outgoing()
        receipt = _send(make_outbox(), message)
        assert isinstance(receipt, Receipt)
        assert receipt.sent_at.tzinfo is not None, "sent_at has no time zone"
        raws = delivered()
        assert len(raws) == 1, f"one message was committed, and {len(raws)} have left"
        assert letters.recipient(raws[0]) == (message.to_name, message.to_address)
        assert letters.header(raws[0], "Subject") == message.subject
        assert letters.body(raws[0]) == message.body.rstrip("\n")

    def test_a_handle_outlives_the_process(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        handle, other = (make_outbox().prepare(sample_outgoing(key)) for key in ("k1", "k2"))
        make_outbox().discard(other)
        make_outbox().commit(handle)
        assert len(delivered()) == 1

    def test_before_the_commit_nothing_is_said_to_be_sent(self, make_outbox: Callable[[], Outbox]) -> None:
        handle = make_outbox().prepare(sample_outgoing())
        for outbox in (make_outbox(), make_outbox()):
            found = outbox.lookup(handle)
            expected = {"not sent"} if self.can_tell else {"not sent", "cannot tell"}
            assert found in expected, f"lookup before commit says {found!r}"

    def test_after_the_commit_nothing_is_said_to_be_unsent(self, make_outbox: Callable[[], Outbox]) -> None:
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing())
        outbox.commit(handle)
        for same in (outbox, make_outbox()):
            found = same.lookup(handle)
            assert isinstance(found, Receipt) or (found == "cannot tell" and not self.can_tell), (
                f"lookup after commit says {found!r}"
            )

    def test_preparing_twice_leaves_one(
        self,
        make_outbox: Callable[[], Outbox],
        delivered: Callable[[], Sequence[bytes]],
        waiting: Callable[[], int],
    ) -> None:
        make_outbox().prepare(sample_outgoing(body="The first try."))
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing(body="The second try."))
        assert waiting() <= 1, f"{waiting()} are waiting after the same key was prepared twice"
        outbox.commit(handle)
        assert waiting() == 0, "something is still waiting after the commit"
        assert [letters.body(raw) for raw in delivered()] == ["The second try."]

    def test_discarding_takes_back_what_was_prepared(
        self,
        make_outbox: Callable[[], Outbox],
        delivered: Callable[[], Sequence[bytes]],
        waiting: Callable[[], int],
    ) -> None:
        outbox = make_outbox()
        outbox.discard(outbox.prepare(sample_outgoing()))
        assert waiting() == 0, "something is waiting after discard"
        assert not delivered(), "discard has sent the message"

    def test_discarding_again_is_no_error(self, make_outbox: Callable[[], Outbox]) -> None:
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing())
        outbox.discard(handle)
        outbox.discard(handle)

    def test_discarding_leaves_what_was_sent(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing())
        outbox.commit(handle)
        outbox.discard(handle)
        assert len(delivered()) == 1, "discard took back a message that was sent"

    def test_messages_do_not_touch_each_other(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        outbox = make_outbox()
        handles = [outbox.prepare(sample_outgoing(key=f"k{number}", body=f"No. {number}")) for number in range(4)]
        assert len(set(handles)) == 4, "two messages share a handle"
        outbox.discard(handles[1])
        outbox.commit(handles[2])
        outbox.discard(handles[3])
        outbox.commit(handles[0])
        assert sorted(letters.body(raw) for raw in delivered()) == ["No. 0", "No. 2"]

    def test_a_second_commit_sends_nothing_more(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        if not self.can_tell:
            pytest.skip("an outbox that cannot tell is never asked to commit twice")
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing())
        outbox.commit(handle)
        try:
            outbox.commit(handle)
        except Exception as error:
            assert str(error), "the second commit fails without a word"
        assert len(delivered()) == 1, "a second commit has sent the message again"

    def test_what_was_prepared_here_says_nothing_of_an_attempt_elsewhere(
        self, make_outbox: Callable[[], Outbox], make_outbox_elsewhere: Callable[[], Outbox]
    ) -> None:
        """Two homes may share one network: what is left in one must not make an attempt of the other "not sent"."""
        message = sample_outgoing()
        here, elsewhere = make_outbox(), make_outbox_elsewhere()
        here.prepare(message)
        handle = elsewhere.prepare(message)
        elsewhere.commit(handle)
        for outbox in (here, make_outbox()):
            assert outbox.lookup(handle) != "not sent", "it left from another home, and is said to be unsent here"

    def test_what_has_left_does_not_leave_again_when_it_is_prepared_anew(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        """A network that was restored from an older backup believes that it has not left."""
        message = sample_outgoing()
        _send(make_outbox(), message)
        later = msgspec.structs.replace(message, date=message.date + timedelta(days=3))
        with suppress(Rejected, Deferred, Uncertain):
            _send(make_outbox(), later)
        assert len(delivered()) == 1, "what had left has left again"

    def test_a_message_that_was_readdressed_leaves_for_its_new_address_or_is_not_said_to_be_sent(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        _send(make_outbox(), sample_outgoing())
        try:
            _send(make_outbox(), sample_outgoing(to_address="ada@new.example.org"))
        except (Rejected, Deferred, Uncertain) as error:
            assert str(error), "it does not leave, without a word"
            return
        reached = sorted(letters.recipient(raw)[1] for raw in delivered())
        assert reached == ["ada@example.org", "ada@new.example.org"], "said to be sent, and it reached nobody new"

    def test_checking_says_a_sentence_or_nothing(self, make_outbox: Callable[[], Outbox]) -> None:
        said = make_outbox().check()
        assert isinstance(said, str)
        assert said.isprintable(), f"{said!r} is not printable, or more than a line"
        assert said == said.strip(), f"{said!r} has spaces at its ends"

    def test_checking_touches_no_letter(
        self,
        make_outbox: Callable[[], Outbox],
        delivered: Callable[[], Sequence[bytes]],
        waiting: Callable[[], int],
    ) -> None:
        make_outbox().check()
        assert waiting() == 0, "check has left something waiting"
        outbox = make_outbox()
        handles = [outbox.prepare(sample_outgoing(key)) for key in ("k1", "k2")]
        outbox.commit(handles[0])
        before = len(delivered())
        for same in (outbox, make_outbox()):
            same.check()
            assert len(delivered()) == before, "check has sent a message"
        outbox.commit(handles[1])
        assert len(delivered()) == 2, "after check, what was prepared before could not be sent"

    def test_no_field_smuggles_in_a_header(
        self,
        make_outbox: Callable[[], Outbox],
        delivered: Callable[[], Sequence[bytes]],
        waiting: Callable[[], int],
    ) -> None:
        outbox = make_outbox()
        for message in _hostile():
            before = len(delivered())
            try:
                _send(outbox, message)
            except Rejected as error:
                assert str(error).strip(), "rejected without a reason"
                assert len(delivered()) == before, "rejected, and sent all the same"
                assert waiting() == 0, "rejected, and something is left waiting"
        for raw in delivered():
            assert not letters.injected(raw), f"a header was smuggled in: {raw[:400]!r}"

    def test_nasty_texts_survive(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        outbox = make_outbox()
        for number, text in enumerate(NASTY_TEXTS):
            raw = _deliver(outbox, sample_outgoing(key=f"t{number}", body=text), delivered)
            assert letters.body(raw) == text.rstrip("\n"), "a text changed on the way"

    def test_nasty_names_survive_or_are_rejected(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        outbox = make_outbox()
        for number, name in enumerate(NASTY_NAMES):
            try:
                raw = _deliver(outbox, sample_outgoing(key=f"n{number}", subject=name, to_name=name), delivered)
            except Rejected as error:
                assert str(error).strip(), f"{name!r} is rejected without a reason"
                assert name != "Zoë Müller-Lüdenscheidt", "an everyday name is rejected"
                continue
            shown = name.replace("\t", " ")
            assert letters.header(raw, "Subject") == shown, "a subject changed on the way"
            assert letters.recipient(raw) == (shown, "ada@example.org"), "a recipient changed on the way"

    def test_attachments_arrive(
        self, make_outbox: Callable[[], Outbox], delivered: Callable[[], Sequence[bytes]]
    ) -> None:
        data = bytes(range(256)) * 20
        attachment = Attachment(name="Ada's photo.png", media_type="image/png", data=data)
        try:
            _send(make_outbox(), sample_outgoing(attachments=(attachment,)))
        except Rejected as error:
            pytest.skip(f"it takes no attachments: {error}")
        assert letters.attachments(delivered()[0]) == [data]


def _send(outbox: Outbox, message: Outgoing) -> Receipt:
    return outbox.commit(outbox.prepare(message))


def _deliver(outbox: Outbox, message: Outgoing, delivered: Callable[[], Sequence[bytes]]) -> bytes:
    """Send one message and return it as it left."""
    before = list(delivered())
    _send(outbox, message)
    new = [raw for raw in delivered() if raw not in before]
    assert len(new) == 1, f"one message was committed, and {len(new)} have left"
    return new[0]


def _hostile() -> list[Outgoing]:
    """Messages that try to smuggle a header in, through every field and by every line end."""
    messages: list[Outgoing] = []
    for text in INJECTIONS:
        variants: list[dict[str, object]] = [{field: text} for field in _FIELDS]
        variants += [
            {"to_address": f"ada@example.org{text[1:]}"},
            {"to_address": f"ada{text[1:]}@example.org"},
            {"message_id": f"<{text}@example.org>"},
            {"in_reply_to": f"<{text}@example.org>"},
            {"references": (f"<{text}@example.org>", text)},
            {"attachments": (Attachment(name=text, media_type="text/plain", data=b"x"),)},
            {"attachments": (Attachment(name="x.txt", media_type=f"text/{text}", data=b"x"),)},
        ]
        for variant in variants:
            key = str(variant.pop("key", f"h{len(messages)}"))
            messages.append(sample_outgoing(key, **{"message_id": f"<h{len(messages)}@example.org>", **variant}))
    return messages
