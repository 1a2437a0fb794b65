"""The outbox ``google``: each letter is a draft first, and leaves when the draft is sent.

Gmail takes a draft away in the moment in which it leaves, so one draft leaves once, however often it is sent; and
whether it is still there tells, after any crash, whether it left.
"""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import msgspec

from netcore.errors import NetcoreError, SignInNeeded, Unreachable
from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import Outgoing, Receipt
from netcore.plugins import Context, Deferred, Outbox, Rejected, Uncertain, Whereabouts
from netcore.plugins.eml import KEY_HEADER, to_eml
from netcore.plugins.http import HttpPatience, ServerBusy
from netcore_google.api import Api, Refused
from netcore_google.letters import Found, Letters, header
from netcore_google.scopes import MAIL_HEADERS, lacking
from netcore_google.watched import Watched

LARGEST = 25_000_000
"""Bytes of a letter that Gmail sends."""

_DRAFT = "draft/"
_BEGUN = "begun"
_RECENT = 50
"""Drafts looked at, the newest first, for one that was made when the machine died before it heard of it."""

_TOMORROW = timedelta(days=1)


class Handle(Value, frozen=True, kw_only=True):
    """What the core keeps for us between `prepare` and the other calls."""

    draft: str
    key: str
    thread: str
    history: int
    """Where the mailbox's history was before the draft came to be."""
    to: str
    alone: bool = True
    """Whether the draft began a conversation, so that nothing else can have been sent in it."""


class NotSignedIn(Deferred, SignInNeeded):
    """Nothing was sent, since Google does not let us in; the message says what to run."""


