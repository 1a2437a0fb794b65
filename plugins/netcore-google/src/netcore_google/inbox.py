"""The inbox ``google``: what came since, by Gmail's history; of each mail the headers, and a text only on demand."""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from netcore.errors import NotFound
from netcore.model.base import Value
from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint, Context, Inbox
from netcore.plugins.http import HttpPatience, read_cursor, write_cursor
from netcore.plugins.inboxes import asked_since
from netcore_google.api import Api, Refused
from netcore_google.letters import added
from netcore_google.mail_headers import HEADERS, incoming
from netcore_google.mail_text import plain_text
from netcore_google.scopes import MAIL_TEXT
from netcore_google.watched import Watched

PAGE = 500
"""Changes between two checkpoints."""
MOST = 5000
"""Mails that are looked at when the inbox is read for the first time."""
_NOT_INCOMING = frozenset({"SENT", "DRAFT", "CHAT"})


class Place(Value, frozen=True, kw_only=True):
    """Where the last reading ended, in Gmail's own counting."""

    history: int


class GmailInbox(Inbox):
    """Reads one Gmail account.  Nothing is marked as read.

    When Gmail forgot its history (after a week, sometimes after hours), only the conversations that our letters began
    are read again, the newest `netcore_google.watched.MOST` of them.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Nothing is reached yet."""
        self._context = context
        self._api = Api(context, "gmail", patience=patience)
        self._watched = Watched(context.state)

    def messages(self, cursor: str | None) -> Iterator[IncomingMail | Checkpoint]:
        """Mail since the cursor, in the order in which it came, with a checkpoint after every page of changes.

        Raises `SignInNeeded`, `ServerBusy` and other `Unreachable`s; after that, go on from the last checkpoint.
        """
        self._api.require("replies")
        if cursor is None:
            yield Checkpoint(cursor=write_cursor(Place(history=self._now())))
            return
        if moment := asked_since(cursor):
            yield from self._from(moment)
            return
        place = read_cursor(cursor, Place)
        if place is None:
            yield from self._again(0)
            return
        try:
            yield from self._since(place.history)
        except Refused as refused:
            if refused.problem.status != 404:
                raise
            self._context.log.info("Gmail forgot its history; the conversations of our letters are read again")
            yield from self._again(place.history)

    def text(self, key: str) -> str:
        """The text of a mail, "" where the owner allowed headers only; raises `NotFound` when the mail is gone."""
        kept = self._api.permission.require("replies")
        whole = MAIL_TEXT in kept.scopes
        asked = {"format": "raw"} if whole else {"format": "metadata", "metadataHeaders": ["Message-ID"]}
        try:
            shown = self._api.call(self._api.service.users().messages().get, userId="me", id=key, **asked)
        except Refused as refused:
            if refused.problem.status == 404:
                raise NotFound(f"The mail {key} is no longer at Gmail: it was deleted.") from None
            raise
        raw = urlsafe_b64decode(str(shown.get("raw") or "") + "==") if whole else b""
        return plain_text(raw)

    # -- reading -----------------------------------------------------------------------------------------------------

    def _since(self, history: int) -> Iterator[IncomingMail | Checkpoint]:
        page = ""
        while True:
            asked: dict[str, Any] = {"pageToken": page} if page else {}
            answer = self._api.call(
                self._api.service.users().history().list,
                userId="me",
                startHistoryId=str(history),
                historyTypes=["messageAdded"],
                maxResults=PAGE,
                **asked,
            )
            yield from self._mails(added(answer))
            page = answer.get("nextPageToken") or ""
            if not page:
                yield Checkpoint(cursor=write_cursor(Place(history=int(answer["historyId"]))))
                return
            last = max(int(record["id"]) for record in answer["history"])
            yield Checkpoint(cursor=write_cursor(Place(history=last)))

    def _mails(self, messages: Iterable[dict[str, Any]]) -> Iterator[IncomingMail]:
        for message in messages:
            if _NOT_INCOMING.isdisjoint(message.get("labelIds") or ()):
                try:
                    shown = self._api.call(
                        self._api.service.users().messages().get,
                        userId="me",
                        id=message["id"],
                        format="metadata",
                        metadataHeaders=list(HEADERS),
                    )
                except Refused as refused:
                    if refused.problem.status == 404:
                        continue  # deleted meanwhile
                    raise
                if _NOT_INCOMING.isdisjoint(shown.get("labelIds") or ()):
                    yield self._mail(shown)

    def _from(self, moment: datetime) -> Iterator[IncomingMail | Checkpoint]:
        """All mail since a moment, the newest `MOST` at most.

        Where headers only may be read, Gmail takes no question about dates: then the mail in the inbox is looked at,
        from the newest back.
        """
        now = self._now()
        kept = self._api.permission.require("replies")
        asked: dict[str, Any] = {"maxResults": PAGE, "includeSpamTrash": True}
        if MAIL_TEXT in kept.scopes:
            asked["q"] = f"after:{int(moment.timestamp())}"
        else:
            asked["labelIds"] = ["INBOX"]
        found: list[IncomingMail] = []
        while True:
            answer = self._api.call(self._api.service.users().messages().list, userId="me", **asked)
            mails = list(self._mails(answer.get("messages") or ()))
            found += (mail for mail in mails if mail.received_at >= moment)
            asked["pageToken"] = answer.get("nextPageToken") or ""
            past = bool(mails) and mails[-1].received_at < moment
            if past or not asked["pageToken"] or len(found) >= MOST:
                break
        yield from sorted(found, key=lambda mail: mail.received_at)
        yield Checkpoint(cursor=write_cursor(Place(history=now)))

    def _again(self, history: int) -> Iterator[IncomingMail | Checkpoint]:
        """The conversations of our letters, whatever came into them after that place."""
        now = self._now()
        threads = self._watched.newest()
        found: list[dict[str, Any]] = []
        for number, thread in enumerate(threads):
            self._context.progress(number, len(threads), "reading conversations again")
            try:
                shown = self._api.call(
                    self._api.service.users().threads().get,
                    userId="me",
                    id=thread,
                    format="metadata",
                    metadataHeaders=list(HEADERS),
                )
            except Refused as refused:
                if refused.problem.status == 404:
                    continue
                raise
            found += (one for one in shown.get("messages") or () if int(one.get("historyId") or 0) > history)
        found.sort(key=lambda one: int(one.get("internalDate") or 0))
        for message in found:
            if _NOT_INCOMING.isdisjoint(message.get("labelIds") or ()):
                yield self._mail(message)
        yield Checkpoint(cursor=write_cursor(Place(history=now)))

    def _mail(self, shown: dict[str, Any]) -> IncomingMail:
        mail = incoming(shown, self._context.now())
        if self._watched.knows(mail.thread):
            self._watched.name(mail.message_id, mail.thread)  # so that an answer to it stays in its conversation
        return mail

    def _now(self) -> int:
        return int(self._api.call(self._api.service.users().getProfile, userId="me")["historyId"])
