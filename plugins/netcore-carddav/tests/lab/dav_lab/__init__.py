"""Servers of address books for tests: a real one, and one with the quirks of all others.

The real one is Radicale, as its wheel brings it (`Radicale`).  The other keeps address books in memory and is told how
to behave (`AddressBooks`, served by `netcore.testing.http_lab.HttpLab`, whose script adds what goes wrong on the way).
"""

from dav_lab.address_books import AddressBooks, a_card
from dav_lab.radicale import Radicale

__all__ = ["AddressBooks", "Radicale", "a_card"]
