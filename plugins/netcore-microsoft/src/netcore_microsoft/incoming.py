"""From a message as Graph gives it to netcore's."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from netcore.model.message import IncomingMail
from netcore_microsoft.reading import text
from netcore_microsoft.times import moment

_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


def incoming(item: Mapping[str, Any], now: datetime) -> IncomingMail:
    """The mail, as far as it can be understood."""
    headers = tuple(_headers(item))
    sender = _address(item.get("from"))
    return IncomingMail(
        key=str(item["id"]),
        received_at=moment(item.get("receivedDateTime")) or now,
        from_address=sender[0],
        from_name=sender[1],
        to_addresses=tuple(address for one in _list(item, "toRecipients") if (address := _address(one)[0])),
        subject=text(item, "subject"),
        message_id=text(item, "internetMessageId"),
        in_reply_to=next(iter(_ids(headers, "in-reply-to")), ""),
        references=tuple(dict.fromkeys(_ids(headers, "references"))),
        thread=text(item, "conversationId"),
        headers=headers,
    )


def _headers(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in _list(item, "internetMessageHeaders"):
        if isinstance(one, dict) and (name := text(one, "name")):
            yield name, text(one, "value")


def _ids(headers: tuple[tuple[str, str], ...], name: str) -> list[str]:
    return [found for key, value in headers if key.lower() == name for found in _MESSAGE_ID.findall(value)]


def _list(item: Mapping[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _address(value: object) -> tuple[str, str]:
    """(address, name) of a recipient; empty when there is none."""
    one = value.get("emailAddress") if isinstance(value, dict) else None
    if not isinstance(one, dict):
        return "", ""
    address, name = text(one, "address"), text(one, "name")
    return address, "" if name == address else name
