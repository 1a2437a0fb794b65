"""`netcore send` is killed at every moment of its life in turn, and run again until nothing is left to do.

After each death: every approved letter has arrived exactly once, or is shown as uncertain and has arrived at most once.
None is lost, none is double.  When the author then looks, and says what became of the uncertain ones, everybody has
exactly one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mail_lab import Certificates

from tests.faults.commands import Run
from tests.faults.laboratory import Prepare
from tests.faults.office import Office, letters_in, office
from tests.faults.trial import PATIENCE, Trial

ADA, BO = "ada@example.org", "bo@example.org"
HANDED = "open .handed"
"""The moment at which the outbox notes that the last dot is about to go out."""


@pytest.fixture(scope="module")
def encrypted(authority: Certificates) -> Iterator[Office]:
    with office(authority) as opened:
        yield opened


@pytest.fixture(scope="module")
def plain(authority: Certificates) -> Iterator[Office]:
    with office(authority, security="none") as opened:
        yield opened


@dataclass(frozen=True)
class Death:
    """A process that died, and how all ended after its successors had done what they could."""

    moment: str
    trial: Trial
    copies: Counter[str]


def deaths(begin: Callable[[], Trial], post: Office, *, since: str = "") -> Iterator[Death]:
    """Kill a `netcore send` one moment later each time, until there is no later one; each time finish the work.

    ``since``: beginning with the first moment of this name, where the moments before it are those of another test.
    """
    undisturbed = begin().send()
    assert undisturbed.code == 0, undisturbed
    first = undisturbed.moments.index(since) if since else 0
    for number, moment in list(enumerate(undisturbed.moments, start=1))[first:]:
        trial = begin()
        assert trial.send(die_at=number).killed, moment
        post.rest()
        trial.finish()
        yield Death(moment, trial, copies_of(trial, post))


def copies_of(trial: Trial, post: Office) -> Counter[str]:
    return letters_in(trial.home / "letters") if trial.outbox == "folder" else post.copies()


def doubts_after(death: Death, post: Office, *addresses: str) -> int:
    """Hold the law; gives how many letters were in doubt, which are settled then."""
    states = death.trial.states()
    assert states.keys() == set(addresses), death.moment
    for address, state in states.items():
        least = {"sent": 1, "uncertain": 0}[state]
        assert least <= death.copies[address] <= 1, (death.moment, address, state)
    in_doubt = [address for address, state in states.items() if state == "uncertain"]
    if in_doubt:
        death.trial.resolve(lambda address: death.copies[address] > 0)
        assert copies_of(death.trial, post) == dict.fromkeys(addresses, 1), death.moment
    return len(in_doubt)


def test_where_nobody_can_tell_only_the_time_around_the_last_dot_leaves_a_doubt(
    encrypted: Office, prepared: Prepare, run: Run, tmp_path: Path
) -> None:
    def begin() -> Trial:
        encrypted.forget()
        return Trial.of(prepared("Ada", "Bo"), tmp_path, run=run, outbox="mail", environment=encrypted.settings())

    moments = begin().send().moments
    assert {"commit", "network create_connection", "network do_handshake", "network recv", HANDED} <= set(moments)
    in_doubt = [death.moment for death in deaths(begin, encrypted) if doubts_after(death, encrypted, ADA, BO)]
    assert 0 < len(in_doubt) <= 2 * 4, in_doubt


def test_where_netcore_files_the_copies_no_copy_is_filed_twice(
    plain: Office, prepared: Prepare, run: Run, tmp_path: Path
) -> None:
    def begin() -> Trial:
        plain.forget()
        environment = plain.with_imap(sent_copy="netcore")
        return Trial.of(prepared("Ada"), tmp_path, run=run, outbox="mail", environment=environment)

    for death in deaths(begin, plain, since=HANDED):
        doubts_after(death, plain, ADA)
        assert plain.filed()[ADA] <= 1, death.moment


def test_where_the_server_files_the_copies_nothing_stays_in_doubt(
    plain: Office, prepared: Prepare, run: Run, tmp_path: Path
) -> None:
    for death in deaths(lambda: filed_by_the_server(plain, prepared, run, tmp_path), plain):
        assert doubts_after(death, plain, ADA) == 0, death.moment


@pytest.mark.parametrize("first", ["before the dot", "before its answer"])
def test_killed_again_while_it_finds_out_what_became_of_a_letter(
    plain: Office, prepared: Prepare, run: Run, tmp_path: Path, first: str
) -> None:
    """First where all depends on what the next run finds; then at every moment of that next run."""
    moments = filed_by_the_server(plain, prepared, run, tmp_path).send().moments
    dot = moments.index("network sendall", moments.index(HANDED)) + 1
    dead = filed_by_the_server(plain, prepared, run, tmp_path)
    assert dead.send(die_at=dot if first == "before the dot" else dot + 1).killed
    plain.rest()
    left = dead.home.rename(tmp_path / "left by the first")
    taken = list(plain.smtp.taken)
    assert len(taken) == (first == "before its answer")

    def begin() -> Trial:
        plain.forget()
        plain.file_copies()
        for letter in taken:
            plain.smtp.take(letter)
        return Trial.of(left, tmp_path, run=run, outbox="mail", environment=dead.environment, now=dead.now + PATIENCE)

    for death in deaths(begin, plain):
        assert doubts_after(death, plain, ADA) == 0, death.moment


def filed_by_the_server(post: Office, prepared: Prepare, run: Run, folder: Path) -> Trial:
    post.forget()
    post.file_copies()
    environment = post.with_imap(sent_copy="server")
    return Trial.of(prepared("Ada"), folder, run=run, outbox="mail", environment=environment)


def test_what_is_refused_and_what_is_put_off_stays_so_whatever_dies(
    plain: Office, prepared: Prepare, run: Run, tmp_path: Path
) -> None:
    def begin() -> Trial:
        plain.forget()
        plain.smtp.refused.update({ADA: "550 5.1.1 No such user", BO: "451 4.7.1 Greylisted"})
        return Trial.of(prepared("Ada", "Bo"), tmp_path, run=run, outbox="mail", environment=plain.settings())

    number = 0
    while True:
        number += 1
        trial = begin()
        killed = trial.send(die_at=number).killed
        plain.rest()
        del plain.smtp.refused[BO]
        trial.finish()
        assert trial.states() == {ADA: "refused", BO: "sent"}
        assert plain.copies() == {BO: 1}
        if not killed:
            break
    assert number > 30


def test_the_folder_has_each_letter_once(plain: Office, prepared: Prepare, run: Run, tmp_path: Path) -> None:
    def begin() -> Trial:
        return Trial.of(prepared("Ada", "Bo"), tmp_path, run=run, outbox="folder", environment={})

    for death in deaths(begin, plain):
        assert doubts_after(death, plain, ADA, BO) == 0, death.moment
