"""Long lists in questions that take short ones."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

SIZE = 1000
"""Well below what either engine allows in one statement."""


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items, some at a time."""
    rest = iter(items)
    while some := list(islice(rest, SIZE)):
        yield some
