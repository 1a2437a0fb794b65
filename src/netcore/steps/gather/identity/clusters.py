"""Cards joined into humans, so that no human contradicts themselves."""

from collections.abc import Callable, Sequence


class Clusters:
    """Union-find over card numbers; a join that would put two cards that cannot be one human together is refused."""

    def __init__(self, size: int, clash: Callable[[int, int], bool]) -> None:
        """``clash`` says of two cards that they cannot be one human, the user's *different* included."""
        self._parent = list(range(size))
        self._members: dict[int, list[int]] = {}
        self._clash = clash

    def find(self, card: int) -> int:
        """The number that stands for the card's human."""
        parent = self._parent
        while parent[card] != card:
            parent[card] = parent[parent[card]]
            card = parent[card]
        return card

    def members(self, card: int) -> Sequence[int]:
        """All cards of the card's human."""
        root = self.find(card)
        return self._members.get(root, [root])

    def join(self, left: int, right: int, *, even_if_clashing: bool = False) -> bool:
        """Make two humans one; False when they clash (the user's word may overrule that)."""
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        of_left, of_right = self._members.get(left, [left]), self._members.get(right, [right])
        if not even_if_clashing and any(self._clash(a, b) for a in of_left for b in of_right):
            return False
        if len(of_left) < len(of_right):
            left, right, of_left, of_right = right, left, of_right, of_left
        self._parent[right] = left
        self._members[left] = of_left + of_right
        self._members.pop(right, None)
        return True
