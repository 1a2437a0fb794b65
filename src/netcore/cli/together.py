"""Words that the shell took apart: whether some of them are one person's name."""

from typing import TYPE_CHECKING

from netcore.errors import Ambiguous, NotFound, UsageError
from netcore.model.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netcore.model.person import Person
    from netcore.network import Network

_MANY_WORDS, _LONGEST = 20, 4
"""Nobody types so many people by their names; nor one name in so many words."""


def whole_names(network: "Network", words: "Sequence[str]") -> "tuple[str, ...]":
    """The people who are meant: ``netcore keep Rosa Delgado`` means Rosa Delgado, where there is somebody of that name.

    Raises `UsageError` where it could as well mean two others: nobody is taken by mistake.
    """
    meant: list[str] = []
    rest = list(words)
    while rest:
        length = next((n for n in range(min(len(rest), _LONGEST), 1, -1) if _called(network, rest[:n], words)), 1)
        run, rest = rest[:length], rest[length:]
        meant.append(run[0] if length == 1 else _one(network, run))
    return tuple(meant)


def _called(network: "Network", run: "Sequence[str]", words: "Sequence[str]") -> "list[Person]":
    """Who is called by all of these words together."""
    if len(words) > _MANY_WORDS:
        return []
    name = " ".join(run)
    return [person for person in network.gather.people(search=name, limit=50) if fold(person.name) == fold(name)]


def _one(network: "Network", run: "Sequence[str]") -> str:
    """The person whom the words name together."""
    ids = {person.id for person in _called(network, run, run)}
    try:
        apart = {network.gather.find(word).id for word in run}
    except (NotFound, Ambiguous):
        apart = ids
    name = " ".join(run)
    if apart - ids:
        raise UsageError(
            f'Do you mean {name}, or {" and ".join(run)}? Put a name in quotation marks ("{name}"), or give the ids '
            "that `netcore people list` shows."
        )
    return name
