"""Which letters need a written next chapter."""

from netcore.model.message import Purpose
from netcore.store import Transaction

NEEDS_NONE: frozenset[Purpose] = frozenset({"thanks"})
"""Thanks ask for nothing, so they wait for nothing."""


def clarity_missing(tx: Transaction, purpose: Purpose, version: int) -> str:
    """Why a letter that carries this version may not leave, in a sentence; empty when it may."""
    if purpose in NEEDS_NONE or (version and tx.clarities.version(version) is not None):
        return ""
    return "It carries no clarity: write down what you want from the next chapter first (`netcore clarify`)."
