"""Four processes drain one outbox at the same time: nobody gets a letter twice, and nobody gets none."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from mail_lab import Certificates

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Order, Run
from tests.faults.crowd import addresses, let_wait
from tests.faults.office import office
from tests.faults.trial import BEGIN

LETTERS, WORKERS = 200, 4


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("killed", [0, 2])
def test_each_letter_leaves_once_whoever_takes_it_and_whoever_dies(
    engine: str, killed: int, request: pytest.FixtureRequest, authority: Certificates, run: Run, tmp_path: Path
) -> None:
    where = str(tmp_path / "n.db") if engine == "sqlite" else request.getfixturevalue("postgres_url")
    name = f"t{uuid4().hex[:12]}"
    letters = LETTERS if not killed else LETTERS // 4
    with Network(
        where, network=name, home=tmp_path, plugins=Registry.discover(only=["mail"]), now=lambda: BEGIN
    ) as network:
        let_wait(network, letters, "mail")
        with office(authority, security="none") as post:
            order = Order(
                arguments=("send", "--really", "--outbox", "mail", "--json"),
                environment={
                    **post.settings(),
                    "NETCORE_HOME": str(tmp_path),
                    "NETCORE_NETWORK": where if engine == "sqlite" else f"{where}#{name}",
                    "NETCORE_PLUGINS": "mail",
                },
                now=BEGIN.isoformat(),
            )
            dying = [replace(order, die_at=60 + 47 * number) for number in range(killed)]
            ended = run(*dying, *[order] * (WORKERS - killed))
            assert sum(one.killed for one in ended) == killed
            sent = [line["address"] for one in ended if not one.killed for line in one.json["sent"]]
            assert len(sent) == len(set(sent)), "two say that they sent it"
            run(order)
            copies = post.copies()
    with Network(where, network=name, home=tmp_path, plugins=Registry.discover(only=["mail"])) as network:
        states = Counter(message.state for message in network.write.messages())
    assert max(copies.values()) == 1
    if not killed:
        assert states == {"sent": letters}
        assert copies.keys() == set(addresses(letters))
    else:
        assert states.keys() <= {"sent", "uncertain"}
        assert states["sent"] + states["uncertain"] == letters
        assert states["uncertain"] <= killed
        assert copies.total() >= states["sent"]
