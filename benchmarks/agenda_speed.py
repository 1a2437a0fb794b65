"""How long the agenda takes: the questions alone, and `netcore next` as a whole process.

    python benchmarks/agenda_speed.py [PEOPLE] [postgresql://…]

Makes a busy network of so many people (5,000 when nothing is said): some kept, some taken off, some held by questions,
letters in every state, answers, talks, promises and leads; then asks what to do next.  Each figure is the best of
several runs: the time on the wall, and the processor's own, which a busy machine does not lengthen as much.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, insert

from netcore.agenda import agenda
from netcore.network import Network
from netcore.plugins.registry import Registry
from netcore.steps.base import Desk
from netcore.store import Store, Transaction
from netcore.store.schema import (
    circle_members,
    circles,
    conversations,
    favors,
    identifiers,
    leads,
    messages,
    persons,
    replies,
    verdicts,
)

RUNS = 7
NOW = datetime.now(UTC)


def main(people: int, where: str | None) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        name = f"b{uuid4().hex[:12]}" if where else "default"
        with Network(where, network=name, home=home, plugins=Registry.discover(only=[])) as network:
            desk = network._desk
            with desk.store.write() as tx:
                fill(tx, people, random.Random(1))
            items = agenda(desk)
            print(f"{people} people, {len(items)} things to do")
            show("agenda, first answer of a process", [first_answer(desk)])
            show("agenda, again", [timed(lambda: agenda(desk)) for _ in range(RUNS)])
            show("agenda, the first 7", [timed(lambda: agenda(desk, limit=7)) for _ in range(RUNS)])
        if where is None:
            environment = {**os.environ, "NETCORE_HOME": str(home)}
            command = [str(Path(sys.executable).with_name("netcore")), "next"]
            run(command, environment)
            show("netcore next, the whole process", [timed(lambda: run(command, environment)) for _ in range(RUNS)])
            show(
                "python -c pass, for comparison",
                [timed(lambda: run([sys.executable, "-c", "pass"], environment)) for _ in range(RUNS)],
            )


def run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, capture_output=True)


def first_answer(desk: Desk) -> tuple[float, float]:
    """With a store that was just opened, and statements that were never compiled."""
    store = Store(str(desk.store.place.file), now=desk.now) if desk.store.place.file else desk.store
    fresh = Desk(store=store, registry=desk.registry, now=desk.now, home=desk.home, environment=desk.environment)
    return timed(lambda: agenda(fresh))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the wall, and of the processor, child processes included."""
    wall, worked = time.perf_counter(), processor()
    work()
    return (time.perf_counter() - wall) * 1000, (processor() - worked) * 1000


def processor() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def show(what: str, times: list[tuple[float, float]]) -> None:
    wall, worked = (min(column) for column in zip(*times, strict=True))
    print(f"  {what:<36} {wall:7.1f} ms   processor {worked:6.1f} ms")


def fill(tx: Transaction, people: int, chance: random.Random) -> None:
    """A network after half a year of work; one person in ten has a second card."""
    ids = [f"p{number:07}" for number in range(people)]
    second = [f"q{number:07}" for number in range(0, people, 10)]
    put(tx, persons, ({"id": one, "current": one, "name": f"Ada {one}", "sort_name": one} for one in ids))
    put(tx, persons, ({"id": one, "current": f"p{one[1:]}", "name": f"A. {one}", "sort_name": one} for one in second))
    put(tx, identifiers, ({"anchor": one, "kind": "email", "value": f"{one}@example.org"} for one in [*ids, *second]))
    put(tx, circles, ({"id": name, "name": name.title()} for name in ("art", "family", "music", "sports", "work")))
    put(tx, circle_members, ({"circle": chance.choice(["family", "work"]), "person": one} for one in ids))
    pairs = zip(ids[::9], ids[1::9], strict=False)
    asked = {"verdict": "ask", "by_user": False, "reasons": (), "decided_at": NOW}
    put(tx, verdicts, ({"left": left, "right": right, **asked} for left, right in pairs))
    tx.standings.keep(ids[: people // 2])
    tx.standings.eliminate(ids[::40])
    tx.clarities.add(goal="Teach boat repair at the harbour workshop by next spring", why="", ask="", keywords=())
    work(tx, ids[: people // 4], chance)


def work(tx: Transaction, ids: list[str], chance: random.Random) -> None:
    states = ("sent",) * 8 + ("draft", "approved", "refused", "discarded")
    put(tx, messages, (letter(number, one, chance.choice(states), chance) for number, one in enumerate(ids)))
    answered = ids[::4]
    came = {"kind": "reply", "subject": "Re", "text": "Yes", "how": ""}
    put(
        tx,
        replies,
        (
            {"id": f"r{n}", "person": one, "received_at": ago(chance, 60), "looked_at": n % 50 > 0, **came}
            for n, one in enumerate(answered)
        ),
    )
    for number, one in enumerate(answered[::2]):
        state = ("offered", "agreed", "held", "held", "thanked", "cancelled")[number % 6]
        talk = {"id": f"c{number}", "person": one, "state": state, "options": (), "minutes": 30, "mode": "phone"}
        times = {"offered_at": ago(chance, 60), "at": ago(chance, 30), "held_at": ago(chance, 30), "thank_by": NOW}
        put(tx, conversations, [talk | times])
    for number, one in enumerate(answered[::3]):
        state = ("asked", "promised", "done")[number % 3]
        favor = {"id": f"f{number}", "person": one, "state": state, "what": "Send the score", "asked_at": NOW}
        put(tx, favors, [favor | {"due": ago(chance, 10)}])
        new = chance.choice(ids)
        lead = {"id": f"l{number}", "kind": "referral", "from_person": one, "person": new, "text": ""}
        put(tx, leads, [lead | {"created_at": ago(chance, 40)}])


def letter(number: int, person: str, state: str, chance: random.Random) -> dict[str, Any]:
    sent_at = ago(chance, 60)
    texts = dict.fromkeys(("to_name", "subject", "text_digest"), "x")
    address = {
        "to_address": f"{person}@example.org",
        "to_key": f"{person}@example.org",
        "body": "Do you remember? " * 40,
    }
    times = {"created_at": sent_at, "changed_at": sent_at, "sent_at": sent_at if state == "sent" else None}
    kind = {"id": f"m{number}", "person": person, "purpose": "request", "channel": "email", "state": state}
    return {**kind, **texts, **address, **times, "slots": {}}


def ago(chance: random.Random, days: int) -> datetime:
    return NOW - timedelta(days=chance.uniform(0, days))


def put(tx: Transaction, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    made = [{"created_at": NOW, **row} if table is persons else row for row in rows]
    if made:
        tx.connection.execute(insert(table), made)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, sys.argv[2] if len(sys.argv) > 2 else None)
