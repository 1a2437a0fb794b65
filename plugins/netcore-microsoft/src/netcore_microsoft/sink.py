"""The contact sink: each change under the condition that nobody else made one."""

import msgspec

from netcore.plugins import Change, ChangeResult, ContactSink, Context
from netcore.plugins.http import HttpPatience
from netcore_microsoft.graph import Json, Tokens, items_in, segment
from netcore_microsoft.marks import find, marked
from netcore_microsoft.opening import open_graph
from netcore_microsoft.reading import SELECTED
from netcore_microsoft.troubles import GraphError
from netcore_microsoft.writing import differing, write_contact

_SELECT = ",".join(SELECTED)


class MicrosoftSink(ContactSink):
    """Makes contacts in the default folder, and changes those of all folders; it deletes none.

    A new contact bears netcore's key, by which a repeated attempt finds it.  A change goes out with the etag that it
    was made for.
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
        if there:
            return _result("unchanged", there[0], dropped)
        made = graph.post("/me/contacts", {**data, "singleValueExtendedProperties": marked(change.key)})
        return _result("done", made, dropped)

    def _update(self, change: Change) -> ChangeResult:
        graph = self._graph()
        path = f"/me/contacts/{segment(change.source_id)}"
        try:
            current = graph.get(path, {"$select": _SELECT})
            data, dropped = write_contact(change.contact, current)
            new = differing(data, current)
            if not new:
                return _result("unchanged", current, dropped)
            if change.revision and change.revision != current.get("@odata.etag"):
                return _conflict(current)
            # displayName goes with every change: Outlook makes one of the other names when it is left out.
            changed = graph.patch(
                path, {**new, "displayName": data["displayName"]}, etag=str(current.get("@odata.etag") or "")
            )
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
        return _result("done", changed, dropped)


def _result(outcome: str, item: Json, dropped: tuple[str, ...]) -> ChangeResult:
    return ChangeResult(
        outcome="done" if outcome == "done" else "unchanged",
        source_id=str(item["id"]),
        revision=str(item.get("@odata.etag") or ""),
        dropped=dropped,
    )


def _conflict(item: Json) -> ChangeResult:
    return ChangeResult(
        outcome="conflict",
        source_id=str(item["id"]),
        revision=str(item.get("@odata.etag") or ""),
        reason="Somebody changed the contact in Outlook since it was last read. Import again, then look at both.",
    )
