"""Cards joined into humans, so that no human contradicts themselves."""

from collections.abc import Callable, Collection, Iterable, Mapping

from netcore.steps.gather.identity.blocks import Pair


def joined(
    cards: Iterable[str],
    said: Iterable[Pair],
    found: Iterable[Pair],
    apart: Mapping[str, Collection[str]],
    clash: Callable[[str, str], bool],
) -> dict[str, list[str]]:
    """By card: all cards of its human.

    ``said``: pairs that the user calls the same; ``found``: those that the machine does, the surest first.  ``apart``:
    by card, those that the user calls different.  ``clash`` says of two cards that they can be no one human.
    """
    cluster = {card: [card] for card in cards}

    def join(two: Pair, *, even_if_clashing: bool) -> None:
        here, there = cluster.get(two[0]), cluster.get(two[1])
        if here is None or there is None or here is there:
            return
        if apart and any(not there_.isdisjoint(apart.get(card, ())) for there_ in (set(there),) for card in here):
            return
        if not even_if_clashing and any(clash(a, b) for a in here for b in there):
            return
        here.extend(there)
        for card in there:
            cluster[card] = here

    for two in said:
        join(two, even_if_clashing=True)
    for two in found:
        join(two, even_if_clashing=False)
    return cluster
