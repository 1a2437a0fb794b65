"""The laws that netcore asks of every manifest, source, sink, outbox, inbox and calendar."""

from collections.abc import Callable, Sequence

import pytest
from google_lab import GoogleLab

from netcore.plugins import ContactSource, Context
from netcore.plugins.http import HttpPatience
from netcore.testing import ContactSourceContract, ManifestContract
from netcore_google import manifest
from netcore_google.contacts import GoogleContacts


class TestManifest(ManifestContract):
    name = "google"
    manifest = manifest


class TestContacts(ContactSourceContract):
    @pytest.fixture
    def make_source_of(
        self, google: GoogleLab, context: Callable[..., Context], patience: HttpPatience
    ) -> Callable[[Sequence[str]], ContactSource]:
        def make(names: Sequence[str]) -> ContactSource:
            if not google.people.contacts:
                for name in names:
                    google.people.add(name, labels=["Choir"])
            return GoogleContacts(context(manifest.netcore_contact_sources()[0]), patience=patience)

        return make
