"""What all plugins together offer of one kind."""

from collections.abc import Iterable
from typing import Self, TypeVar

from netcore.plugins.descriptors import Descriptor
from netcore.plugins.problems import PluginProblem

D = TypeVar("D", bound=Descriptor)


class Components(tuple[D, ...]):
    """The descriptors of one kind that work, as a tuple, and the ``problems`` of plugins that may offer more.

    A plugin counts as a problem here when its hook for this kind failed, or when it cannot be loaded, so that nobody
    knows what it would have offered.  One that the user left out does not.  For enrichment the problems are only to be
    shown.  For what decides whether a message leaves (message checks, inboxes, reply rules) they mean *no*: nothing
    may leave until there are none.
    """

    problems: tuple[PluginProblem, ...]

    def __new__(cls, descriptors: Iterable[D], problems: Iterable[PluginProblem] = ()) -> Self:
        """Hold the descriptors and the problems."""
        made = super().__new__(cls, descriptors)
        made.problems = tuple(problems)
        return made
