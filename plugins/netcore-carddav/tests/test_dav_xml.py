"""What servers say in XML, read with care."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore_carddav.dav_xml import (
    BadXml,
    dav,
    multiget,
    read_conditions,
    read_multistatus,
    read_xml,
    sync_collection,
    text,
)

LAUGHS = (
    b"""<!DOCTYPE lolz [<!ENTITY lol "lol">"""
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (number, b"&lol%s;" % (str(number - 1).encode() if number else b"") * 10)
        for number in range(9)
    )
    + b"""]><lolz>&lol8;</lolz>"""
)


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]><x/>',
        b"<!DOCTYPE html><html></html>",
        b"<x>" * 100 + b"</x>" * 100,
        b"<x>&undefined;</x>",
        b"<x>\x00</x>",
        b"<x",
        b"",
        b'<?xml version="1.0" encoding="no-such"?><x/>',
        b"<a/><b/>",
    ],
)
def test_what_could_do_harm_or_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(BadXml):
        read_xml(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for function in (read_xml, read_multistatus):
        with suppress(BadXml):
            function(data)
    assert isinstance(read_conditions(data), frozenset)


def test_a_status_is_that_of_the_response_or_of_its_properties() -> None:
    answer = read_multistatus(
        b"""<?xml version="1.0"?><A:multistatus xmlns:A="DAV:">
        <A:response><A:href>/ok</A:href><A:propstat><A:prop><A:getetag>"1"</A:getetag></A:prop>
          <A:status>HTTP/1.1 200 OK</A:status></A:propstat>
          <A:propstat><A:prop><A:displayname/></A:prop><A:status>HTTP/1.1 404 Not Found</A:status></A:propstat>
        </A:response>
        <A:response><A:href> /gone </A:href><A:status>HTTP/1.1 404 Not Found</A:status></A:response>
        <A:response><A:href>/gone2</A:href><A:propstat><A:prop><A:getetag/></A:prop>
          <A:status>HTTP/1.1 404 Not Found</A:status></A:propstat></A:response>
        <A:response><A:href>/a</A:href><A:href>/b</A:href><A:status>HTTP/2 507 </A:status></A:response>
        <A:response/>
        <A:sync-token> t:1 </A:sync-token></A:multistatus>"""
    )
    assert [(one.href, one.status) for one in answer.resources] == [
        ("/ok", 200),
        ("/gone", 404),
        ("/gone2", 404),
        ("/a", 507),
        ("/b", 507),
    ]
    assert answer.token == "t:1"
    assert text(answer.resources[0].props[dav("getetag")]) == '"1"'
    assert dav("displayname") not in answer.resources[0].props


def test_a_prefix_means_nothing_and_a_default_namespace_is_one() -> None:
    (one,) = read_multistatus(
        b'<multistatus xmlns="DAV:"><response><href>/x</href><status>HTTP/1.1 200 OK</status></response></multistatus>'
    ).resources
    assert one.href == "/x"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=50))
def test_any_token_and_any_path_can_be_asked_about(told: str) -> None:
    assert read_xml(sync_collection(told)).findtext(dav("sync-token")) == told
    assert [one.text or "" for one in read_xml(multiget([told])).findall(dav("href"))] == [told]


def test_conditions_are_named() -> None:
    body = b'<error xmlns="DAV:"><valid-sync-token/></error>'
    assert read_conditions(body) == {dav("valid-sync-token")}
    assert read_conditions(b"<html/>") == read_conditions(b"no xml") == frozenset()
