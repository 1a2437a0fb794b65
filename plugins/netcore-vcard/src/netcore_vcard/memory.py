"""A function's answers, remembered for short texts: a file says the same few things of nearly everybody."""

from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

_LONGEST_HELD = 200
_MOST_HELD = 1024


class Memory(dict[str, Answer], Generic[Answer]):
    """What a function answers for each text, made out when it is first asked for.

    A memory, not a state: what it answers never changes.  It never holds much.
    """

    def __init__(self, function: Callable[[str], Answer]) -> None:
        self._function = function

    def __missing__(self, text: str) -> Answer:
        answer = self._function(text)
        if len(text) <= _LONGEST_HELD:
            if len(self) >= _MOST_HELD:
                self.clear()
            self[text] = answer
        return answer
