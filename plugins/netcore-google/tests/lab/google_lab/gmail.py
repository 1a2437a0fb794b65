"""A mailbox, as the Gmail API keeps it."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from google_lab.refusals import Refusal


@dataclass
class Mail:
    """One mail."""

    id: str
    thread: str
    raw: bytes
    labels: list[str]
    history: int
    at: datetime
    headers: list[tuple[str, str]] = field(default_factory=list)


class GmailLab:
    """One user's mailbox."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.mails: dict[str, Mail] = {}
        self.drafts: dict[str, str] = {}
        """Draft ids, and the ids of their messages."""
        self.sent: list[bytes] = []
        """What has left, as it left."""
        self.oldest = 0
        """History before this is forgotten."""
        self.daily_limit = 10**9
        self._history = 1000
        self._log: list[tuple[int, str, str]] = []
        self._number = 0

    # -- behind the API's back -----------------------------------------------------------------------------------------

    def receive(self, raw: bytes, thread: str = "") -> str:
        """A mail arrives."""
        return self._add(raw, thread or self._thread_of(raw), ["INBOX", "UNREAD"]).id

    def forget_history(self) -> None:
        """Google keeps history for a week or so, sometimes for hours."""
        self.oldest = self._history
        self._history += 1

    def delete(self, mail: str) -> None:
        """The user deletes a mail for good."""
        del self.mails[mail]
        self._tell(mail, "deleted")

    # -- methods -------------------------------------------------------------------------------------------------------

    def users_getProfile(self, *, userId: str, body: Any = None, alt: str = "") -> Any:
        """Where history is now."""
        return {
            "emailAddress": "ada@example.org",
            "historyId": str(self._history),
            "messagesTotal": len(self.mails),
            "threadsTotal": len({one.thread for one in self.mails.values()}),
        }

    def users_drafts_create(self, *, userId: str, body: Any, alt: str = "") -> Any:
        """A new draft: twice the same call makes two."""
        draft = f"r-{self._next():016x}"
        mail = self._add(_raw(body), body["message"].get("threadId") or "", ["DRAFT"])
        self.drafts[draft] = mail.id
        return self._draft(draft)

    def users_drafts_update(self, *, userId: str, id: str, body: Any, alt: str = "") -> Any:
        """The draft keeps its id, and gets another message."""
        old = self.mails.pop(self._known_draft(id))
        self._tell(old.id, "deleted")
        self.drafts[id] = self._add(_raw(body), body["message"].get("threadId") or old.thread, ["DRAFT"]).id
        return self._draft(id)

    def users_drafts_get(self, *, userId: str, id: str, body: Any = None, format: str = "full", alt: str = "") -> Any:
        """One draft."""
        self._known_draft(id)
        return self._draft(id, format)

    def users_drafts_list(
        self,
        *,
        userId: str,
        body: Any = None,
        maxResults: str = "100",
        pageToken: str = "0",
        q: str = "",
        alt: str = "",
    ) -> Any:
        """The newest first."""
        ids = list(reversed(self.drafts))
        start, size = int(pageToken), int(maxResults)
        answer: dict[str, Any] = {"resultSizeEstimate": len(ids)}
        if ids[start : start + size]:
            answer["drafts"] = [self._draft(one) for one in ids[start : start + size]]
        if start + size < len(ids):
            answer["nextPageToken"] = str(start + size)
        return answer

    def users_drafts_send(self, *, userId: str, body: Any, alt: str = "") -> Any:
        """The draft is gone, and a new message has left: under another id, and another Message-ID."""
        draft = body["id"]
        old = self.mails[self._known_draft(draft)]
        if len(self.sent) >= self.daily_limit:
            raise Refusal(429, "Daily user sending limit exceeded.", "dailyLimitExceeded")
        text = message_from_bytes(old.raw, policy=policy.SMTP)
        if "@" not in str(text["To"] or ""):
            raise Refusal(400, "Recipient address required", "invalidArgument")
        del self.drafts[draft]
        del self.mails[old.id]
        self._tell(old.id, "deleted")
        new_id = f"<CA+{self._next():x}@mail.gmail.com>"
        sent = self._add(_with_message_id(old.raw, new_id), old.thread, ["SENT"])
        self.sent.append(sent.raw)
        return {"id": sent.id, "threadId": sent.thread, "labelIds": sent.labels}

    def users_drafts_delete(self, *, userId: str, id: str, body: Any = None, alt: str = "") -> Any:
        """Gone for good."""
        mail = self._known_draft(id)
        del self.drafts[id]
        del self.mails[mail]
        self._tell(mail, "deleted")

    def users_messages_get(
        self,
        *,
        userId: str,
        id: str,
        body: Any = None,
        format: str = "full",
        metadataHeaders: Any = (),
        alt: str = "",
    ) -> Any:
        """One mail."""
        if id not in self.mails:
            raise Refusal(404, "Requested entity was not found.", "notFound")
        return _shown(self.mails[id], format, metadataHeaders)

    def users_messages_list(
        self,
        *,
        userId: str,
        body: Any = None,
        maxResults: str = "100",
        pageToken: str = "0",
        labelIds: str = "",
        q: str = "",
        includeSpamTrash: str = "false",
        alt: str = "",
    ) -> Any:
        """The newest first; of searches only ``after:`` a second is known."""
        if not re.fullmatch(r"(after:\d+)?", q):
            raise Refusal(400, f"the fake cannot search for {q}", "invalidArgument")
        after = int(q.removeprefix("after:") or 0)
        found = [
            {"id": one.id, "threadId": one.thread}
            for one in reversed(list(self.mails.values()))
            if self._labelled(one.id, labelIds) and one.at.timestamp() >= after
        ]
        start, size = int(pageToken), int(maxResults)
        answer: dict[str, Any] = {"resultSizeEstimate": len(found)}
        if found[start : start + size]:
            answer["messages"] = found[start : start + size]
        if start + size < len(found):
            answer["nextPageToken"] = str(start + size)
        return answer

    def users_threads_get(
        self,
        *,
        userId: str,
        id: str,
        body: Any = None,
        format: str = "full",
        metadataHeaders: Any = (),
        alt: str = "",
    ) -> Any:
        """The mails of a conversation, in order."""
        mails = [one for one in self.mails.values() if one.thread == id]
        if not mails:
            raise Refusal(404, "Requested entity was not found.", "notFound")
        return {
            "id": id,
            "historyId": str(max(one.history for one in mails)),
            "messages": [_shown(one, format, metadataHeaders) for one in mails],
        }

    def users_history_list(
        self,
        *,
        userId: str,
        startHistoryId: str,
        body: Any = None,
        pageToken: str = "0",
        maxResults: str = "100",
        historyTypes: Any = (),
        labelId: str = "",
        alt: str = "",
    ) -> Any:
        """What happened since."""
        if not int(startHistoryId) >= self.oldest or int(startHistoryId) > self._history:
            raise Refusal(404, "Requested entity was not found.", "notFound")
        found = [
            (number, mail)
            for number, mail, what in self._log
            if number > int(startHistoryId) and what == "added" and self._labelled(mail, labelId)
        ]
        start, size = int(pageToken), int(maxResults)
        answer: dict[str, Any] = {"historyId": str(self._history)}
        page = found[start : start + size]
        if page:
            answer["history"] = [self._event(number, mail) for number, mail in page]
        if start + size < len(found):
            answer["nextPageToken"] = str(start + size)
        return answer

    # -- inside --------------------------------------------------------------------------------------------------------

    def _labelled(self, mail: str, label: str) -> bool:
        return not label or (mail in self.mails and label in self.mails[mail].labels)

    def _event(self, number: int, mail: str) -> Any:
        known = self.mails.get(mail)
        short: dict[str, Any] = {"id": mail, "threadId": known.thread if known else "gone"}
        added = {**short, "labelIds": known.labels} if known else short
        return {"id": str(number), "messages": [short], "messagesAdded": [{"message": added}]}

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _tell(self, mail: str, what: str) -> int:
        self._history += 7
        self._log.append((self._history, mail, what))
        return self._history

    def _add(self, raw: bytes, thread: str, labels: list[str]) -> Mail:
        id_ = f"{0x19A0000000000000 + self._next():016x}"
        mail = Mail(id_, thread or id_, raw, labels, 0, self._now())
        self.mails[id_] = mail
        mail.history = self._tell(id_, "added")
        return mail

    def _known_draft(self, id_: str) -> str:
        if id_ not in self.drafts:
            raise Refusal(404, "Requested entity was not found.", "notFound")
        return self.drafts[id_]

    def _draft(self, id_: str, format_: str = "minimal") -> Any:
        mail = self.mails[self.drafts[id_]]
        short = {"id": mail.id, "threadId": mail.thread, "labelIds": mail.labels}
        return {"id": id_, "message": short if format_ == "minimal" else _shown(mail, format_, ())}

    def _thread_of(self, raw: bytes) -> str:
        """The conversation of the mail that this one answers."""
        wanted = _header(raw, "In-Reply-To")
        for mail in self.mails.values():
            if wanted and _header(mail.raw, "Message-ID") == wanted:
                return mail.thread
        return ""


