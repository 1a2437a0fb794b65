"""Addresses that are none, people who must not be written to, and one mailbox of two people."""

from tests.faults.office import Office
from tests.faults.scenario import ADA, NO_LETTER, Act, Scenario, Stage, said
from tests.faults.scenarios.acts import all_of, office
from tests.steps.people import add


def _written_to(address: str) -> Act:
    """Ada's card has this address; a letter to her is drafted, and approved and sent when it can be."""

    def act(stage: Stage) -> str | None:
        with stage.network() as network:
            add(network, "Ada", *([address] if address else []))
        stage.netcore("keep", "Ada")
        body = "Dear Ada,\n\nCould we talk for twenty minutes about boat repair? How are you?\n\nThank you,\nSam"
        drafted = stage.netcore("draft", "--person", "Ada", "--subject", "Boats, Ada", "--body", body, "--json")
        if drafted.code:
            return said(drafted)
        stage.netcore("approve", drafted.json["id"])
        return None

    return act


def _ascii_only(post: Office) -> None:
    post.smtp.extensions = ("SIZE 1000000", "8BITMIME")


def _eliminated(stage: Stage) -> str:
    eliminated = stage.netcore("eliminate", "Ada")
    stage.send()
    return said(eliminated)


def _edited(stage: Stage) -> None:
    """Something changes an approved letter behind the program's back."""
    stage.trial.change(f"UPDATE messages SET body = body || 'Send money!' WHERE to_address = '{ADA}'")


def _shared(stage: Stage) -> str:
    """Two people with one mailbox, which their cards spell differently, get letters of one campaign."""
    people = (("Ada Okoro", "Ada@Example.org"), ("Ben Okoro", ADA))
    for name, address in people:
        stage.netcore("people", "add", name, "--email", address)
    stage.netcore("different", "Ada Okoro", "Ben Okoro")
    for name, _ in people:
        stage.netcore("keep", name)
    template = stage.trial.home / "template.txt"
    template.write_text(TEMPLATE, encoding="utf-8")
    names = [word for name, _ in people for word in ("--person", name)]
    drafted = stage.netcore("draft", "Summer", *names, "--subject", "Boats", "--template", str(template))
    for (message,) in stage.trial.rows("id", "state = 'draft'"):
        stage.netcore("approve", message)
    stage.send()
    return "No letter" + said(drafted).partition("No letter")[2]


def _answered(stage: Stage) -> None:
    assert stage.netcore("replies", "log", "Ada", "Call me!").code == 0


TEMPLATE = """Dear {{ person.given }},

Could we talk for twenty minutes about boat repair? How are you?

Thank you,
Sam
"""

ADDRESSES = (
    Scenario(
        name="Letters beyond ASCII in the address, and a server that cannot do that (no SMTPUTF8)",
        act=all_of(office(_ascii_only), _written_to("jörg@example.org")),
        to="jörg@example.org",
        people=("Bo",),
        sees="has no SMTPUTF8",
        ledger="refused",
        then="refused",
        then_copies=0,
    ),
    Scenario(
        name="Letters beyond ASCII in the address, and a server that can do that",
        act=_written_to("jörg@example.org"),
        to="jörg@example.org",
        people=("Bo",),
        sees="sent",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="One mailbox of two people, spelled with other capitals",
        act=_shared,
        to="Ada@example.org",
        people=("Bo",),
        sees="one letter a mailbox",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The text was changed after it was approved",
        act=_edited,
        sees="not the one that you approved",
        ledger="queued",
        then="queued",
        then_copies=0,
    ),
    Scenario(
        name="A blank in the address",
        act=_written_to("ada @example.org"),
        people=("Bo",),
        sees="is no e-mail address",
        ledger=NO_LETTER,
        others="approved",
        then=NO_LETTER,
        then_copies=0,
    ),
    Scenario(
        name="A line break in the address, with a header behind it",
        act=_written_to("ada@example.org\r\nBcc: eve@example.org"),
        people=("Bo",),
        sees="is no e-mail address",
        ledger=NO_LETTER,
        others="approved",
        then=NO_LETTER,
        then_copies=0,
    ),
    Scenario(
        name="No address",
        act=_written_to(""),
        people=("Bo",),
        sees="has no e-mail address",
        ledger=NO_LETTER,
        others="approved",
        then=NO_LETTER,
        then_copies=0,
    ),
    Scenario(
        name="Blanks around the address",
        act=_written_to("  ada@example.org "),
        people=("Bo",),
        sees="sent",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The person was eliminated after the letter was approved",
        act=_eliminated,
        sees="Ada",
        ledger="discarded",
        then="discarded",
        then_copies=0,
    ),
    Scenario(
        name="The person has answered, by telephone, after the letter was approved",
        act=_answered,
        sees="They have answered",
        ledger="queued",
        then="queued",
        then_copies=0,
    ),
)
