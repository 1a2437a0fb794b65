"""Templates with slots, rendered per person in a sandbox.

A template may use ``person`` (given, family, name, nickname, organization, role, town, circles), ``me`` (name),
``clarity`` (goal, why, ask) and ``slot``: the marked parts that are written for each person, such as
``{{ slot.memory }}``.  What is known by name but empty for a person leaves a *gap* in the text, ``[[memory]]``, which
the checks do not let pass; a name that means nothing is a mistake in the template, told before anything is rendered
(see `template_language`).
"""

import re
from collections.abc import Iterable, Mapping

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from netcore.errors import TemplateError
from netcore.model.contact import Contact
from netcore.model.message import Sender
from netcore.model.person import Person
from netcore.model.work import Clarity
from netcore.steps.write.template_language import mistake_in, slots_in
from netcore.steps.write.text import one_line, plain_text

_FILTERS = ("capitalize", "default", "first", "last", "length", "lower", "title", "trim", "upper")
_LONGEST = 100_000
"""So many characters are no letter."""
_BLANK_LINES = re.compile(r"\n{3,}")
"""What a condition that is false leaves between two paragraphs."""


class Gap(Undefined):
    """What is missing for a person: false in conditions, ``default`` fills it, and in the text it is ``[[name]]``."""

    def __str__(self) -> str:
        return gap(self._undefined_name or "")


def gap(name: str) -> str:
    """What stands in a text for a part that nobody has written yet."""
    return f"[[{name}]]"


class _Known:
    """Values by name, as attributes; an empty one is a gap."""

    def __init__(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self, name, value or Gap(name=name))


class _Slots:
    """The parts written for one person; every name may be asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, name: str) -> object:
        return self._texts.get(name) or Gap(name=name)


class _Words(tuple[str, ...]):
    """Several texts, which are read as a list in a sentence."""

    __slots__ = ()

    def __str__(self) -> str:
        return " and ".join(filter(None, (", ".join(self[:-1]), *self[-1:])))


class LetterTemplate:
    """A subject and a text to be rendered for each person."""

    def __init__(self, *, subject: str, body: str) -> None:
        """Read the template; raises `TemplateError` with the line when it cannot be understood."""
        sandbox = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        sandbox.globals.clear()
        sandbox.filters = {"join": _join, **{name: sandbox.filters[name] for name in _FILTERS}}
        self._parts = []
        slots: set[str] = set()
        for where, source in (("subject", subject), ("text", body)):
            try:
                tree = sandbox.parse(source)
                mistake = mistake_in(tree)
                self._parts.append((where, sandbox.from_string("" if mistake else source)))
                slots |= slots_in(tree)
            except TemplateSyntaxError as error:
                mistake = error.lineno, (error.message or "").rstrip(".")
            except (RecursionError, MemoryError, SyntaxError, ValueError):  # of Python, which reads it in the end
                mistake = 1, "this is too intricate: no letter needs so much"
            if mistake:
                raise TemplateError(f"The template's {where}, line {mistake[0]}: {mistake[1]}.")
        self.slots = tuple(sorted(slots))
        """The names of the parts to be written for each person."""

    def render(
        self, *, person: Person, card: Contact, clarity: Clarity, sender: Sender, slots: Mapping[str, str]
    ) -> tuple[str, str]:
        """Subject and text for one person; raises `TemplateError` that names the line and the person."""
        values = {
            "person": _of_person(person, card),
            "me": _Known(name=sender.name, given=sender.name.partition(" ")[0]),
            "clarity": _Known(goal=clarity.goal, why=clarity.why, ask=clarity.ask),
            "slot": _Slots(slots),
        }
        texts = []
        for where, template in self._parts:
            try:
                texts.append(template.render(values))
            except (JinjaError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
                line = _line_of(error)
                at = f", line {line}" if line else ""
                name = person.name or person.id
                raise TemplateError(
                    f"The template's {where}{at} cannot be filled in for {name}: {one_line(str(error)).rstrip('.')}."
                ) from None
        return one_line(texts[0]), _BLANK_LINES.sub("\n\n", plain_text(texts[1]))


def _join(texts: Iterable[object], between: str = "") -> str:
    """As Jinja's filter of that name, but not for more than fits a letter."""
    words = [str(one) for one in texts]
    if sum(map(len, words)) + len(str(between)) * len(words) > _LONGEST:
        raise ValueError("what is joined is longer than a letter can be")
    return str(between).join(words)


def _of_person(person: Person, card: Contact) -> _Known:
    work = card.organizations[0] if card.organizations else None
    return _Known(
        name=one_line(str(card.name)),
        given=one_line(card.name.given or str(card.name)),  # the whole name is stiff, but never wrong
        family=one_line(card.name.family),
        nickname=one_line(card.nicknames[0]) if card.nicknames else "",
        organization=one_line(work.name) if work else "",
        role=one_line(work.role or work.title) if work else "",
        town=one_line(card.addresses[0].locality) if card.addresses else "",
        circles=_Words(map(one_line, person.circles)),
    )


def _line_of(error: BaseException) -> int:
    """The line of the template at which it failed: its frames are named ``<template>``."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
