"""Step 3: say what you want from the next chapter of career and life.  Not to be skipped: the gate of step 4."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from netcore.errors import ClarityMissing, UsageError
from netcore.model.message import Finding
from netcore.model.work import Clarity
from netcore.steps.base import Step
from netcore.store import Transaction

FRESH_FOR = timedelta(days=180)
"""So long a statement holds before the user is asked whether it still does (a convention of ours, grade F)."""

_TOO_SHORT = 5
_SHORT = 8
_VAGUE = re.compile(
    r"\b(something|anything|whatever|somewhere|(?:any|some)(?: new)? (?:job|position|role|opportunit\w*)"
    r"|new opportunit\w*|a (?:new )?(?:change|challenge)(?=\s*(?:$|[.,;!?])))(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SIGNS_PER_WORD = 2
"""Scripts without spaces are counted by signs: about two make a word."""


class Clarify(Step):
    """The written, versioned statement of the next chapter."""

    def current(self) -> Clarity | None:
        """The version that holds, or None when nothing was written yet."""
        with self._store.read() as tx:
            return tx.clarities.current()

    def history(self) -> tuple[Clarity, ...]:
        """Every version, the newest first."""
        with self._store.read() as tx:
            return tx.clarities.all()

    def write(self, goal: str, why: str = "", ask: str = "", keywords: Iterable[str] = ()) -> Clarity:
        """Write it down, as a new version; the same words again confirm the version that holds.

        ``goal``: what you want; ``why``: what excites you about it; ``ask``: the one request that would help most;
        ``keywords``: words that a letter about it should hold.  Letters that were drafted before keep the version that
        they carry.  Raises `UsageError` when the goal is empty; a poor one is kept, and `findings` tell.
        """
        text = {"goal": _tidy(goal), "why": _tidy(why), "ask": _tidy(ask)}
        words = tuple(dict.fromkeys(word for keyword in keywords if (word := _tidy(keyword))))
        if not text["goal"]:
            raise UsageError("The goal is empty. Say in a sentence what you want from the next chapter: --goal TEXT")
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            current = tx.clarities.current()
            if current is not None and _says(current) == (*text.values(), words):
                return _confirmed(tx, current)
            clarity = tx.clarities.add(**text, keywords=words)
            tx.journal.add("clarity.written", f"The next chapter, version {clarity.version}: {clarity.goal}")
            return clarity

    def confirm(self) -> Clarity:
        """Say that the version that holds still does; raises `ClarityMissing` when there is none."""
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            return _confirmed(tx, require_clarity(tx))

    def require(self) -> Clarity:
        """The version that holds; raises `ClarityMissing`, with what to do, when there is none to work with."""
        with self._store.read() as tx:
            return require_clarity(tx)

    def findings(self) -> tuple[Finding, ...]:
        """What is poor about the version that holds: see `judge`; one finding when there is none."""
        with self._store.read() as tx:
            return tuple(judge(tx.clarities.current(), tx.now))


def require_clarity(tx: Transaction) -> Clarity:
    """The gate of everything that is written: the statement that holds.

    Raises `ClarityMissing` when there is none.
    """
    clarity = tx.clarities.current()
    if clarity is None:
        raise ClarityMissing(
            "You have not written down yet what you want from the next chapter, so nobody could help you with it. "
            "Run `netcore clarify` first."
        )
    return clarity


def judge(clarity: Clarity | None, now: datetime) -> Iterator[Finding]:
    """What is poor about a statement.

    A goal of fewer than five words, or one that was not confirmed for 180 days, blocks; fewer than eight words, or
    words that leave everything open, warn.  The limits are folklore (grade F); that an unclear message lowers success
    is the advice of the workflow itself.
    """
    if clarity is None:
        text = "Nothing is written about your next chapter. Run `netcore clarify`."
        yield Finding(id="clarity-missing", level="block", text=text)
        return
    words = count_words(clarity.goal)
    if words < _TOO_SHORT:
        text = f"Your goal, “{clarity.goal}”, is too short to act on: say what, where and by when (`netcore clarify`)."
        yield Finding(id="clarity-too-short", level="block", text=text, grade="F")
    elif words < _SHORT:
        text = f"Your goal, “{clarity.goal}”, is short: would a friend know what to do for you?"
        yield Finding(id="clarity-short", level="warn", text=text, grade="F")
    if found := _VAGUE.search(clarity.goal):
        text = f"“{found[0]}” leaves everything open. Name the thing itself, and where you want to do it."
        yield Finding(id="clarity-vague", level="warn", text=text, grade="F", start=found.start(), end=found.end())
    if now - clarity.confirmed_at > FRESH_FOR:
        text = f"You wrote it down on {clarity.written_at:%d %B %Y}. Does it still hold? `netcore clarify` confirms it."
        yield Finding(id="clarity-stale", level="block", text=text, grade="F")


def count_words(text: str) -> int:
    """How many words a text has; in scripts without spaces, how many it would have about."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced // _SIGNS_PER_WORD


def _confirmed(tx: Transaction, clarity: Clarity) -> Clarity:
    tx.clarities.confirm(clarity.version)
    confirmed = tx.clarities.version(clarity.version)
    assert confirmed is not None
    tx.journal.add("clarity.confirmed", f"The next chapter, version {clarity.version}, still holds.")
    return confirmed


def _says(clarity: Clarity) -> tuple[object, ...]:
    return clarity.goal, clarity.why, clarity.ask, clarity.keywords


def _tidy(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())
