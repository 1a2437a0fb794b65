"""What a mail is: the plugins' reply rules and the core's own, in their order.  A rule that fails decides nothing."""

from collections.abc import Callable
from typing import NamedTuple, get_args

from netcore.model.message import IncomingMail, Message, ReplyKind
from netcore.plugins.context import Context
from netcore.plugins.descriptors import ReplyRuleDescriptor
from netcore.plugins.judges import ReplyRule
from netcore.plugins.problems import BrokenPromise, one_line
from netcore.plugins.registry import Registry
from netcore.steps.write.reply_rules import classify

_OUR_ORDER = 100
"""The place of the core's own rules among the plugins' (`ReplyRuleDescriptor.order`)."""


class Judged(NamedTuple):
    """What a mail is, and why that could not be told, when it could not: a sentence."""

    kind: ReplyKind
    problem: str = ""


class _Rule(NamedTuple):
    name: str
    order: int
    rule: ReplyRule | None
    problem: str = ""


class ReplyRules:
    """All rules, made once for a reading.

    Where a rule cannot be asked, nobody knows what it would have said: the mail is kept as a *reply*, unread, which
    stops everything until the user has looked.
    """

    def __init__(self, registry: Registry, context: Callable[[ReplyRuleDescriptor], Context]) -> None:
        offered = registry.reply_rules()
        self.problems = tuple(str(problem) for problem in offered.problems)
        self._rules = [_made(registry, descriptor, context) for descriptor in offered]

    def judge(self, mail: IncomingMail, candidates: tuple[Message, ...], letter: Message | None = None) -> Judged:
        """What the mail is to these letters, of which it answers one; the first rule that knows decides.

        The rules after the core's are asked about what the core takes for a plain reply only.
        """
        if self.problems:
            return Judged("reply", self.problems[0])
        if (found := self._asked(mail, candidates, late=False)) is not None:
            return found
        ours = classify(mail, letter)
        later = self._asked(mail, candidates, late=True) if ours == "reply" else None
        return later or Judged(ours)

    def _asked(self, mail: IncomingMail, candidates: tuple[Message, ...], *, late: bool) -> Judged | None:
        for name, order, rule, problem in self._rules:
            if (order > _OUR_ORDER) != late:
                continue
            if rule is None:
                return Judged("reply", problem)
            try:
                kind = rule.classify(mail, candidates)
            except Exception as error:
                return Judged("reply", _failed(name, error))
            if kind is not None and kind not in get_args(ReplyKind):
                return Judged("reply", _failed(name, BrokenPromise(f"it said {kind!r}, which is no kind of answer")))
            if kind is not None:
                return Judged(kind)
        return None


def _made(
    registry: Registry, descriptor: ReplyRuleDescriptor, context: Callable[[ReplyRuleDescriptor], Context]
) -> _Rule:
    try:
        return _Rule(descriptor.name, descriptor.order, registry.create(descriptor, context(descriptor)))
    except Exception as error:
        return _Rule(descriptor.name, descriptor.order, None, _failed(descriptor.name, error))


def _failed(name: str, error: Exception) -> str:
    return (
        f"The reply rule {name!r} failed ({one_line(error)}), so nobody knows what it would have said: its mail is "
        "kept as an unread answer. Mend its plugin or leave it out: `netcore plugins` tells how."
    )
