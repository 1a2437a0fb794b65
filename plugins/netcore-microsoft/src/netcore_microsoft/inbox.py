"""The inbox: what came since the last reading, by delta queries; headers first, a text only on demand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from netcore.errors import NotFound
from netcore.model.base import Value
from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint, Context, Inbox
from netcore.plugins.http import HttpPatience, read_cursor, write_cursor
from netcore_microsoft.graph import Json, Tokens, items_in, link_in, segment
from netcore_microsoft.incoming import incoming
from netcore_microsoft.opening import open_graph
from netcore_microsoft.reading import text
from netcore_microsoft.times import moment
from netcore_microsoft.troubles import GraphError

PAGE = 100
"""Mails between two checkpoints, when there are many."""

_SELECT = "subject,from,toRecipients,receivedDateTime,internetMessageId,conversationId,isDraft"
_PREFER = ("odata.maxpagesize=200",)
_MARGIN = timedelta(days=1)
"""How far our clock and that of the server may be apart."""


class Place(Value, frozen=True, kw_only=True):
    """How far the folders were read, and when all of them were last read to the end."""

    at: datetime
    links: Mapping[str, str] = msgspec.field(default_factory=dict)


class MicrosoftInbox(Inbox):
    """Reads the folders of the settings.  A mail's key is its immutable id.

    Only mails that are new in a folder are asked for.  When Outlook has forgotten how far we were, the mail since then
    is read again, of the days of the setting look-back at most.
    """

    def __init__(self, context: Context, *, tokens: Tokens | None = None, patience: HttpPatience | None = None) -> None:
        self._context = context
        self._graph = open_graph(context, "replies", tokens=tokens, patience=patience)
        names = context.text("folders").split(",")
        self._folders = tuple(dict.fromkeys(name.strip() for name in names if name.strip())) or ("inbox",)
        self._look_back = timedelta(days=context.integer("look-back"))

    def messages(self, cursor: str | None) -> Iterator[IncomingMail | Checkpoint]:
        """As `Inbox.messages`.  Raises `SignInNeeded`, `Unreachable` and its kinds."""
        begun = self._context.now()
        known = read_cursor(cursor, Place)
        bound = begun - self._look_back - _MARGIN
        since = max(known.at - _MARGIN, bound) if known else bound
        links = dict(known.links) if known else {}
        at = known.at if known else since
        for folder in self._folders:
            if folder not in links and (cursor is None or known is not None):
                links[folder] = self._from_now_on(folder, begun)
                continue
            items, link = self._new(folder, links.get(folder, ""), since)
            for start in range(0, len(items), PAGE):
                yield from self._mails(items[start : start + PAGE])
            links[folder] = link
            yield Checkpoint(cursor=write_cursor(Place(at=at, links=links)))
        yield Checkpoint(cursor=write_cursor(Place(at=begun, links=links)))

    def text(self, key: str) -> str:
        """The text of a mail; raises `NotFound` when it is gone."""
        try:
            found = self._graph().get(
                f"/me/messages/{segment(key)}", {"$select": "body"}, prefer=('outlook.body-content-type="text"',)
            )
        except GraphError as error:
            if error.gone:
                raise NotFound(f"The mail {key} is no longer in the mailbox: it was deleted.") from None
            raise
        body = found.get("body")
        return text(body, "content").replace("\r\n", "\n") if isinstance(body, dict) else ""

    def _from_now_on(self, folder: str, now: datetime) -> str:
        """The link to what comes from now on; what is there already is passed over."""
        _, link = self._to_the_end(self._first(folder, now - _MARGIN))
        return link

    def _new(self, folder: str, link: str, since: datetime) -> tuple[list[Json], str]:
        """What is new in a folder, the oldest first, and the link to what comes later."""
        try:
            found, later = self._to_the_end(
                self._graph().get(link, prefer=_PREFER) if link else self._first(folder, since)
            )
        except GraphError as error:
            if not (error.stale and link):
                raise
            found, later = self._to_the_end(self._first(folder, since))
        return sorted(found, key=_received), later

    def _first(self, folder: str, since: datetime) -> Json:
        query = {
            "$select": _SELECT,
            "$filter": f"receivedDateTime ge {since:%Y-%m-%dT%H:%M:%SZ}",
            "changeType": "created",
        }
        return self._graph().get(f"/me/mailFolders/{segment(folder)}/messages/delta", query, prefer=_PREFER)

    def _to_the_end(self, page: Json) -> tuple[list[Json], str]:
        found: dict[str, Json] = {}
        while True:
            for item in items_in(page):
                if item.get("id") and "@removed" not in item and not item.get("isDraft"):
                    found[str(item["id"])] = item
            if not (link := link_in(page, "@odata.nextLink")):
                return list(found.values()), link_in(page, "@odata.deltaLink")
            page = self._graph().get(link, prefer=_PREFER)

    def _mails(self, items: Sequence[Json]) -> Iterator[IncomingMail]:
        """The mails, with their headers, which Graph gives for one mail at a time only."""
        parts = self._graph().batch(
            [f"/me/messages/{segment(str(item['id']))}?$select=internetMessageHeaders" for item in items]
        )
        for item, part in zip(items, parts, strict=True):
            head = part.data() if part.status != 404 else {}
            yield incoming({**item, **head, "id": item["id"]}, self._context.now())


def _received(item: Json) -> tuple[datetime, str]:
    at = moment(item.get("receivedDateTime"))
    return (at or datetime.min.replace(tzinfo=UTC), str(item["id"]))
