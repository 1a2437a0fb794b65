"""Real servers are started only when they are asked for: pytest -m real_servers tests/faults."""

import pytest

MARKER = "real_servers"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if MARKER not in str(config.option.markexpr):
        for item in items:
            if item.get_closest_marker(MARKER):
                item.add_marker(pytest.mark.skip(reason=f"real servers are started only with -m {MARKER}"))