class GmailOutbox(Outbox):
    """Sends through the Gmail API.

    With ``drafts-only``, `commit` leaves the draft where it is, for the user to send.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Nothing is reached yet."""
        self._context = context
        self._api = Api(context, "gmail", patience=patience)
        self._letters = Letters(self._api)
        self._watched = Watched(context.state)
        self._drafts_only = context.flag("drafts-only")

    def prepare(self, message: Outgoing) -> str:
        """Make the draft, or put the new text into the one that the same key made before.

        Raises `Rejected`, `Deferred` when Gmail is busy, and `SignInNeeded` or `Unreachable` for what concerns all
        letters alike.
        """
        self._api.require("send")
        if any(not attachment.data for attachment in message.attachments):
            raise Rejected("An attachment is empty or missing. Attach it again.")
        raw = to_eml(self._sender(message))
        if len(raw) > LARGEST:
            raise Rejected(
                f"The letter to {message.to_address} has {len(raw) / 1e6:.1f} MB, and Gmail sends at most"
                f" {LARGEST / 1e6:.0f}. Make the attachments smaller."
            )
        letter = {"raw": urlsafe_b64encode(raw).decode()}
        if thread := self._watched.thread_of(message.in_reply_to):
            letter["threadId"] = thread
        try:
            return _text(self._draft(message, {"message": letter}))
        except Refused as refused:
            self._not_taken(refused, message.to_address)
        except ServerBusy as busy:
            raise Deferred(str(busy), busy.until) from None

    def commit(self, handle: str) -> Receipt:
        """Send the draft; what has left already is not sent again, and its receipt is given.

        Raises `Rejected` or `Deferred` (which `NotSignedIn` is, too) when it is certain that nothing was sent, else
        `Uncertain`.
        """
        what = _parsed(handle)
        if self._drafts_only:
            return self._left_for_the_user(what)
        try:
            sent = self._api.call(
                self._api.service.users().drafts().send, userId="me", body={"id": what.draft}, again=False
            )
        except Refused as refused:
            if refused.problem.status == 404 or refused.problem.passing:
                return self._settled(what, str(refused))
            self._not_taken(refused, what.to)
        except ServerBusy as busy:
            raise Deferred(f"{busy} Nothing was sent to {what.to}.", busy.until) from None
        except SignInNeeded as error:
            raise NotSignedIn(f"{error} Nothing was sent to {what.to}.") from None
        except Unreachable as error:
            return self._settled(what, str(error))
        return self._receipt(what, self._read_back(str(sent["id"]), str(sent.get("threadId") or "")))

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        """The draft is still there: not sent.  It is gone: found among the sent mail, by conversation or by key.

        A draft that is gone without having been sent was deleted, and "not sent" as well.  "Cannot tell" is left for a
        mailbox whose headers may not be read, and for one that forgot its history.
        """
        what = _parsed(handle)
        if self._is_draft(what):
            return "not sent"
        kept = self._api.permission.kept
        if kept is None or lacking((MAIL_HEADERS,), kept.scopes):
            return "cannot tell"
        try:
            found = self._letters.in_thread(what.thread, what.key, what.to, what.history if what.alone else None)
            found = found or self._letters.since(what.key, what.history)
        except LookupError:
            return "cannot tell"
        return "not sent" if found is None else self._receipt(what, found)

    def discard(self, handle: str) -> None:
        """Delete the draft; one that is gone, or was sent, is no error."""
        what = _parsed(handle)
        try:
            self._api.call(self._api.service.users().drafts().delete, userId="me", id=what.draft)
        except Refused as refused:
            if refused.problem.status != 404:
                raise
        self._context.state.pop(_DRAFT + what.key, None)

    # -- drafts ------------------------------------------------------------------------------------------------------

    def _draft(self, message: Outgoing, body: dict[str, Any]) -> Handle:
        """The one draft of a key, with this text; or an earlier one that may have left for the same mailbox."""
        drafts, state, key = self._api.service.users().drafts(), self._context.state, message.key
        noted = state.get(_DRAFT + key, "")
        before = _parsed(noted) if noted and noted != _BEGUN else None
        draft = before.draft if before is not None else self._half_made(key) if noted else ""
        history = self._history()
        made: dict[str, Any] | None = None
        if draft:
            try:
                made = self._api.call(drafts.update, userId="me", id=draft, body=body)
            except Refused as refused:
                if refused.problem.status != 404:
                    raise
                if before is not None and self._may_have_reached(before, message):
                    return before
        if made is None:
            state[_DRAFT + key] = _BEGUN
            made = self._api.call(drafts.create, userId="me", body=body, again=False)
        handle = Handle(
            draft=str(made["id"]),
            key=key,
            thread=str(made["message"].get("threadId") or ""),
            history=history,
            to=message.to_address,
            alone="threadId" not in body["message"],
        )
        state[_DRAFT + key] = _text(handle)
        return handle

    def _may_have_reached(self, before: Handle, message: Outgoing) -> bool:
        """Whether an earlier attempt, whose draft is gone, left for the same mailbox, or is in doubt."""
        if mailbox_key(before.to) != mailbox_key(message.to_address):
            return False
        found = self.lookup(_text(before))
        return isinstance(found, Receipt) or (found == "cannot tell" and not _is_unsent(before, message))

    def _half_made(self, key: str) -> str:
        """The draft with this key, made when nobody heard of it any more; "" when there is none."""
        drafts = self._api.service.users().drafts()
        for one in self._api.call(drafts.list, userId="me", maxResults=_RECENT).get("drafts") or ():
            try:
                shown = self._api.call(drafts.get, userId="me", id=one["id"], format="metadata")
            except Refused as refused:
                if refused.problem.status != 404:
                    raise
                continue
            if header(shown["message"], KEY_HEADER) == key:
                return str(one["id"])
        return ""

    def _is_draft(self, what: Handle) -> bool:
        try:
            self._api.call(self._api.service.users().drafts().get, userId="me", id=what.draft, format="minimal")
        except Refused as refused:
            if refused.problem.status == 404:
                return False
            raise
        return True

    def _left_for_the_user(self, what: Handle) -> Receipt:
        self._watched.add(what.thread, self._context.now())
        return Receipt(
            sent_at=self._context.now(),
            thread=what.thread,
            detail=f"It is in your Drafts at Gmail, for you to send to {what.to}.",
        )

    # -- after sending -----------------------------------------------------------------------------------------------

    def _settled(self, what: Handle, why: str) -> Receipt:
        """What became of a letter after an answer that says nothing, or none at all."""
        try:
            found = self.lookup(_text(what))
        except NetcoreError as error:
            raise Uncertain(f"Gmail may have sent the letter to {what.to}, or not: {why} {error}") from None
        if isinstance(found, Receipt):
            return found
        if found == "cannot tell":
            raise Uncertain(
                f"The draft of the letter to {what.to} is gone, and the Sent mail may not be read: {why} Look there."
            )
        if self._is_draft(what):
            raise Deferred(f"{why} The letter to {what.to} is still a draft; nothing was sent.")
        raise Rejected(
            f"The draft of the letter to {what.to} was deleted at Gmail before it was sent. Nothing was sent: approve"
            " it again if it should leave."
        )

    def _read_back(self, message: str, thread: str) -> Found:
        """The name that Gmail gave the letter; it has left, so nothing that fails here changes that."""
        kept = self._api.permission.kept
        if kept is not None and not lacking((MAIL_HEADERS,), kept.scopes):
            try:
                if found := self._letters.read(message):
                    return found
            except NetcoreError as error:
                self._context.log.warning("A letter was sent, but its Message-ID could not be read back: %s", error)
        return Found(message=message, thread=thread, message_id="", at=0)

    def _receipt(self, what: Handle, found: Found) -> Receipt:
        at = datetime.fromtimestamp(found.at / 1000, UTC) if found.at else self._context.now()
        self._watched.add(found.thread, at, found.message_id)
        return Receipt(
            sent_at=at,
            message_id=found.message_id,
            thread=found.thread,
            detail=f"Gmail sent it to {what.to}; it is in your Sent mail.",
        )

    # -- before sending ----------------------------------------------------------------------------------------------

    def _sender(self, message: Outgoing) -> Outgoing:
        """From the account itself, or the alias that the settings name: Gmail lets no other address through."""
        kept = self._api.permission.kept
        own = self._context.text("from-address") or message.from_address or (kept.identity if kept else "")
        return msgspec.structs.replace(message, from_address=own)

    def _history(self) -> int:
        return int(self._api.call(self._api.service.users().getProfile, userId="me")["historyId"])

    def _not_taken(self, refused: Refused, to: str) -> NoReturn:
        problem = refused.problem
        if problem.tomorrow:
            until = self._context.now() + _TOMORROW
            raise Deferred(
                f"Gmail takes no more letters today: the daily limit of your account is reached. {problem}. Nothing was"
                f" sent to {to}.",
                until,
            ) from None
        if problem.passing or problem.slower:
            raise Deferred(f"{problem}. Nothing was sent to {to}.") from None
        raise Rejected(f"Gmail does not take the letter to {to}. {problem}. Nothing was sent.") from None


def _text(handle: Handle) -> str:
    """One line, whatever is done to blanks."""
    return msgspec.json.encode(handle).decode().replace(" ", "\\u0020")


def _is_unsent(before: Handle, message: Outgoing) -> bool:
    """Whether the message says that this attempt did not leave."""
    try:
        return _parsed(message.unsent).draft == before.draft
    except ValueError:
        return False


def _parsed(handle: str) -> Handle:
    try:
        return msgspec.json.decode(handle, type=Handle)
    except msgspec.DecodeError:
        raise ValueError(f"{handle!r} is no handle of the outbox google") from None
