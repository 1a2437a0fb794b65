"""Attachments that come after their draft: whole, or piece by piece at an address that is signed in itself."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from graph_lab.answers import Refusal, Said
from graph_lab.contract import BrokenContractError
from graph_lab.mailbox import Item, Mailbox
from graph_lab.requests import Request, found
from netcore.testing.http_lab import Asked, Told

KILO = 1024
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_KIND = "#microsoft.graph.fileAttachment"


@dataclass
class Session:
    """An upload that is not finished."""

    item: Item
    name: str
    media_type: str
    size: int
    data: bytes = b""


class Uploads:
    """The upload sessions of a mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self.sessions: dict[str, Session] = {}
        self.elsewhere = ""
        """The root of the server that the next sessions are said to be on; empty: this one."""
        self.names_the_place = False
        """Whether a piece that came before is answered with the place to go on from, and not with 416."""
        self.tells_where = True
        """Whether a session says, when it is asked, what it waits for."""
        self._number = 0

    def handle(self, request: Request) -> Said | None:
        """The answer; None when it is about something else."""
        shelf = self._mailbox.messages
        if (ids := request.matches("POST", "/me/messages/*/attachments/createUploadSession")) is not None:
            return self.begin(request, found(self._mailbox, shelf, ids[0]))
        if (ids := request.matches(request.method, "/me/messages/*/attachments")) is not None:
            return self.attachments(request, found(self._mailbox, shelf, ids[0]))
        return None

    def attachments(self, request: Request, item: Item) -> Said:
        """What a message has, or one more."""
        if request.method == "POST":
            if len(b64decode(request.body["contentBytes"])) > 3 * KILO * KILO:
                raise Refusal(413, "RequestEntityTooLarge", "The attachment is too large for one request.")
            item.attachments = [*item.attachments, request.body]
            return Said(201, {"@odata.type": _KIND, "id": "AAkAtt=", "name": request.body["name"]})
        return Said(
            200,
            {
                "value": [
                    {"@odata.type": _KIND, "id": f"AAkAtt{n}=", "name": one["name"]}
                    for n, one in enumerate(item.attachments)
                ]
            },
        )

    def begin(self, request: Request, item: Item) -> Said:
        """A new session."""
        told = request.body["AttachmentItem"]
        if told["attachmentType"] != "file" or not told.get("name") or told["size"] < 3_000_000:
            raise Refusal(400, "ErrorInvalidRequest", "The attachment item is not one to upload.")
        self._number += 1
        key = f"s{self._number}"
        self.sessions[key] = Session(item, told["name"], told.get("contentType", ""), told["size"])
        root = self.elsewhere or request.root.removesuffix("/v1.0")
        return Said(
            201,
            {
                "uploadUrl": f"{root}/upload/Users('u@t')/AttachmentSessions('{key}')?authtoken=eyJ",
                "expirationDateTime": "2099-01-01T00:00:00.7671707Z",
                "nextExpectedRanges": ["0-"],
            },
        )

    def piece(self, asked: Asked) -> Told:
        """Some of the bytes, in their order."""
        match = re.fullmatch(r"/upload/Users\('u@t'\)/AttachmentSessions\('(\w+)'\)\?authtoken=eyJ", asked.path)
        if asked.method not in {"PUT", "GET"} or match is None:
            raise BrokenContractError(f"the address of an upload was changed: {asked.method} {asked.path}")
        if "authorization" in asked.headers:
            raise BrokenContractError("a token was sent to an address that is signed in itself")
        session = self.sessions.get(match[1])
        if session is None or session.item.number not in {one.number for one in self._mailbox.messages.values()}:
            return _told(404, {"error": {"code": "ErrorItemNotFound", "message": "There is no such session."}})
        if asked.method == "GET":
            return _waits_for(len(session.data)) if self.tells_where else Told(405)
        begins, ends = _span(asked, session.size)
        if begins < len(session.data) and self.names_the_place:
            return _waits_for(len(session.data))
        if begins != len(session.data):
            return _told(416, {"error": {"code": "ErrorInvalidRange", "message": "Another range is expected."}})
        session.data += asked.body
        if ends + 1 < session.size:
            return _waits_for(ends + 1)
        del self.sessions[match[1]]
        session.item.attachments = [
            *session.item.attachments,
            {
                "name": session.name,
                "contentType": session.media_type,
                "contentBytes": b64encode(session.data).decode(),
            },
        ]
        return Told(201, b"", {"Location": f"https://outlook.office.com/api/v2.0/Attachments('{match[1]}')"})


def _span(asked: Asked, size: int) -> tuple[int, int]:
    """Where a piece begins and ends."""
    span = _RANGE.fullmatch(asked.headers.get("content-range", ""))
    if span is None or asked.headers.get("content-type") != "application/octet-stream":
        raise BrokenContractError("a piece of an upload does not say which one it is")
    begins, ends, whole = map(int, span.groups())
    if whole != size or ends - begins + 1 != len(asked.body) or len(asked.body) >= 4 * KILO * KILO:
        raise BrokenContractError(f"{span[0]} is no piece of {size} bytes, or too large a one")
    if ends + 1 < size and len(asked.body) % (320 * KILO):
        raise BrokenContractError("a piece is no multiple of 320 KiB")
    return begins, ends


def _waits_for(place: int) -> Told:
    return _told(200, {"ExpirationDateTime": "2099-01-01T00:00:00Z", "nextExpectedRanges": [str(place)]})


def _told(status: int, body: Any) -> Told:
    return Told(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
