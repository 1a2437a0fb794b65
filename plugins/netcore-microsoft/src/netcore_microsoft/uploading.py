"""Attachments that do not go into the request for a draft: alone, or piece by piece in an upload session.

The address of a session is signed in itself, so no token goes there
(https://learn.microsoft.com/graph/outlook-large-attachments).  Bytes go there in order.  A piece that has come before
is answered with the place to go on from, or with 416: then the session itself says where to go on
(https://learn.microsoft.com/graph/upload-data-to-upload-session).
"""

import msgspec

from netcore.errors import Unreachable
from netcore.model.message import Attachment
from netcore.plugins import Context
from netcore.plugins.http import Answer, HttpClient, HttpPatience, Stranger, Trust
from netcore_microsoft.graph import Graph, items_in, segment
from netcore_microsoft.letter import AT_ONCE, attached
from netcore_microsoft.troubles import error_of

PIECE = 10 * 320 * 1024
"""Bytes of one request of an upload: below the 4 MB that Outlook asks for, a multiple of what other uploads want."""

_HOSTS = r"outlook\.office(365)?\.com"
"""Where Outlook takes uploads: the one that the documentation names, and the one that mailboxes are seen to give."""


_OVER = frozenset({201, 404, 410})
"""What the last piece is answered with: all is attached; or there is no such session any more, when it went twice."""


class Uploads:
    """Puts attachments to drafts of one mailbox."""

    def __init__(self, context: Context, graph: Graph, *, patience: HttpPatience | None = None) -> None:
        self._graph = graph
        self._client = HttpClient(
            Trust.of(context.text("graph-url"), _HOSTS),
            now=context.now,
            proxies=context.proxies,
            patience=patience or HttpPatience.of(context.integer("timeout") or 60),
            ca_file=context.text("ca-file"),
            agent="netcore-microsoft",
        )

    def attach(self, draft: str, attachment: Attachment) -> None:
        """Put it to the draft.  When this raises, nobody knows whether it is there: begin with a new draft."""
        place = f"/me/messages/{segment(draft)}/attachments"
        if len(attachment.data) <= AT_ONCE:
            self._graph.post(place, attached(attachment))
            return
        item = {**attached(attachment, whole=False), "attachmentType": "file", "size": len(attachment.data)}
        del item["@odata.type"]
        session = self._graph.post(f"{place}/createUploadSession", {"AttachmentItem": item})
        if not isinstance(address := session.get("uploadUrl"), str):
            raise _odd(attachment)
        self._upload(address, attachment)

    def count(self, draft: str) -> int:
        """How many attachments the draft has."""
        pages = self._graph.pages(f"/me/messages/{segment(draft)}/attachments", {"$select": "name,size"})
        return sum(len(items_in(page)) for page in pages)

    def _upload(self, address: str, attachment: Attachment) -> None:
        """All pieces.  When this returns, all were taken, or the session is over: `count` tells which."""
        whole = len(attachment.data)
        begins = 0
        for _ in range(whole // PIECE + 4):  # a server that asks for a piece again does so a few times at most
            ends = min(begins + PIECE, whole)
            answer = self._put(address, attachment, begins, ends)
            if ends == whole and answer.status in _OVER:
                return
            if answer.status == 416:
                begins = self._where(address, attachment, answer)
            elif answer.good and answer.status != 201:
                begins = _next(answer, ends)
            else:
                raise error_of(answer) if not answer.good else _odd(attachment)
            if not 0 <= begins < whole:
                break
        raise _odd(attachment)

    def _put(self, address: str, attachment: Attachment, begins: int, ends: int) -> Answer:
        """One piece.  The same one may go twice: what has come already is refused, and never attached twice."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes {begins}-{ends - 1}/{len(attachment.data)}",
        }
        return self._send("PUT", address, attachment, headers, attachment.data[begins:ends])

    def _where(self, address: str, attachment: Attachment, refusal: Answer) -> int:
        """Where the session goes on after it refused a piece; raises the refusal when it does not say."""
        status = self._send("GET", address, attachment, {"Accept": "application/json"})
        if not status.good or (begins := _next(status, -1)) < 0:
            raise error_of(refusal)
        return begins

    def _send(
        self, method: str, address: str, attachment: Attachment, headers: dict[str, str], body: bytes = b""
    ) -> Answer:
        try:
            return self._client.send(method, address, headers=headers, body=body)
        except Stranger:
            raise Stranger(
                f"Microsoft Graph names another server for the attachment {attachment.name!r}. Nothing was sent there."
                " Try again; if it stays so, something between here and Microsoft changes the answers."
            ) from None


class _Session(msgspec.Struct):
    ranges: list[str] = msgspec.field(name="nextExpectedRanges", default_factory=list)


def _next(answer: Answer, otherwise: int) -> int:
    """Where the next piece begins ("2097152", "2097152-")."""
    try:
        ranges = msgspec.json.decode(answer.body, type=_Session).ranges
        return int(ranges[0].partition("-")[0]) if ranges else otherwise
    except (msgspec.DecodeError, ValueError):
        return otherwise


def _odd(attachment: Attachment) -> Unreachable:
    return Unreachable(
        f"Outlook does not take the attachment {attachment.name!r} as it says that it would. Try again later."
    )
