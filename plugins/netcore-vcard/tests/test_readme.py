"""Whoever types what the README says sees what it says; and it says what there is."""

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

import netcore_vcard

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_answer_as_it_says() -> None:
    names: dict[str, Any] = {}
    heard: list[str] = []
    for program in re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        talk = doctest.DocTestParser().get_doctest(program, names, "README.md", "README.md", 0)
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(talk, out=heard.append, clear_globs=False)
        names.update(talk.globs)
    assert not heard, "".join(heard)
    assert "contact" in names


@pytest.mark.parametrize("name", netcore_vcard.__all__)
def test_the_readme_names_every_function(name: str) -> None:
    assert f"`{name}`" in README
    assert callable(getattr(netcore_vcard, name))
