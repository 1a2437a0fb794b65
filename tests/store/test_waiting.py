"""What waits to be done is counted alike on both engines."""

from datetime import timedelta

from sqlalchemy import insert

from netcore.store import Store
from netcore.store.schema import circle_members, circles, messages, replies
from netcore.store.waiting import Silence, Waiting
from tests.conftest import Clock
from tests.store.cards import add_card, join


def test_people_and_letters_are_counted_by_human(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        ada, also, bo, cy, dee = (add_card(tx, name) for name in ("Ada", "Ada P", "Bo", "Cy", "Dee"))
        whole = join(tx, ada, also)
        tx.standings.keep([ada, bo, cy])
        tx.standings.eliminate([cy])
        tx.connection.execute(insert(circles), [{"id": key, "name": key.title()} for key in ("work", "art", "music")])
        tx.connection.execute(insert(circle_members), [{"circle": "work", "person": bo}])
        waiting = Waiting(tx)
        assert (waiting.people(), waiting.decided(), waiting.kept_and_never_written_to()) == (4, 3, 2)
        shown = "Ada" if whole == ada else "Ada P"
        assert tx.people.names([ada, also, bo, "nobody"]) == {ada: shown, also: shown, bo: "Bo"}
        assert waiting.empty_circles() == ("Art", "Music")

        def letter(key: str, person: str, state: str, purpose: str = "request") -> None:
            row = {"id": key, "person": person, "state": state, "purpose": purpose, "channel": "email"}
            texts = dict.fromkeys(("to_address", "to_key", "to_name", "subject", "body", "text_digest"), "x")
            times = {"created_at": tx.now, "changed_at": tx.now, "sent_at": tx.now}
            tx.connection.execute(insert(messages).values({**row, **texts, **times, "slots": {}}))

        letter("m1", ada, "sent")
        letter("m2", also, "sent", "follow-up")
        letter("m3", bo, "sent")
        letter("m4", dee, "sent")
        letter("m5", dee, "queued")
        letter("m6", cy, "discarded")
        assert waiting.with_letters([whole, bo, cy, dee]) == {whole, bo, dee}
        assert waiting.with_letters([dee], sent_only=True) == {dee}
        assert waiting.with_letters_on_the_way() == {dee}
        assert waiting.kept_and_never_written_to() == 0
        values = {"person": bo, "kind": "reply", "received_at": tx.now, "looked_at": True, "subject": "", "text": ""}
        tx.connection.execute(insert(replies).values(id="r1", how="", **values))
        window = {"before": clock() + timedelta(days=1), "after": clock() - timedelta(days=1)}
        assert waiting.silences(**window) == (Silence(whole, clock(), 2, 1),)
        assert waiting.silences(before=clock() - timedelta(seconds=1), after=window["after"]) == ()
