"""What the text rules need to know of a language, and which language a text is in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENOUGH = 0.15
"""The share of telling words that makes a text one of the language; ordinary prose has three times as many."""


Phrases = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LanguagePack:
    """The words of one language.  Phrases are regular expressions, found as whole words whatever their case."""

    code: str
    small_words: frozenset[str]
    """The commonest words: they carry no topic."""
    telling_words: frozenset[str]
    """Those by which the language is told from others: common in it, and no words elsewhere."""
    greetings: Phrases
    everybody: frozenset[str]
    """What one may call anybody in a greeting: "all", "friend", "there"."""
    titles: frozenset[str]
    """What stands before a name: "dr", "aunt"."""
    closings: Phrases
    thanks: Phrases
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    plan_cues: Phrases
    past_cues: Phrases
    attached: Phrases
    request_cues: Phrases
    ask_types: Mapping[str, Phrases]
    """By kind of request, the most particular first: what it sounds like.  "talk" covers advice."""
    no_asks: Phrases
    """What sounds like a request and is none: small talk, offers."""
    vague_requests: Phrases
    job_requests: Phrases
    modes: Mapping[str, Phrases]
    """Ways to meet."""
    duration: Phrases
    """A length of time, in any words."""
    minutes: str
    """A length of time of which group 1 is the number of minutes."""
    hours: Phrases
    """An hour or more."""
    memory: Phrases
    offer: Phrases
    contingent_offer: Phrases
    urgency: Phrases
    no_urgency: Phrases
    despair: Phrases
    apology: Phrases
    generic_subjects: frozenset[str]


def words_of(text: str) -> list[str]:
    """The words, case-folded."""
    return _WORD.findall(text.casefold())


def is_in(pack: LanguagePack, text: str) -> bool:
    """Whether the text is in the language of the pack, by its share of telling words."""
    words = words_of(text)
    return bool(words) and sum(word in pack.telling_words for word in words) >= _ENOUGH * len(words)
