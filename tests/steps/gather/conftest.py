"""The plugins of these tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netcore.network import Network
from netcore.plugins.registry import Registry
from netcore.store.dump import dump
from tests.steps.gather import books
from tests.steps.people import store_of


@pytest.fixture
def registry() -> Registry:
    return books.registry()


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes an address book: its name, then its cards."""

    def write(name: str, *cards: dict[str, Any]) -> Path:
        return books.write_book(tmp_path / "books" / f"{name}.cards", *cards)

    return write


def everything(network: Network) -> list[str]:
    """The network as text, without the log of what was done, and without the id that tells it from all others."""
    with store_of(network).read() as tx:
        return [line for line in dump(tx) if '"network.id"' not in line]
