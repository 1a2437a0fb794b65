"""The contact source: folders, pages, changes, and what goes wrong with them."""

from collections.abc import Callable
from typing import Any

import pytest
from graph_lab import GraphLab

from netcore.plugins import Checkpoint, Record, Removed
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.manifest import netcore_contact_sources

Make = Callable[..., MicrosoftContacts]


@pytest.fixture
def source(make: Callable[..., Any]) -> Make:
    return lambda **settings: make(MicrosoftContacts, netcore_contact_sources()[0], **settings)


def names(source: MicrosoftContacts, items: list[Any]) -> list[str]:
    return sorted(str(source.parse(item).contact.name) for item in items if isinstance(item, Record))


def last(items: list[Any]) -> str:
    assert isinstance(items[-1], Checkpoint)
    return items[-1].cursor


def test_all_folders_are_read_page_by_page(graph: GraphLab, source: Make) -> None:
    friends = graph.mailbox.folder("Friends")
    inner = graph.mailbox.folder("Choir", friends)
    graph.contacts.page_size = 2
    for number in range(5):
        graph.mailbox.contact(displayName=f"Default {number}")
        graph.mailbox.contact(friends, displayName=f"Friend {number}")
    graph.mailbox.contact(inner, displayName="Singer")
    items = list(source().pull(None))
    assert len(names(source(), items)) == 11
    assert items[-1].full
    assert sum(isinstance(item, Checkpoint) for item in items) == 7
