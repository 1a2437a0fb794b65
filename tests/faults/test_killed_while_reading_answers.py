"""`netcore replies --sync` is killed at every moment in turn, and run again: no answer is lost, none counts twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mail_lab import Certificates

from tests.faults.answers import EXPECTED, kept, receive, written
from tests.faults.laboratory import Laboratory
from tests.faults.office import Office, office
from tests.faults.trial import Trial


@pytest.fixture(scope="module")
def post(authority: Certificates) -> Iterator[Office]:
    with office(authority, security="none") as opened:
        yield opened


@pytest.fixture(scope="module")
def sent(lab: Laboratory, post: Office, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return written(lab, post, tmp_path_factory.mktemp("written"))


def begin(post: Office, sent: Trial, folder: Path) -> Trial:
    post.forget()
    receive(post, sent)
    return replace(sent, home=Trial.of(sent.home, folder, run=sent.run, outbox="mail", environment={}).home)


@pytest.mark.parametrize("meanwhile", ["nothing", "the folder is renumbered"])
def test_no_answer_is_lost_and_none_counts_twice(post: Office, sent: Trial, tmp_path: Path, meanwhile: str) -> None:
    undisturbed = begin(post, sent, tmp_path)
    ended = undisturbed.do("replies", "--sync", "--json")
    assert kept(undisturbed) == EXPECTED, ended
    assert ended.moments.count("commit") >= 4
    for number in range(1, len(ended.moments) + 1, 1 if meanwhile == "nothing" else 3):
        moment = ended.moments[number - 1]
        trial = begin(post, sent, tmp_path)
        assert trial.do("replies", "--sync", die_at=number).killed, moment
        post.rest()
        assert not Counter(kept(trial)) - Counter(EXPECTED), moment
        if meanwhile != "nothing":
            post.mailbox.folders["INBOX"].renumber()
        for _ in range(2):
            assert trial.do("replies", "--sync").code == 0
            assert kept(trial) == EXPECTED, moment
