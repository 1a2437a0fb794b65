"""The fault laboratory, once for all its tests."""

from collections.abc import Iterator

import pytest
from mail_lab import Certificates

from tests.faults.commands import Run
from tests.faults.laboratory import Laboratory, Prepare, laboratory


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with laboratory(tmp_path_factory.mktemp("laboratory")) as opened:
        yield opened


@pytest.fixture(scope="session")
def authority(lab: Laboratory) -> Certificates:
    return lab.certificates


@pytest.fixture(scope="session")
def prepared(lab: Laboratory) -> Prepare:
    return lab.prepared


@pytest.fixture(scope="session")
def run(lab: Laboratory) -> Run:
    return lab.run
