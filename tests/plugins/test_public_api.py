"""What plugin authors may rely on changes on purpose only."""

from pathlib import Path

from tests.plugins.public_api import public_api

KEPT = Path(__file__).with_name("public_api.txt")


def test_the_public_api_is_as_it_was_written_down() -> None:
    hint = "if that is meant: python tests/plugins/public_api.py > tests/plugins/public_api.txt"
    assert public_api() == KEPT.read_text("utf-8"), hint