def _header(raw: bytes, name: str) -> str:
    return next((value for known, value in _headers(raw) if known.lower() == name.lower()), "")


def _headers(raw: bytes) -> list[tuple[str, str]]:
    parsed: Message = message_from_bytes(raw)
    found = []
    for name, value in parsed.raw_items():
        text = str(value).replace("\r\n", "").replace("\n", "")
        found.append((name, text.encode("utf-8", "replace").decode()))
    return found


def _raw(body: Any) -> bytes:
    if set(body["message"]) - {"raw", "threadId"}:
        raise Refusal(400, "only raw is taken here", "invalidArgument")
    return urlsafe_b64decode(body["message"]["raw"])


def _with_message_id(raw: bytes, new: str) -> bytes:
    head, _, rest = raw.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"message-id:")]
    return b"\r\n".join([*lines, b"Message-ID: " + new.encode()]) + b"\r\n\r\n" + rest


def _shown(mail: Mail, format_: str, wanted: Any) -> Any:
    shown: dict[str, Any] = {
        "id": mail.id,
        "threadId": mail.thread,
        "labelIds": mail.labels,
        "historyId": str(mail.history),
        "internalDate": str(int(mail.at.timestamp() * 1000)),
        "sizeEstimate": len(mail.raw),
    }
    if format_ == "raw":
        return {**shown, "raw": urlsafe_b64encode(mail.raw).decode()}
    if format_ in {"metadata", "full"}:
        names = {name.lower() for name in ([wanted] if isinstance(wanted, str) else wanted)}
        headers = [(name, value) for name, value in _headers(mail.raw) if not names or name.lower() in names]
        shown["payload"] = {
            "mimeType": "text/plain",
            "headers": [{"name": name, "value": value} for name, value in headers],
        }
    return shown
