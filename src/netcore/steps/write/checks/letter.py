"""A draft as the text rules read it: its parts told apart, and what is not the author's prose blanked out."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from netcore.model.message import Finding, Level
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.write.checks.english import ENGLISH
from netcore.steps.write.checks.language import LanguagePack, Phrases, is_in, words_of

OTHER_GREETINGS = (
    *("hallo", "liebe[rs]?", "sehr geehrte[rs]?", "guten (?:tag|morgen|abend)", "servus", "moin"),
    *("bonjour", "salut", "cher", "chère", "coucou", "hola", "querid[oa]", "estimad[oa]", "olá", "oi", "prezad[oa]"),
    *("ciao", "buongiorno", "car[oa]", "gentile", "beste", "hoi", "geachte", "hej", "hei", "kære", "kjære"),
)
"""How letters begin in languages that have no pack: to greet somebody by another's name is a mistake in all of them."""

_QUOTED = re.compile(r"^(?:>.*|On .{4,80} wrote:)$", re.MULTILINE)
_URL = re.compile(r"\bhttps?://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.[\w.]+")
_GREETING = re.compile(
    rf"(?:{'|'.join((*ENGLISH.greetings, *OTHER_GREETINGS))})\b(?:,(?= ))?[ \t]*"
    r"(?P<who>[^,!.:;?–—]{0,60}(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St)\.[^,!.:;?–—]{0,40})?)(?:[,!.:;–—]|$)",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(
    r"(?P<who>[^\W\d_][\w.'’ -]{0,40}?)\s*[,!:–—]\s*(?:$|(?:hi|hello|hey)\b[ ,!.]*)", re.IGNORECASE
)


class Span(NamedTuple):
    """A piece of the body, and the offset at which it stands there."""

    text: str
    start: int


class Ask(NamedTuple):
    """A sentence that asks for something, and for what kinds of thing: one, unless it asks twice."""

    sentence: Span
    kinds: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The parts of a draft.  ``prose`` has the length of the body: quotes, greeting, sign-off and links are blanks."""

    draft: Draft
    pack: LanguagePack | None
    """The pack of its language; None for a language that has none."""
    greeted: Span | None
    """Whom it greets, as written; None when it greets nobody."""
    prose: str
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, draft: Draft) -> "Letter":
        """Read a draft."""
        body = draft.body
        pack = ENGLISH if is_in(ENGLISH, body) else None
        prose = _QUOTED.sub(_blank, body.replace("’", "'"))
        prose = _URL.sub(_blank, prose)
        greeted, end = _greeting(prose, draft)
        prose = " " * end + prose[end:]
        sign_off = _sign_off(prose, draft.sender_name)
        prose = prose[:sign_off] + re.sub(r"[^\n]", " ", prose[sign_off:])
        return cls(
            draft=draft,
            pack=pack,
            greeted=greeted,
            prose=prose,
            sentences=tuple(_sentences(prose)),
        )

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """The sentences that ask for something; none in a language without a pack."""
        found = []
        for sentence in self.sentences if self.pack is not None else ():
            assert self.pack is not None
            kinds = [kind for kind, phrases in self.pack.ask_types.items() if has_cue(phrases, sentence.text)]
            requests = len(list(cues(self.pack.request_cues, sentence.text)))
            asks = requests or sentence.text.rstrip('"”’) \n').endswith("?")
            if kinds and asks and not has_cue(self.pack.no_asks, sentence.text):
                found.append(Ask(sentence, frozenset(kinds[: max(requests, 1)])))
        return tuple(found)

    @property
    def words(self) -> int:
        """How many words of prose there are."""
        return len(words_of(self.prose))


class LetterCheck(MessageCheck):
    """A check of a letter in its parts, which all of them share once they were told apart."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        return self.judge(Letter.of(draft))

    @abstractmethod
    def judge(self, letter: Letter) -> Iterable[Finding]:
        """What is wrong with the letter."""


class TextRule(LetterCheck):
    """A check of the words: silent about a language that has no pack."""

    def judge(self, letter: Letter) -> Iterable[Finding]:
        """As `LetterCheck.judge`."""
        return self.read(letter, letter.pack) if letter.pack is not None else ()

    @abstractmethod
    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """What is wrong with the words of the letter, which are in the language of the pack."""


def cues(phrases: Phrases, text: str) -> Iterator[re.Match[str]]:
    """Where one of the phrases stands in the text, as whole words."""
    return re.finditer(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", text, re.IGNORECASE)


def has_cue(phrases: Phrases, text: str) -> bool:
    """Whether one of the phrases stands in the text."""
    return next(cues(phrases, text), None) is not None


def filled(draft: Draft, slot: str) -> str:
    """What the author put into a marked part, when it still stands in the text; else empty."""
    text = draft.slots.get(slot, "").strip()
    return text if text and text in draft.body else ""


def level_of(draft: Draft, slot: str, level: Level, lower: Level) -> Level:
    """The level for a part that is missing: lower where no part was marked, since lists of cues miss much."""
    return level if draft.slots.get(slot) == "" else lower


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _greeting(text: str, draft: Draft) -> tuple[Span | None, int]:
    """Whom it greets, and where the greeting ends."""
    start = len(text) - len(text.lstrip())
    line = text[start:].split("\n", 1)[0]
    found = _GREETING.match(line)
    if found is None and (first := _NAME_FIRST.match(line)):
        names = {
            word for name in (*draft.other_names, draft.to_name, draft.person.person.name) for word in words_of(name)
        }
        found = first if names & set(words_of(first["who"])) else None
    if found is None:
        return None, 0
    who = found["who"]
    place = start + found.start("who") + len(who) - len(who.lstrip())
    return Span(who.strip(), place), start + found.end()


def _sign_off(text: str, sender: str) -> int:
    """Where the closing words begin; the end of the text when there are none."""
    lines = [(match.start(), match[0].strip()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    for start, line in lines[-5:]:
        if len(line.split()) <= 7 and re.match(rf"(?:{'|'.join(ENGLISH.closings)})\b[^.?]*$", line, re.IGNORECASE):
            return start
    own = words_of(sender)
    for start, line in lines[-2:]:
        if own and words_of(line)[:1] == own[:1] and len(line.split()) <= 4:
            return start
    return len(text)


def _sentences(prose: str) -> Iterator[Span]:
    for paragraph in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", prose):
        start = paragraph.start()
        for piece in re.finditer(r".+?(?:[.!?]+[\"”’)]*(?=\s|$)|$)", paragraph[0], re.DOTALL):
            text = piece[0]
            if text.strip():
                yield Span(text, start + piece.start())
