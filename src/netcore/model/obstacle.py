"""Why somebody may not be written to."""

from typing import Literal

from netcore.model.base import Value

ObstacleCode = Literal[
    "unknown-person",
    "eliminated",
    "held-question",
    "held-recognised",
    "address-eliminated",
    "address-erased",
    "address-held",
]
"""unknown-person: nobody has this id · eliminated: taken off the list · held-question: an open question asks whether
they are somebody who is · held-recognised: they have an address that somebody erased, or taken off the list, had ·
address-…: it is the address that reaches such a person, whoever else has it too."""


class Obstacle(Value, frozen=True, kw_only=True):
    """One reason why a message may not go to a person at an address.  It never tells why somebody was eliminated."""

    code: ObstacleCode
    text: str
    """What stands in the way and what to do, in a sentence."""
    other: str = ""
    """The id of the person with whom the open question is, when it is one."""
