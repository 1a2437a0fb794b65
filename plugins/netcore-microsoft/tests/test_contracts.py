"""The laws that netcore asks of every manifest, source, sink, outbox, inbox and calendar."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from graph_lab import GraphLab

from netcore.plugins import ContactSource
from netcore.testing import ContactSourceContract, ManifestContract
from netcore_microsoft import manifest
from netcore_microsoft.contacts import MicrosoftContacts


class TestManifest(ManifestContract):
    name = "microsoft"
    manifest = manifest


class TestSource(ContactSourceContract):
    @pytest.fixture
    def make_source_of(
        self, graph: GraphLab, make: Callable[..., Any]
    ) -> Callable[[Sequence[str]], ContactSource]:
        graph.contacts.page_size = 7

        def make_of(names: Sequence[str]) -> ContactSource:
            if not graph.mailbox.contacts:
                friends = graph.mailbox.folder("Friends")
                for number, name in enumerate(names):
                    graph.mailbox.contact("f-contacts" if number % 2 else friends, displayName=name)
            source: ContactSource = make(MicrosoftContacts, manifest.netcore_contact_sources()[0])
            return source

        return make_of

    @pytest.fixture
    def make_source_with_a_bad_record(
        self, graph: GraphLab, make: Callable[..., Any]
    ) -> Callable[[], ContactSource]:
        graph.mailbox.contact()
        graph.mailbox.contact(displayName="Ada Lovelace")
        return lambda: make(MicrosoftContacts, manifest.netcore_contact_sources()[0])
