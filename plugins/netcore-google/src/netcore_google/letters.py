"""Finding a letter of ours in the mailbox again, whatever Gmail calls it meanwhile."""

from email.utils import getaddresses
from typing import Any

from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.plugins.eml import KEY_HEADER
from netcore_google.api import Api, Refused

_HEADERS = [KEY_HEADER, "Message-ID", "To"]
_PAGE = 500
_MOST = 2000
"""Sent mails looked at in one search: more than a mailbox can send in a day."""


class Found(Value, frozen=True, kw_only=True):
    """A letter in the Sent mail."""

    message: str
    thread: str
    message_id: str
    at: int
    """Milliseconds since 1970, as Gmail counts."""


class Letters:
    """Looks at the headers of the mailbox, by key or by conversation."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def read(self, message: str) -> Found | None:
        """What became of a message that was sent; None when it is not there."""
        shown = self._metadata(message)
        return _found(shown) if shown is not None else None

    def in_thread(self, thread: str, key: str, to: str, since: int | None) -> Found | None:
        """The sent letter with this key in a conversation, or, with ``since``, any that was sent in it after that.

        The user may have sent the draft themselves, and Gmail's own editor keeps no header of ours.
        Raises `LookupError` when the one with this key went to somebody else: it keeps its key when it is readdressed.
        """
        if not thread:
            return None
        try:
            shown = self._api.call(
                self._api.service.users().threads().get,
                userId="me",
                id=thread,
                format="metadata",
                metadataHeaders=_HEADERS,
            )
        except Refused as refused:
            if refused.problem.status == 404:
                return None
            raise
        sent = [one for one in shown.get("messages") or () if "SENT" in (one.get("labelIds") or ())]
        ours = [one for one in sent if header(one, KEY_HEADER) == key]
        if since is None and ours and not (ours := [one for one in ours if _is_to(one, to)]):
            raise LookupError("it went to somebody else")
        new = [one for one in sent if since is not None and int(one.get("historyId") or 0) > since]
        return _found((ours or new)[0]) if ours or new else None

    def since(self, key: str, history: int) -> Found | None:
        """The letter with this key among all that was sent since.

        Raises `LookupError` when Gmail does not remember so far back, or when it is too much to look at.
        """
        page, looked_at = "", 0
        while True:
            asked: dict[str, Any] = {"pageToken": page} if page else {}
            try:
                answer = self._api.call(
                    self._api.service.users().history().list,
                    userId="me",
                    startHistoryId=str(history),
                    historyTypes=["messageAdded"],
                    labelId="SENT",
                    maxResults=_PAGE,
                    **asked,
                )
            except Refused as refused:
                if refused.problem.status == 404:
                    raise LookupError("Gmail does not remember so far back") from None
                raise
            for message in added(answer):
                looked_at += 1
                if looked_at > _MOST:
                    raise LookupError("too much was sent since")
                shown = self._metadata(str(message["id"]))
                if shown is not None and "SENT" in (shown.get("labelIds") or ()) and header(shown, KEY_HEADER) == key:
                    return _found(shown)
            page = answer.get("nextPageToken") or ""
            if not page:
                return None

    def _metadata(self, message: str) -> dict[str, Any] | None:
        try:
            shown: dict[str, Any] = self._api.call(
                self._api.service.users().messages().get,
                userId="me",
                id=message,
                format="metadata",
                metadataHeaders=_HEADERS,
            )
        except Refused as refused:
            if refused.problem.status == 404:
                return None
            raise
        return shown


def added(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages that a page of the history says were added, in order, each once."""
    messages = [
        one["message"]
        for record in answer.get("history") or ()
        for one in record.get("messagesAdded") or ()
        if (one.get("message") or {}).get("id")
    ]
    return list({str(message["id"]): message for message in messages}.values())


def header(message: dict[str, Any], name: str) -> str:
    """A header of a message, "" when it has none."""
    headers = (message.get("payload") or {}).get("headers") or ()
    return next((str(one.get("value") or "") for one in headers if str(one.get("name")).lower() == name.lower()), "")


def _is_to(message: dict[str, Any], to: str) -> bool:
    """Whether a message goes to a mailbox, or does not say where it goes."""
    named = getaddresses([header(message, "To")])
    return not any(address for _, address in named) or mailbox_key(to) in {mailbox_key(one) for _, one in named}


def _found(shown: dict[str, Any]) -> Found:
    return Found(
        message=str(shown["id"]),
        thread=str(shown.get("threadId") or ""),
        message_id=header(shown, "Message-ID"),
        at=int(shown.get("internalDate") or 0),
    )
