"""The laws of contact sinks."""

from collections.abc import Callable

import pytest

from netcore.model.contact import Contact
from netcore.plugins import Change, ChangeResult, ContactSink
from netcore.testing.contract import Contract
from netcore.testing.nasty import NASTY_NAMES
from netcore.testing.samples import sample_contact


class ContactSinkContract(Contract):
    """Give ``make_sink``; and ``stored``, so that a test can look at what the provider has."""

    @pytest.fixture
    def make_sink(self) -> Callable[[], ContactSink]:
        """Makes a sink on an address book that begins empty; called again, on the same one, as after a restart."""
        raise NotImplementedError("give the fixture make_sink")

    @pytest.fixture
    def stored(self) -> Callable[[str], Contact | None] | None:
        """Reads what the provider has under an id, behind the sink's back; optional."""
        return None

    def test_it_is_a_contact_sink(self, make_sink: Callable[[], ContactSink]) -> None:
        assert isinstance(make_sink(), ContactSink)

    def test_a_repeated_create_makes_no_second_contact(self, make_sink: Callable[[], ContactSink]) -> None:
        change = Change(key="k1", contact=sample_contact())
        first = make_sink().apply(change)
        again = make_sink().apply(change)
        assert (again.outcome, again.source_id) == ("unchanged", first.source_id), f"the repetition gives {again}"

    def test_every_new_contact_gets_an_id_of_its_own(self, make_sink: Callable[[], ContactSink]) -> None:
        sink = make_sink()
        ids = {_made(sink, key).source_id for key in ("k1", "k2", "k3")}
        assert len(ids) == 3, "contacts with different keys share an id"
        assert all(ids), "a contact was made and has no id"

    def test_an_update_is_done_and_gives_a_new_revision(self, make_sink: Callable[[], ContactSink]) -> None:
        sink = make_sink()
        made = _made(sink)
        updated = sink.apply(_update(made, "k2", "Ada King"))
        assert updated.outcome == "done", f"an update of the current revision gives {updated}"
        assert updated.source_id == made.source_id, "the update changed the id"
        assert updated.revision != made.revision, "the revision is the same before and after an update"

    def test_a_repeated_update_is_unchanged(self, make_sink: Callable[[], ContactSink]) -> None:
        made = _made(make_sink())
        change = _update(made, "k2", "Ada King")
        make_sink().apply(change)
        again = make_sink().apply(change)
        assert (again.outcome, again.source_id) == ("unchanged", made.source_id), f"the repetition gives {again}"

    def test_a_stale_revision_is_a_conflict_and_overwrites_nothing(self, make_sink: Callable[[], ContactSink]) -> None:
        sink = make_sink()
        made = _made(sink)
        newer = sink.apply(_update(made, "k2", "Ada King"))
        stale = sink.apply(_update(made, "k3", "Somebody Else"))
        assert stale.outcome == "conflict", f"a stale revision gives {stale.outcome}"
        same = sink.apply(_update(newer, "k4", "Ada King"))
        assert same.outcome == "unchanged", "the stale change was written although it was called a conflict"

    def test_a_vanished_contact_is_not_made_anew(self, make_sink: Callable[[], ContactSink]) -> None:
        change = Change(key="k1", contact=sample_contact(), source_id="no-such-contact", revision="1")
        result = make_sink().apply(change)
        assert result.outcome in {"refused", "conflict"}, f"updating what is not there gives {result.outcome}"
        assert result.reason.strip(), "refused without a reason"

    def test_nasty_names_survive(
        self, make_sink: Callable[[], ContactSink], stored: Callable[[str], Contact | None] | None
    ) -> None:
        sink = make_sink()
        for number, name in enumerate(NASTY_NAMES):
            result = sink.apply(Change(key=f"n{number}", contact=sample_contact(name)))
            if result.outcome == "refused":
                assert result.reason.strip(), f"{name!r} is refused without a reason"
                continue
            assert result.outcome == "done", f"{name!r} gives {result.outcome}"
            if stored is not None:
                found = stored(result.source_id)
                assert found is not None, f"{name!r} is done, and not there"
                assert str(found.name) == name, f"{name!r} became {str(found.name)!r}"


def _made(sink: ContactSink, key: str = "k1") -> ChangeResult:
    result = sink.apply(Change(key=key, contact=sample_contact()))
    assert result.outcome == "done", f"creating a contact gives {result}"
    return result


def _update(made: ChangeResult, key: str, name: str) -> Change:
    return Change(key=key, contact=sample_contact(name), source_id=made.source_id, revision=made.revision)
