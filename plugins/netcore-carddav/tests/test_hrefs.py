"""One spelling for every address of a card."""

from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore_carddav.hrefs import at, inside, path_of

BASE = "https://example.org/dav/ada/contacts/"
segments = st.lists(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8).filter(lambda t: t not in {".", ".."}),
    min_size=1,
    max_size=4,
)


@given(segments, st.sampled_from(["", "@:+,;=", "/"]))
def test_every_spelling_of_a_path_is_the_same(parts: list[str], plain: str) -> None:
    safe = "".join(character for character in plain if character != "/")
    spelled = "/" + "/".join(quote(part, safe=safe) for part in parts)
    full = "/" + "/".join("".join(f"%{byte:02x}" for byte in part.encode()) for part in parts)
    assert path_of(spelled, BASE) == path_of(full, BASE) == path_of("https://other.example:443" + spelled, BASE)
    assert path_of(path_of(spelled, BASE), BASE) == path_of(spelled, BASE)
    assert [unquote(part) for part in path_of(spelled, BASE).split("/")][1:] == parts


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("x.vcf", "/dav/ada/contacts/x.vcf"),
        ("/a%2Fb.vcf", "/a%2Fb.vcf"),
        ("/a@b.vcf", "/a@b.vcf"),
        ("/a;", "/a;"),
        ("/a%40b.vcf", "/a@b.vcf"),
        (" /x.vcf\n", "/x.vcf"),
        ("../bob/x.vcf", "/dav/ada/bob/x.vcf"),
        ("/%ff.vcf", "/%FF.vcf"),
        ("https://[broken/x.vcf", ""),
    ],
)
def test_hrefs_as_servers_write_them(href: str, path: str) -> None:
    assert path_of(href, BASE) == path


@given(st.text(max_size=40))
def test_any_text_is_a_path_or_nothing(href: str) -> None:
    path = path_of(href, BASE)
    assert not path or path.isascii()


def test_only_what_is_directly_in_the_book_is_a_card() -> None:
    book = "/dav/ada/contacts/"
    assert inside(book + "x.vcf", book)
    for other in (book, book + "sub/x.vcf", book + "sub/", "/dav/ada/x.vcf", "/dav/ada/contacts", ""):
        assert not inside(other, book)


def test_a_path_is_asked_for_where_its_book_is() -> None:
    assert at("/x.vcf", "https://p50-contacts.icloud.com/1/card/") == "https://p50-contacts.icloud.com/x.vcf"
    assert urlsplit(at("/x", "http://127.0.0.1:5/")).port == 5
