"""A real account, only when it is asked for: see the README of the plugin."""

import pytest

MARKER = "live"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if MARKER not in str(config.option.markexpr):
        for item in items:
            if item.get_closest_marker(MARKER):
                item.add_marker(pytest.mark.skip(reason=f"a real account is used only with -m {MARKER}"))
