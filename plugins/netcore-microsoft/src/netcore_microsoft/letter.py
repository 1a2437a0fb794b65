"""A letter as Graph takes it."""

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from netcore.model.message import Attachment, Outgoing
from netcore.plugins import Rejected
from netcore.plugins.eml import to_eml
from netcore_microsoft.graph import Json
from netcore_microsoft.marks import marked

AT_ONCE = 3_000_000
"""Bytes of all attachments together that go in one request."""
LARGEST = 150_000_000
"""Bytes of one attachment.  Mailboxes may take less: most organisations allow 35 MB for a letter with all in it."""

IN_REPLY_TO, REFERENCES = "String 0x1042", "String 0x1039"
"""The MAPI properties (MS-OXPROPS: PidTagInReplyToId, PidTagInternetReferences) that become these headers: Graph lets
nobody set the headers themselves."""


class Letter(NamedTuple):
    """A letter as it goes to Graph."""

    draft: Json
    """What makes the draft, with the attachments that fit in."""
    apart: tuple[Attachment, ...] = ()
    """The attachments that are put to the draft one by one."""


def letter(message: Outgoing) -> Letter:
    """The draft to make; raises `Rejected`, in a sentence, when a field would not be what it seems."""
    for attachment in message.attachments:
        if len(attachment.data) > LARGEST:
            raise Rejected(
                f"The attachment {attachment.name!r} has {len(attachment.data) / 1e6:.1f} MB, more than the"
                f" {LARGEST / 1e6:.0f} MB that Outlook takes. Make it smaller, or put it somewhere and send the link."
            )
        if not attachment.data:
            raise Rejected(f"The attachment {attachment.name!r} is empty or missing. Attach it again.")
    to_eml(message)  # refuses what would break out of its field: line ends, what is no address
    marks = marked(message.key)
    if message.in_reply_to:
        marks.append({"id": IN_REPLY_TO, "value": message.in_reply_to})
    if message.references:
        marks.append({"id": REFERENCES, "value": " ".join(message.references)})
    made: Json = {
        "subject": _line(message.subject),
        "body": {"contentType": "text", "content": message.body.replace("\n", "\r\n")},
        "toRecipients": [_recipient(message.to_name, message.to_address)],
        "singleValueExtendedProperties": marks,
    }
    if message.from_address:
        made["from"] = _recipient(message.from_name, message.from_address)
    inside, apart = _divided(message.attachments)
    if inside:
        made["attachments"] = [attached(attachment) for attachment in inside]
    try:
        msgspec.json.encode(made)
    except UnicodeEncodeError:
        raise Rejected("The text holds half a character, which no mail can carry. Type that place anew.") from None
    return Letter(made, tuple(apart))


def attached(attachment: Attachment, *, whole: bool = True) -> Json:
    """A file attachment as Graph takes it; ``whole``: with its bytes."""
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": _line(attachment.name),
        "contentType": attachment.media_type,
        **({"contentBytes": b64encode(attachment.data).decode()} if whole else {}),
    }


def _divided(attachments: Sequence[Attachment]) -> tuple[list[Attachment], list[Attachment]]:
    """Those that fit into one request together, and the others."""
    inside: list[Attachment] = []
    apart: list[Attachment] = []
    room = AT_ONCE
    for attachment in attachments:
        fits = len(attachment.data) <= room
        (inside if fits else apart).append(attachment)
        room -= len(attachment.data) if fits else 0
    return inside, apart


def _recipient(name: str, address: str) -> Json:
    return {"emailAddress": {"name": _line(name) or address, "address": address}}


def _line(text: str) -> str:
    return text.replace("\t", " ")
