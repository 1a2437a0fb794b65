"""The contact sink: each change under the condition that nobody else made one."""

from typing import Literal

import msgspec

from netcore.plugins import Change, ChangeResult, ContactSink, Context
from netcore.plugins.http import HttpPatience
from netcore_microsoft.graph import Json, Tokens, items_in, segment
from netcore_microsoft.marks import find, marked
from netcore_microsoft.opening import open_graph
from netcore_microsoft.pictures import Picture, Pictures, etag_in, picture_in, picture_of, revision_of
from netcore_microsoft.reading import SELECTED
from netcore_microsoft.troubles import GraphError
from netcore_microsoft.writing import differing, write_contact

_SELECT = ",".join(SELECTED)

Outcome = Literal["done", "unchanged"]


class MicrosoftSink(ContactSink):
    """Makes contacts in the default folder, and changes those of all folders; it deletes none.

    A new contact bears netcore's key, by which a repeated attempt finds it.  A change goes out with the etag that it
    was made for.  A picture follows its contact; it takes no other one's place that netcore has not seen.
    """

    def __init__(self, context: Context, *, tokens: Tokens | None = None, patience: HttpPatience | None = None) -> None:
        self._graph = open_graph(context, "contacts-write", tokens=tokens, patience=patience)

    def apply(self, change: Change) -> ChangeResult:
        """As `ContactSink.apply`.  Raises `SignInNeeded`, `Unreachable` and its kinds."""
        try:
            msgspec.json.encode(change.contact)
        except UnicodeEncodeError:
            return ChangeResult(outcome="refused", reason="It holds half a character, which nobody can store.")
        try:
            return self._update(change) if change.source_id else self._create(change)
        except GraphError as error:
            if error.status == 400 and not error.gone:
                return ChangeResult(outcome="refused", source_id=change.source_id, reason=str(error))
            raise

    def _create(self, change: Change) -> ChangeResult:
        graph = self._graph()
        there = items_in(graph.get("/me/contacts", find(change.key, _SELECT)))
        data, dropped = write_contact(change.contact)
        picture = picture_of(change.contact.photos)
        if not there:
            made = graph.post("/me/contacts", {**data, "singleValueExtendedProperties": marked(change.key)})
            return self._with_picture("done", made, picture, dropped)
        seen = Pictures(graph).look(str(there[0]["id"]), picture, _etag(there[0]))
        if seen.write:  # an earlier attempt broke off between the contact and its picture
            return self._with_picture("done", there[0], picture, dropped)
        told = (*dropped, *picture.dropped, *seen.dropped)
        return _result("unchanged", there[0], told, picture_in(seen.revision))

    def _update(self, change: Change) -> ChangeResult:
        graph = self._graph()
        path = f"/me/contacts/{segment(change.source_id)}"
        try:
            current = graph.get(path, {"$select": _SELECT})
            data, dropped = write_contact(change.contact, current)
            new = differing(data, current)
            picture = picture_of(change.contact.photos)
            seen = Pictures(graph).look(change.source_id, picture, change.revision)
            dropped += (*picture.dropped, *seen.dropped)
            if not new and not seen.write:
                return _result("unchanged", current, dropped, picture_in(seen.revision))
            if change.revision and etag_in(change.revision) != _etag(current):
                return _conflict(current)
            # displayName goes with every change: Outlook makes one of the other names when it is left out.
            changed = graph.patch(path, {**new, "displayName": data["displayName"]}, etag=_etag(current))
        except GraphError as error:
            if error.changed:
                return _conflict({"id": change.source_id})
            if error.gone:
                return ChangeResult(
                    outcome="refused",
                    source_id=change.source_id,
                    reason="The contact is no longer in the mailbox: it was deleted there, and is not made anew.",
                )
            raise
        if seen.write:
            return self._with_picture("done", changed, picture, dropped)
        return _result("done", changed, dropped, picture_in(seen.revision))

    def _with_picture(self, outcome: Outcome, item: Json, picture: Picture, dropped: tuple[str, ...]) -> ChangeResult:
        """The contact is written; now its picture, whose refusal takes nothing of that back."""
        graph = self._graph()
        dropped = (*dropped, *picture.dropped)
        if not picture.data:
            return _result(outcome, item, dropped)
        refused = Pictures(graph).put(str(item["id"]), picture)
        if not refused:  # the picture may have given the contact a new version
            item = graph.get(f"/me/contacts/{segment(str(item['id']))}", {"$select": "displayName"})
        written = b"" if refused else picture.data
        return _result(outcome, item, tuple(dict.fromkeys((*dropped, *refused))), picture_in(revision_of("x", written)))


def _result(outcome: Outcome, item: Json, dropped: tuple[str, ...], picture: str = "") -> ChangeResult:
    """``picture``: by what the contact's picture is known again."""
    return ChangeResult(
        outcome=outcome,
        source_id=str(item["id"]),
        revision=f"{_etag(item)} {picture}".strip(),
        dropped=dropped,
    )


def _conflict(item: Json) -> ChangeResult:
    return ChangeResult(
        outcome="conflict",
        source_id=str(item["id"]),
        revision=_etag(item),
        reason="Somebody changed the contact in Outlook since it was last read. Import again, then look at both.",
    )


def _etag(item: Json) -> str:
    return str(item.get("@odata.etag") or "")
