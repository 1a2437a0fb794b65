"""What all contracts share."""

from collections.abc import Iterator

import pytest

from netcore.testing.loopback import LoopbackGuard


class Contract:
    """A set of laws that every component of one kind keeps.

    Subclass a contract in a class whose name begins with ``Test`` and give the fixtures that its docstring asks for.
    Every law is a test.  All of them run behind a `LoopbackGuard`: whatever reaches further than this machine fails.
    """

    @pytest.fixture(autouse=True)
    def nothing_but_loopback(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackGuard]:
        """Law: nothing but loopback is reached."""
        guard = LoopbackGuard(monkeypatch)
        yield guard
        assert not guard.attempts, f"reached out to {', '.join(guard.attempts)}"
