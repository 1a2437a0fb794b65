"""The Sent folder: keeping copies there, and finding out from it whether a letter left."""

import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses
from logging import Logger
from typing import Literal

from imapclient import IMAPClient

from netcore.errors import NetcoreError, Unreachable
from netcore.model.address_key import mailbox_key
from netcore.model.message import Receipt
from netcore_mail.account import Account
from netcore_mail.folders import Folders
from netcore_mail.imap import imap
from netcore_mail.mail_headers import ids
from netcore_mail.signing_in import Credentials

_OURS = ("Message-ID", "X-Microsoft-Original-Message-ID")
"""Where our id may be: under its own name, or where Microsoft's servers put it when they give another."""

_MANY = 50


class SentMail:
    """What the account has sent, as its IMAP server tells."""

    def __init__(
        self,
        account: Account,
        credentials: Callable[[], Credentials],
        *,
        folder: str,
        tls: Callable[[], ssl.SSLContext],
        log: Logger,
    ) -> None:
        """``folder`` is the Sent folder's name, or empty when it is to be found."""
        self._account = account
        self._credentials = credentials
        self._folder = folder
        self._tls = tls
        self._log = log

    def keep_copy(self, letter: bytes, message_id: str, recipient: str, at: datetime) -> str:
        """Put the letter to this recipient into the Sent folder, unless it is there; returns the folder's name."""
        with imap(self._account, self._credentials(), self._tls) as client:
            folder = self._folder or Folders.of(client).sent
            if not folder:
                raise Unreachable("the server has no folder that is known as such; name it in the setting sent-folder")
            client.select_folder(folder, readonly=True)
            if not isinstance(_find(client, message_id, recipient), Receipt):
                client.append(folder, letter, flags=(rb"\Seen",), msg_time=at)
            return folder

    def find(self, message_id: str, recipient: str) -> Receipt | Literal["nowhere", "unknown"]:
        """Look for a letter of ours among what was sent: its receipt, "nowhere", or "unknown" when that cannot be told.

        A letter keeps its Message-ID when it is readdressed: a copy to somebody else proves nothing.
        Never raises for what a server or the network do.
        """
        if self._account.imap is None:
            return "unknown"
        try:
            with imap(self._account, self._credentials(), self._tls) as client:
                return self._look_everywhere(client, message_id, recipient)
        except NetcoreError as error:
            self._log.warning("Cannot look for a letter in the Sent folder: %s", error)
            return "unknown"

    def _look_everywhere(
        self, client: IMAPClient, message_id: str, recipient: str
    ) -> Receipt | Literal["nowhere", "unknown"]:
        folders = Folders.of(client)
        sent = self._folder or folders.sent
        if not sent:
            return "unknown"
        other = False
        for folder in dict.fromkeys((sent, *folders.elsewhere)):
            client.select_folder(folder, readonly=True)
            found = _find(client, message_id, recipient)
            if isinstance(found, Receipt):
                return Receipt(sent_at=found.sent_at, message_id=found.message_id, detail=f"It was found in {folder}")
            other = other or found == "to another"
        return "unknown" if other else "nowhere"


def _find(client: IMAPClient, message_id: str, recipient: str) -> Receipt | Literal["to another", "nowhere"]:
    """The letter in the selected folder.  A search matches parts of headers, so each hit is compared."""
    other = False
    for name in _OURS:
        hits = client.search(["HEADER", name, message_id])
        found = client.fetch(hits[-_MANY:], ["INTERNALDATE", f"BODY.PEEK[HEADER.FIELDS ({' '.join((*_OURS, 'To'))})]"])
        for values in found.values():
            headers = _headers(values.items())
            names = [id_ for header in _OURS for id_ in ids(str(headers.get(header, "")))]
            if message_id in names and isinstance(when := values.get(b"INTERNALDATE"), datetime):
                if _is_to(headers, recipient):
                    return Receipt(sent_at=when.astimezone(UTC), message_id="" if names[0] == message_id else names[0])
                other = True
    return "to another" if other else "nowhere"


def _is_to(headers: Message, recipient: str) -> bool:
    """Whether the letter goes there, or does not say where it goes."""
    named = getaddresses([str(value) for value in headers.get_all("To", [])])
    return not named or mailbox_key(recipient) in {mailbox_key(address) for _, address in named}


def _headers(values: Sequence[tuple[bytes, object]]) -> Message:
    """The headers that were asked for."""
    for name, value in values:
        if name.startswith(b"BODY[HEADER") and isinstance(value, bytes):
            return HeaderParser().parsestr(value.decode("utf-8", "replace"))  # addresses may be in UTF-8 (RFC 6532)
    return Message()
