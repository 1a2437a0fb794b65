"""Messages: drafts, sending, and what comes in."""

from base64 import b64decode
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from graph_lab.answers import NOT_FOUND, Refusal, Said
from graph_lab.contract import BrokenContractError
from graph_lab.mailbox import DRAFTS, INBOX, OUTBOX, SENT, WELL_KNOWN, Item, Mailbox
from graph_lab.requests import Request, check_etag, found, marks_of, shown, with_marks
from graph_lab.uploads import Uploads
from netcore.model.message import Attachment, Outgoing
from netcore.plugins.eml import to_eml

_NOT_IN_LISTS = ("internetMessageHeaders", "uniqueBody")


class Mail:
    """Answers what is asked of messages."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self.page_size = 1000
        self.late_readings = 0
        """After a send: so many readings still find the letter in the Outbox folder, called a draft."""
        self.lost_readings = 0
        """After a send: so many readings find no letter at all under its id."""
        self.keeps_no_copy = False
        """Whether what was sent is in no folder afterwards."""
        self.left: list[bytes] = []
        """The letters that have really left, in order, each as a MIME message."""
        self.uploads = Uploads(mailbox)
        self.largest = 35 * 1024 * 1024
        """Bytes of a letter's attachments, beyond which it is not sent."""
        self._lost: dict[int, int] = {}

    def handle(self, request: Request) -> Said | None:  # noqa: PLR0911 -- a table of routes
        """The answer; None when it is about something else."""
        shelf = self._mailbox.messages
        if (ids := request.matches("GET", "/me/mailFolders/*")) is not None:
            if ids[0] not in WELL_KNOWN:
                raise Refusal(404, *NOT_FOUND)
            return Said(200, {"id": WELL_KNOWN[ids[0]]})
        if (ids := request.matches("GET", "/me/mailFolders/*/messages/delta")) is not None:
            return self._delta(request, WELL_KNOWN.get(ids[0], ids[0]))
        if request.matches("GET", "/me/messages") is not None:
            items = [self._settled(item) for item in with_marks(list(shelf.values()), request)]
            return Said(200, {"value": [shown(request, item) for item in items[:10]]})
        if request.matches("POST", "/me/messages") is not None:
            return self._create(request)
        if (ids := request.matches("POST", "/me/messages/*/send")) is not None:
            return self._send(found(self._mailbox, shelf, ids[0]))
        if (ids := request.matches("GET", "/me/messages/*/$value")) is not None:
            return Said(200, found(self._mailbox, shelf, ids[0]).attachments[0]["raw"], media_type="text/plain")
        if (ids := request.matches(request.method, "/me/messages/*")) is not None:
            return self._single(request, ids[0])
        return self.uploads.handle(request)

    def receive(self, raw: bytes, folder: str = INBOX, **more: Any) -> Item:
        """A mail (RFC 5322) arrives: Exchange makes properties of its headers."""
        mail = message_from_bytes(raw)
        sender = _people(mail, "From")
        data = {
            "subject": str(_decoded(mail.get("Subject", ""))),
            "from": sender[0] if sender else None,
            "toRecipients": _people(mail, "To"),
            "receivedDateTime": self._mailbox.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sentDateTime": _date(mail),
            "internetMessageId": str(mail.get("Message-ID") or f"<made-{len(self._mailbox.messages)}@example.com>"),
            "conversationId": f"conv-{len(self._mailbox.messages)}",
            "internetMessageHeaders": [
                {"name": name, "value": str(_decoded(value)).replace("\r\n", "")} for name, value in mail.items()
            ],
            "body": {"contentType": "text", "content": _body(mail)},
            "isDraft": False,
            **more,
        }
        item = self._mailbox.add(self._mailbox.messages, folder, data)
        item.attachments = [{"raw": raw}]
        return item

    def _as_bytes(self, item: Item) -> bytes:
        """A letter as it leaves: the MIME message that Exchange makes of it."""
        sender = (item.data.get("from") or {"emailAddress": {"address": self._mailbox.address}})["emailAddress"]
        to = item.data["toRecipients"][0]["emailAddress"]
        return to_eml(
            Outgoing(
                key=f"i{item.number}",
                message_id=item.data["internetMessageId"],
                date=self._mailbox.now(),
                from_address=sender["address"],
                from_name=_name(sender),
                to_address=to["address"],
                to_name=_name(to),
                subject=item.data["subject"],
                body=item.data["body"]["content"].replace("\r\n", "\n"),
                in_reply_to=item.marks.get("String 0x1042", ""),
                attachments=tuple(
                    Attachment(name=one["name"], media_type=one["contentType"], data=b64decode(one["contentBytes"]))
                    for one in item.attachments
                ),
            )
        )

    def _single(self, request: Request, id_: str) -> Said:
        item = found(self._mailbox, self._mailbox.messages, id_)
        if self._lost.get(item.number, 0) > 0:
            self._lost[item.number] -= 1
            raise Refusal(404, *NOT_FOUND)
        item = self._settled(item)
        if request.method == "GET":
            if "body" in request.query.get("$select", "") and request.prefers("outlook.body-content-type") != "text":
                raise BrokenContractError("a body was asked for without saying that it be text")
            return Said(200, shown(request, item))
        check_etag(request, item)
        if request.method == "DELETE":
            self._mailbox.purge(self._mailbox.messages, item)
            return Said(204)
        self._mailbox.change(item, **request.body)
        return Said(200, shown(request, item))

    def _create(self, request: Request) -> Said:
        body = dict(request.body)
        attachments = body.pop("attachments", [])
        marks = marks_of(body)
        body.pop("singleValueExtendedProperties", None)
        for header in body.get("internetMessageHeaders", ()):
            if not header["name"].lower().startswith("x-"):
                raise Refusal(400, "InvalidInternetMessageHeader", f"{header['name']} must start with x-")
        number = len(self._mailbox.messages) + self._mailbox.changes
        data = {
            "isDraft": True,
            "internetMessageId": f"<FAKE{number:06d}@namprd.prod.outlook.example>",
            "conversationId": f"AAQkAD{number:06d}=",
            "sentDateTime": None,
            "hasAttachments": bool(attachments),
            **body,
        }
        item = self._mailbox.add(self._mailbox.messages, DRAFTS, data, marks)
        item.attachments = attachments
        return Said(201, shown(request, item))

    def _send(self, item: Item) -> Said:
        if not item.data["isDraft"] or item.folder == OUTBOX:
            raise Refusal(400, "ErrorInvalidOperation", "The message is no draft.")
        sender = (item.data.get("from") or {}).get("emailAddress", {}).get("address", self._mailbox.address)
        if sender.lower() != self._mailbox.address.lower():
            raise Refusal(403, "ErrorSendAsDenied", "The user account does not have the right to send as this address.")
        if any("@" not in one["emailAddress"].get("address", "") for one in item.data["toRecipients"]):
            raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        if sum(len(b64decode(one["contentBytes"])) for one in item.attachments) > self.largest:
            raise Refusal(400, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.")
        self.left.append(self._as_bytes(item))
        self._mailbox.move(item, OUTBOX)
        item.hidden_reads = self.late_readings
        self._lost[item.number] = self.lost_readings
        if not self.late_readings:
            self._settled(item)
        if self.keeps_no_copy:
            self._mailbox.purge(self._mailbox.messages, item)
        return Said(202)

    def _settled(self, item: Item) -> Item:
        """The item, after Exchange got round to it."""
        if item.folder == OUTBOX:
            if item.hidden_reads > 0:
                item.hidden_reads -= 1
            else:
                self._mailbox.move(item, SENT)
                at = self._mailbox.now().strftime("%Y-%m-%dT%H:%M:%SZ")
                self._mailbox.change(item, isDraft=False, sentDateTime=at)
        return item

    def _delta(self, request: Request, folder: str) -> Said:
        if folder not in WELL_KNOWN.values():
            raise Refusal(404, *NOT_FOUND)
        if token := request.query.get("$skiptoken"):
            items, select, upto, since_time, created = request.links.read(token)
        else:
            since, select, since_time = 0, request.query.get("$select", ""), ""
            created = request.query.get("changeType") == "created"
            if token := request.query.get("$deltatoken"):
                since, select, since_time, created = request.links.read(token)
            elif filter_ := request.query.get("$filter", ""):
                if not filter_.startswith("receivedDateTime ge "):
                    raise Refusal(400, "ErrorInvalidUrlQueryFilter", f"A delta cannot be filtered by {filter_}")
                since_time = filter_.removeprefix("receivedDateTime ge ")
            upto = self._mailbox.changes
            items = [
                shown(request, item, select)
                if there
                else {"id": item.id if request.immutable else item.moving_id, "@removed": {"reason": "deleted"}}
                for _, item, there in self._mailbox.in_folder(self._mailbox.messages, folder, since)
                if item.data["receivedDateTime"] >= since_time and (not created or (there and item.created > since))
            ]
            items.reverse()  # the newest first, as Outlook likes it
        for item in items:
            for name in _NOT_IN_LISTS:
                item.pop(name, None)
        size = min(int(request.prefers("odata.maxpagesize") or 10), self.page_size)
        now, rest = items[:size], items[size:]
        state: tuple[Any, ...] = (
            (rest, select, upto, since_time, created) if rest else (upto, select, since_time, created)
        )
        name = "$skiptoken" if rest else "$deltatoken"
        link = f"{request.root}{request.raw_path}?{name}={request.links.keep(state)}"
        kind = "@odata.nextLink" if rest else "@odata.deltaLink"
        return Said(200, {"value": now, kind: link})


def _people(mail: Message, header: str) -> list[dict[str, Any]]:
    raw = [str(_decoded(value)) for value in mail.get_all(header, [])]
    return [{"emailAddress": {"name": name, "address": address}} for name, address in getaddresses(raw) if address]


def _decoded(value: Any) -> str:
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(str(value)))).encode("utf-8", "replace").decode()
    except (LookupError, ValueError):
        return str(value).encode("utf-8", "replace").decode()


def _date(mail: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(mail["Date"])).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError):
        return None


def _body(mail: Message) -> str:
    parts: Sequence[Message] = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    data = parts[0].get_payload(decode=True) if parts else b""
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _name(person: dict[str, str]) -> str:
    return person.get("name", "") if person.get("name") != person["address"] else ""
