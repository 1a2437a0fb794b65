"""The outbox: a draft with an id that never changes, sent by that id, and found again by it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property

import msgspec

from netcore.errors import NetcoreError, SignInNeeded, Unreachable
from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import Outgoing, Receipt
from netcore.plugins import Context, Deferred, Outbox, Rejected, Uncertain, Whereabouts
from netcore.plugins.http import HttpPatience, ServerBusy
from netcore_microsoft.graph import Json, Tokens, items_in, segment
from netcore_microsoft.letter import Letter, letter
from netcore_microsoft.marks import find
from netcore_microsoft.opening import open_graph
from netcore_microsoft.times import moment
from netcore_microsoft.troubles import GraphError
from netcore_microsoft.uploading import Uploads

SETTLING = timedelta(minutes=2)
"""How long after an attempt to send a draft may still lie there although it was taken."""

_SELECT = "id,isDraft,parentFolderId,internetMessageId,conversationId,sentDateTime"
_LOOKS = (1.0, 2.0, 4.0, 8.0)
"""Pauses, in seconds, between looking whether a draft that was sent has left."""

_FOR_GOOD = (
    "ErrorSendAsDenied",
    "ErrorInvalidRecipients",
    "ErrorMessageSizeExceeded",
    "ErrorInvalidPropertySet",
    "ErrorInvalidRequest",
)
_LATER = ("ErrorExceededMessageLimit", "ErrorMessageTransientError", "ErrorQuotaExceeded", "ErrorMessageThrottled")


class Handle(Value, frozen=True, kw_only=True):
    """What the core keeps between `prepare` and the other calls."""

    id: str
    """The draft's immutable id; the copy in Sent Items has the same one."""
    drafts: str = ""
    """The folder in which the draft was made."""
    only: bool = False
    """Whether the draft is all there is to do: its author presses Send."""


