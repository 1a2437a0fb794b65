"""Every request of a delivery meets every fault: the letter leaves once, and all that is said of it is true."""

from collections.abc import Callable
from typing import Any

import pytest
from graph_lab import GraphLab
from graph_lab.mailbox import DRAFTS

from netcore.errors import NetcoreError
from netcore.model.message import Receipt
from netcore.plugins import Deferred, Outbox, Rejected, Uncertain
from netcore.testing import FixedClock, sample_outgoing
from netcore.testing.http_lab import Asked, HttpLab, Told
from netcore_microsoft.manifest import netcore_outboxes
from netcore_microsoft.outbox import MicrosoftOutbox

HTML = {"Content-Type": "text/html"}
REFUSED = b'{"error": {"code": "ErrorAccessDenied", "message": "No."}}'
CALLS = ("look for old drafts", "make the draft", "look at the draft", "send", "look for the copy")

Fault = Callable[[GraphLab, Asked], Told]


def after(told: Told) -> Fault:
    """It is done, and then this is said."""

    def fault(graph: GraphLab, asked: Asked) -> Told:
        graph._told(asked)
        return told

    return fault


def instead(told: Told) -> Fault:
    """This is said, and nothing is done."""
    return lambda graph, asked: told


FAULTS: dict[str, Fault] = {
    "hangs up before": instead(Told(cut_after=-1)),
    "hangs up after": after(Told(cut_after=-1)),
    "half an answer": after(Told(200, b'{"id": "AAk', {"Content-Type": "application/json"}, cut_after=5)),
    "500 before": instead(Told(500)),
    "500 after": after(Told(500)),
    "503 with a page before": instead(Told(503, b"<html>", HTML)),
    "503 with a page after": after(Told(503, b"<html>", HTML)),
    "504 after": after(Told(504)),
    "429": instead(Told(429, REFUSED, {"Content-Type": "application/json", "Retry-After": "5"})),
    "429 for long": instead(Told(429, REFUSED, {"Content-Type": "application/json", "Retry-After": "3600"})),
    "a page of a hotel": instead(Told(200, b"<html>Welcome</html>", HTML)),
    "no JSON": after(Told(200, b"fine")),
    "403": instead(Told(403, REFUSED, {"Content-Type": "application/json"})),
    "401": instead(Told(401)),
}


class Script:
    """Lets one request of a run meet a fault, however often it is repeated, or once."""

    def __init__(self, graph: GraphLab, number: int, fault: Fault, times: int) -> None:
        self._graph, self._number, self._fault, self._left = graph, number, fault, times
        self._met = -1
        self._last = ("", "")

    def __call__(self, asked: Asked) -> Told:
        call = (asked.method, asked.path)
        if call != self._last or self._met != self._number:
            self._met += 1
        self._last = call
        if self._met == self._number and self._left > 0:
            self._left -= 1
            return self._fault(self._graph, asked)
        return self._graph._answer(asked)


def deliver(make: Callable[[], Outbox], clock: FixedClock) -> str:
    """What the engine does with one letter, again and again, a quarter of an hour apart; how it ends."""
    handle = ""
    tried = False
    for _ in range(8):
        outbox = make()
        try:
            if not tried:
                handle = outbox.prepare(sample_outgoing())
            else:
                found = outbox.lookup(handle)
                if isinstance(found, Receipt):
                    return "sent"
                if found == "cannot tell":
                    clock.advance(minutes=15)
                    continue
            tried = True
            outbox.commit(handle)
        except Rejected:
            return "refused"
        except Deferred:
            tried = False  # the engine prepares a deferred letter anew
        except (NetcoreError, Uncertain):
            pass
        else:
            return "sent"
        clock.advance(minutes=15)
    return "unfinished"


@pytest.mark.parametrize("times", [1, 5], ids=["once", "for a while"])
@pytest.mark.parametrize("fault", FAULTS)
def test_the_letter_leaves_once_and_is_called_sent(
    graph: GraphLab, make: Callable[..., Any], clock: FixedClock, fault: str, times: int
) -> None:
    graph.mailbox.address = "grace@example.org"
    for number, call in enumerate(CALLS):
        graph.mailbox.messages.clear()
        graph.mail.left.clear()
        graph.http._answer = Script(graph, number, FAULTS[fault], times)
        end = deliver(lambda: make(MicrosoftOutbox, netcore_outboxes()[0]), clock)
        assert (end, len(graph.mail.left)) == ("sent", 1), (call, fault)
        assert not [item for item in graph.mailbox.messages.values() if item.folder == DRAFTS], (call, fault)


def test_the_calls_are_those_that_are_named(graph: GraphLab, make: Callable[..., Any]) -> None:
    graph.mailbox.address = "grace@example.org"
    outbox = make(MicrosoftOutbox, netcore_outboxes()[0])
    outbox.commit(outbox.prepare(sample_outgoing()))
    assert len(graph.http.asked) == len(CALLS)
    assert isinstance(graph.http, HttpLab)
