"""Is the sender that holds a message still at work?"""

import os
import subprocess
import sys
import threading

import pytest
from msgspec.structs import replace

from netcore.steps.write.outbox.worker import Worker

HERE = Worker.here()


def worker_of(process: "subprocess.Popen[str]") -> str:
    """What the process says of itself."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def other() -> "subprocess.Popen[str]":
    """Another process that waits until its input is closed."""
    code = (
        "from netcore.steps.write.outbox.worker import Worker; import sys; print(Worker.here(), flush=True); "
        "sys.stdin.read()"
    )
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_another_process_is_alive_until_it_is_killed(other: "subprocess.Popen[str]") -> None:
    with other:
        worker = worker_of(other)
        assert HERE.life_of(worker) == "alive"
        other.kill()
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
        assert HERE.life_of(worker) == "dead"  # killed, though its parent has not asked yet
    assert HERE.life_of(worker) == "dead"


def test_a_process_number_that_was_given_away_again_is_another_process() -> None:
    parent = replace(HERE, pid=os.getppid(), started="1")
    assert HERE.life_of(str(parent)) == "dead"


def test_nobody_and_this_thread_itself_are_at_nothing_now() -> None:
    assert HERE.life_of("") == "dead"
    assert HERE.life_of(str(HERE)) == "dead"


def test_another_thread_is_alive_until_it_ends() -> None:
    begun, end, workers = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        workers.append(str(Worker.here()))
        begun.set()
        end.wait()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    assert HERE.life_of(workers[0]) == "alive"
    end.set()
    thread.join()
    assert HERE.life_of(workers[0]) == "dead"


def test_a_machine_that_was_started_anew_has_lost_its_senders() -> None:
    assert HERE.life_of(str(replace(HERE, boot="another"))) == "dead"


@pytest.mark.parametrize(
    "worker",
    [str(replace(HERE, machine="another")), str(replace(HERE, namespace="pid:[1]")), "not a worker", '{"pid": 1}'],
)
def test_where_nobody_can_know_nothing_is_claimed(worker: str) -> None:
    assert HERE.life_of(worker) == "unknown"


def test_a_process_of_unknown_start_is_not_taken_for_dead() -> None:
    assert HERE.life_of(str(replace(HERE, pid=os.getppid(), started=""))) == "unknown"


def test_the_start_of_a_process_does_not_depend_on_the_clock() -> None:
    assert HERE.started == Worker.here().started != ""