class MicrosoftOutbox(Outbox):
    """Sends through the account's own mailbox, or leaves drafts there.

    `prepare` makes a draft that bears netcore's key.  `commit` notes that it is about to send, and sends the draft by
    its id.  `lookup` asks for the same id: a draft in the folder of drafts has not left; where an attempt was noted
    less than `SETTLING` ago, it looks a few times, does not believe that yet, and wants to be asked again.
    """

    def __init__(self, context: Context, *, tokens: Tokens | None = None, patience: HttpPatience | None = None) -> None:
        self._context = context
        self._graph = open_graph(context, "send", tokens=tokens, patience=patience)
        self._patience = patience
        self._sleep = (patience or HttpPatience()).sleep
        self._drafts_only = context.flag("drafts-only")

    def prepare(self, message: Outgoing) -> str:
        """Make the draft, in place of what an earlier one left; what has left for the mailbox stays the only one."""
        new = letter(message)
        graph = self._graph()
        try:
            for old in items_in(graph.get("/me/messages", find(message.key, f"{_SELECT},toRecipients"))):
                if old.get("isDraft"):
                    graph.delete(f"/me/messages/{segment(str(old['id']))}")
                elif _is_to(old, message):
                    return _written(Handle(id=str(old["id"])))
            made = self._made(new)
        except ServerBusy as error:
            raise Deferred(str(error), error.until) from error
        except GraphError as error:
            raise _refused(error) from error
        folder = str(made.get("parentFolderId") or "")
        return _written(Handle(id=str(made["id"]), drafts=folder, only=self._drafts_only))

    def _made(self, new: Letter) -> Json:
        """The draft with all that belongs to it.  One that was broken off is deleted, and begun anew once."""
        made = self._graph().post("/me/messages", new.draft)
        if not new.apart:
            return made
        try:
            return self._complete(made, new)
        except ServerBusy:
            self._forget(made)
            raise
        except Unreachable as error:
            self._forget(made)
            if isinstance(error, GraphError) and error.is_called(*_FOR_GOOD, *_LATER):
                raise
        made = self._graph().post("/me/messages", new.draft)
        try:
            return self._complete(made, new)
        except Unreachable:
            self._forget(made)
            raise

    def _complete(self, made: Json, new: Letter) -> Json:
        """Put the attachments to a draft; raises when they are not all there, once each."""
        draft = str(made["id"])
        uploads = Uploads(self._context, self._graph(), patience=self._patience)
        for attachment in new.apart:
            uploads.attach(draft, attachment)
        wanted = len(new.draft.get("attachments", ())) + len(new.apart)
        if (there := uploads.count(draft)) != wanted:
            raise Unreachable(
                f"Outlook has {there} of the {wanted} attachments of the letter. Nothing was sent. Try again later."
            )
        return made

    def _forget(self, made: Json) -> None:
        """Delete a draft that is not whole; where that fails, the next attempt finds and deletes it."""
        with suppress(NetcoreError):
            self._graph().delete(f"/me/messages/{segment(str(made['id']))}")

    def commit(self, handle: str) -> Receipt:
        """Send the draft; in the draft-only mode leave it for its author."""
        what = _read(handle)
        draft = self._draft(what)
        if self._has_left(draft, what):
            return self._receipt(draft)
        self._context.state[_note(what)] = self._context.now().isoformat()
        if what.only:
            return self._left_as_draft(draft)
        self._send(what)
        receipt = self._receipt(self._sent_copy(what, draft))
        del self._context.state[_note(what)]
        return receipt

    def _draft(self, what: Handle) -> Json:
        """The draft as it is now; nothing has been sent yet when this raises."""
        try:
            return self._graph().get(f"/me/messages/{segment(what.id)}", {"$select": _SELECT})
        except GraphError as error:
            if error.gone:
                raise Rejected(
                    "The draft of this letter was deleted in Outlook before it was sent. Approve the letter again to"
                    " send it all the same."
                ) from None
            raise Deferred(str(error)) from error
        except ServerBusy as error:
            raise Deferred(str(error), error.until) from error
        except SignInNeeded as error:
            raise _NotSignedIn(str(error)) from error
        except Unreachable as error:
            raise Deferred(str(error)) from error

    def _send(self, what: Handle) -> None:
        try:
            self._graph().post(f"/me/messages/{segment(what.id)}/send")
        except ServerBusy as error:
            if error.untouched:
                raise Deferred(str(error), error.until) from error
            raise Uncertain(str(error)) from error
        except GraphError as error:
            if error.status >= 500:
                raise Uncertain(str(error)) from error
            raise _refused(error) from error
        except Unreachable as error:
            raise Uncertain(str(error)) from error

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        """What became of the draft.  Waits up to 15 seconds when it was sent just now and still lies there.

        Raises `Unreachable` while nobody can tell yet, but will be able to soon: ask again after `SETTLING`.
        """
        what = _read(handle)
        tried = self._tried(what)
        for pause in (*_LOOKS, 0.0):
            try:
                found = self._graph().get(f"/me/messages/{segment(what.id)}", {"$select": _SELECT})
            except GraphError as error:
                if not error.gone:
                    raise
                found = None
            if found is not None and self._has_left(found, what):
                return self._receipt(found)
            if what.only and found is not None and tried:
                return self._left_as_draft(found)
            if tried is None or self._context.now() - tried >= SETTLING:
                break
            if pause:
                self._sleep(pause)
        if tried is None:
            return "not sent"
        if self._context.now() - tried < SETTLING:
            raise Unreachable(
                "Outlook may still be sending the letter. Whether it left can be told in"
                f" {SETTLING.total_seconds() / 60:.0f} minutes."
            )
        # No longer there: sent and deleted, or deleted before it was sent.
        return "not sent" if found is not None else "cannot tell"

    def discard(self, handle: str) -> None:
        """Delete the draft; what has left stays."""
        what = _read(handle)
        try:
            found = self._graph().get(f"/me/messages/{segment(what.id)}", {"$select": _SELECT})
        except GraphError as error:
            if error.gone:
                return
            raise
        if not self._has_left(found, what):
            self._graph().delete(f"/me/messages/{segment(what.id)}")

    def _has_left(self, item: Json, what: Handle) -> bool:
        """Whether it is a draft no more, or waits in the Outbox folder for Exchange to send it."""
        folder = str(item.get("parentFolderId") or "")
        return not item.get("isDraft") or (folder not in {"", what.drafts} and folder == self._outbox_folder)

    @cached_property
    def _outbox_folder(self) -> str:
        return str(self._graph().get("/me/mailFolders/outbox", {"$select": "id"}).get("id") or "")

    def _sent_copy(self, what: Handle, draft: Json) -> Json:
        """The copy in Sent Items, when it is there already: it says under which id the letter left."""
        try:
            found = self._graph().get(f"/me/messages/{segment(what.id)}", {"$select": _SELECT})
        except NetcoreError:
            return draft  # it was accepted; only its description is missing
        return found if self._has_left(found, what) else draft

    def _receipt(self, sent: Json) -> Receipt:
        at = moment(sent.get("sentDateTime"))
        return Receipt(
            sent_at=at if at and not sent.get("isDraft") else self._context.now(),
            message_id=str(sent.get("internetMessageId") or ""),
            thread=str(sent.get("conversationId") or ""),
            detail="It is in Sent Items of your Outlook mailbox.",
        )

    def _left_as_draft(self, draft: Json) -> Receipt:
        return Receipt(
            sent_at=self._context.now(),
            message_id=str(draft.get("internetMessageId") or ""),
            thread=str(draft.get("conversationId") or ""),
            detail="It lies in Drafts of your Outlook mailbox: read it there, and press Send.",
        )

    def _tried(self, what: Handle) -> datetime | None:
        text = self._context.state.get(_note(what))
        return datetime.fromisoformat(text).astimezone(UTC) if text else None


class _NotSignedIn(Deferred, SignInNeeded):
    """Nothing was sent, and nothing can be before somebody signs in."""


def _refused(error: GraphError) -> Exception:
    """What an error means for one letter."""
    if error.is_called(*_FOR_GOOD):
        return Rejected(str(error))
    if error.is_called(*_LATER):
        return Deferred(str(error))
    return error


def _is_to(item: Json, message: Outgoing) -> bool:
    """Whether what left went where the message goes, or does not say where it went."""
    named = [str(one.get("emailAddress", {}).get("address") or "") for one in item.get("toRecipients") or ()]
    return not any(named) or mailbox_key(message.to_address) in map(mailbox_key, named)


def _note(what: Handle) -> str:
    return f"sending {what.id}"


def _written(handle: Handle) -> str:
    return msgspec.json.encode(handle).decode()


def _read(handle: str) -> Handle:
    try:
        return msgspec.json.decode(handle, type=Handle)
    except msgspec.DecodeError:
        raise ValueError(f"{handle!r} is no handle of the outbox microsoft") from None
