"""The folder outbox keeps the kit's laws."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from netcore.builtin import folder
from netcore.builtin.folder_outbox import FolderOutbox
from netcore.testing import ManifestContract, OutboxContract, make_context


class TestManifest(ManifestContract):
    name, manifest = "folder", folder


class TestOutbox(OutboxContract):
    @pytest.fixture
    def letters(self, tmp_path: Path) -> Path:
        return tmp_path / "letters"

    @pytest.fixture
    def make_outbox(self, letters: Path) -> Callable[[], FolderOutbox]:
        return lambda: FolderOutbox(make_context(path=str(letters)))

    @pytest.fixture
    def make_outbox_elsewhere(self, tmp_path: Path) -> Callable[[], FolderOutbox]:
        return lambda: FolderOutbox(make_context(path=str(tmp_path / "elsewhere")))

    @pytest.fixture
    def delivered(self, letters: Path) -> Callable[[], Sequence[bytes]]:
        return lambda: [file.read_bytes() for file in letters.glob("*.eml")]

    @pytest.fixture
    def waiting(self, letters: Path) -> Callable[[], int]:
        return lambda: len([*letters.glob(".*.part")])
