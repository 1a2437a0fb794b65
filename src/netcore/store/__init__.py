"""The store: the only room that knows SQL."""

from netcore.store.store import Store
from netcore.store.transaction import Transaction

__all__ = ["Store", "Transaction"]
