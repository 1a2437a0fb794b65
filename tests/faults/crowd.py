"""Many letters that wait for one outbox."""

import msgspec
from sqlalchemy import update

from netcore.network import Network
from netcore.store.schema import messages
from tests.steps.people import store_of
from tests.steps.write.post import ready
from tests.store.cards import add_card

TEMPLATE = """Dear {{ person.given }},

Could we talk for twenty minutes about boat repair? A call, or coffee? What could I do for you?

Thank you,
Sam
"""


def addresses(number: int) -> list[str]:
    """To whom the letters go."""
    return [f"ada{n}@example.org" for n in range(number)]


def let_wait(network: Network, number: int, outbox: str) -> None:
    """So many letters of one campaign wait for the outbox.

    They are approved behind the program's back: reading thousands of letters is not what is tried out here.
    """
    ready(network)
    network.write.set_rhythm(msgspec.structs.replace(network.write.rhythm(), new_letters=0))
    with store_of(network).write() as tx:
        people = [add_card(tx, f"Ada{n} Okoro{n}", to) for n, to in enumerate(addresses(number))]
    network.choose.keep(people)
    network.write.draft("Spring", people=people, subject="Boats, {{ person.given }}", template=TEMPLATE)
    with store_of(network).write() as tx:
        waiting = {"state": "queued", "outbox": outbox, "approved_digest": messages.c.text_digest}
        tx.connection.execute(update(messages).where(messages.c.state == "draft").values(waiting))
