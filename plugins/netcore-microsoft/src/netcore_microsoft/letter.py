"""A letter as Graph takes it."""

from base64 import b64encode

import msgspec

from netcore.model.message import Outgoing
from netcore.plugins import Rejected
from netcore.plugins.eml import to_eml
from netcore_microsoft.graph import Json
from netcore_microsoft.marks import marked

LARGEST = 3_000_000
"""Bytes of all attachments together, that go in one request; larger ones would need an upload of their own."""

IN_REPLY_TO, REFERENCES = "String 0x1042", "String 0x1039"
"""The MAPI properties (MS-OXPROPS: PidTagInReplyToId, PidTagInternetReferences) that become these headers: Graph lets
nobody set the headers themselves."""


def letter(message: Outgoing) -> Json:
    """The draft to make; raises `Rejected`, in a sentence, when a field would not be what it seems."""
    size = sum(len(attachment.data) for attachment in message.attachments)
    if size > LARGEST:
        raise Rejected(
            f"The attachments have {size / 1e6:.1f} MB, more than the {LARGEST / 1e6:.0f} MB that go into a draft here."
            " Make them smaller, or put them somewhere and send the link."
        )
    for attachment in message.attachments:
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
    if message.attachments:
        made["attachments"] = [
            {
                "@odata.type": "#microsoft.graph.fileAttachment",
                "name": _line(attachment.name),
                "contentType": attachment.media_type,
                "contentBytes": b64encode(attachment.data).decode(),
            }
            for attachment in message.attachments
        ]
    try:
        msgspec.json.encode(made)
    except UnicodeEncodeError:
        raise Rejected("The text holds half a character, which no mail can carry. Type that place anew.") from None
    return made


def _recipient(name: str, address: str) -> Json:
    return {"emailAddress": {"name": _line(name) or address, "address": address}}


def _line(text: str) -> str:
    return text.replace("\t", " ")
