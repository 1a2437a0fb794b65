"""The contact source: every folder of the account's contacts, by delta queries."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec

from netcore.model.base import Value
from netcore.plugins import Checkpoint, ContactSource, Context, Reading, Record, Removed, Unreadable
from netcore.plugins.http import HttpPatience, read_cursor, write_cursor
from netcore_microsoft.folders import DEFAULT, ContactFolders
from netcore_microsoft.graph import Graph, Json, Part, Tokens, items_in, link_in, segment
from netcore_microsoft.opening import open_graph
from netcore_microsoft.pictures import revision_of
from netcore_microsoft.reading import PHOTO, SELECTED, read_contact
from netcore_microsoft.troubles import GraphError

PAGE = 200
"""Contacts a page, as far as Graph agrees."""

PIECE = 2000
"""Contacts between two checkpoints of a listing.  What lies between two is stored and compared together: large pieces
cost the import half of what those of one page cost it, and an interruption loses ten requests at most."""

_SELECT = ",".join(SELECTED)
_WANTED = frozenset(SELECTED)
_KEPT = frozenset({"id", PHOTO}) | _WANTED
_PREFER = (f"odata.maxpagesize={PAGE}",)
_encode = msgspec.json.Encoder(order="deterministic").encode

Item = Record | Removed | Checkpoint | Unreadable


class Place(Value, frozen=True, kw_only=True):
    """How far the folders were read."""

    links: Mapping[str, str] = msgspec.field(default_factory=dict)
    """By folder that was read to its end: where its changes are."""
    todo: tuple[str, ...] = ()
    """In a complete listing: the folders still to read, the first of them from ``next`` on."""
    next: str = ""
    again: tuple[str, ...] = ()
    """Contacts of which a newer state came after one that was handed out: they are read first next time."""


class MicrosoftContacts(ContactSource):
    """All contact folders of the account.

    The first pull lists every folder, with a checkpoint after each `PIECE`.  Later ones ask all folders for changes in
    one batch.  When Graph has forgotten what we know (410, SyncStateNotFound), or a folder is gone, all is listed anew,
    so that what vanished meanwhile is noticed.
    """

    def __init__(self, context: Context, *, tokens: Tokens | None = None, patience: HttpPatience | None = None) -> None:
        self._context = context
        self._graph: Callable[[], Graph] = open_graph(context, "contacts", tokens=tokens, patience=patience)
        self._photos = context.flag("photos")

    def pull(self, cursor: str | None) -> Iterator[Item]:
        """As `ContactSource.pull`.  Raises `SignInNeeded`, `Unreachable` and its kinds."""
        place = read_cursor(cursor, Place)
        round_ = _Round(self._graph(), self._context, photos=self._photos)
        if place is None or not (place.links or place.todo):
            yield from round_.listing(Place(todo=round_.folders.all()))
        elif place.todo:
            yield from round_.listing(place)
        else:
            yield from round_.changes(place)

    def parse(self, record: Record) -> Reading:
        """As `ContactSource.parse`."""
        return read_contact(record.raw)


class _Round:
    """One pull."""

    def __init__(self, graph: Graph, context: Context, *, photos: bool) -> None:
        self.folders = ContactFolders(graph)
        self._graph = graph
        self._context = context
        self._photos = photos
        self._piece = 1 if photos else PIECE  # a picture is a request of its own, which nobody makes twice gladly
        self._secured = 0
        self._seen: dict[str, bytes] = {}
        self._removed: list[str] = []
        self._again: list[str] = []

    def listing(self, place: Place) -> Iterator[Item]:
        """A complete listing from a place on: its end says that it is full."""
        links, todo, next_ = dict(place.links), list(place.todo), place.next
        while todo:
            folder = todo[0]
            try:
                page = self._page(folder, next_)
            except GraphError as error:
                if error.stale and next_:
                    next_ = ""  # the page that was to come is forgotten there: this folder from its beginning
                    continue
                if error.gone and folder != DEFAULT:
                    del todo[0]  # deleted while we read
                    next_ = ""
                    continue
                raise
            yield from self._records(items_in(page))
            next_ = link_in(page, "@odata.nextLink")
            if not next_:
                links[folder] = link_in(page, "@odata.deltaLink")
                del todo[0]
            if todo and len(self._seen) - self._secured >= self._piece:
                self._secured = len(self._seen)
                yield self._checkpoint(Place(links=links, todo=tuple(todo), next=next_, again=place.again))
        yield self._checkpoint(Place(links=links), full=True)

    def changes(self, place: Place) -> Iterator[Item]:
        """What changed since a complete reading."""
        known = tuple(place.links)
        asked = self.folders.questions(known)
        links = [place.links[folder] for folder in known]
        parts = self._graph.batch([*asked, *links], prefer=_PREFER)
        try:
            there = self.folders.answered(known, parts[: len(asked)])
            pages = [part.data() for part in parts[len(asked) :]]
        except GraphError as error:
            if not (error.stale or error.gone):
                raise
            there, pages = (), []
        if not set(known) <= set(there):
            # A folder is gone, or what we know is too old: only a whole listing shows what is gone with it.
            yield from self.listing(Place(todo=self.folders.all()))
            return
        new_links: dict[str, str] = {}
        try:
            if place.again:
                yield from self._records(self._whole([{"id": id_} for id_ in place.again]))
            for folder, first in zip(known, pages, strict=True):
                new_links[folder] = yield from self._to_the_end(first)
            for folder in there:
                if folder not in new_links:
                    new_links[folder] = yield from self._to_the_end(self._page(folder, ""))
        except GraphError as error:
            if not error.stale:
                raise
            yield from self.listing(Place(todo=self.folders.all()))
            return
        yield from self._gone(set(there))
        yield self._checkpoint(Place(links=new_links))

    def _to_the_end(self, page: Json) -> Generator[Item, None, str]:
        """The records of a page and of those after it; returns the link to later changes."""
        while True:
            yield from self._records(items_in(page))
            if not (link := link_in(page, "@odata.nextLink")):
                return link_in(page, "@odata.deltaLink")
            page = self._graph.get(link, prefer=_PREFER)

    def _page(self, folder: str, link: str) -> Json:
        if link:
            return self._graph.get(link, prefer=_PREFER)
        return self._graph.get(
            f"/me/contactFolders/{segment(folder)}/contacts/delta", {"$select": _SELECT}, prefer=_PREFER
        )

    def _records(self, items: Sequence[Json]) -> Iterator[Item]:
        """The records of a page.  An item may come several times; each state is handed out once."""
        latest: dict[str, Json] = {}
        for item in items:
            id_ = item.get("id")
            if not isinstance(id_, str) or not id_:
                yield Unreadable(reason="Microsoft gave a contact without an id.", raw=_encode(item)[:1000])
            elif "@removed" in item:
                self._removed.append(id_)
                latest.pop(id_, None)
            else:
                latest[id_] = {**latest.get(id_, {}), **item}
        whole = self._whole(list(latest.values()))
        if self._photos:
            self._add_photos(whole)
        for item in whole:
            id_, revision = item["id"], str(item.get("@odata.etag") or "")
            if PHOTO in item:
                revision = revision_of(revision, b64decode(item[PHOTO][1]))
            raw = _encode({name: value for name, value in item.items() if value and name in _KEPT})
            digest = blake2b(raw, digest_size=16).digest()
            before = self._seen.get(id_)
            if before is None:
                self._seen[id_] = digest
                yield Record(source_id=id_, raw=raw, revision=revision)
            elif before != digest:
                self._again.append(id_)
        self._context.progress(len(self._seen), None, "reading contacts")

    def _whole(self, items: list[Json]) -> list[Json]:
        """The items; those that lack a property, as a list of changes may, asked for one by one."""
        partial = [item["id"] for item in items if not item.keys() >= _WANTED]
        if not partial:
            return items
        parts = self._graph.batch([f"/me/contacts/{segment(id_)}?$select={_SELECT}" for id_ in partial])
        found = {id_: part.data() for id_, part in zip(partial, parts, strict=True) if not _is_gone(part)}
        return [found.get(item["id"], item) for item in items if item["id"] in found or item["id"] not in partial]

    def _add_photos(self, items: list[Json]) -> None:
        parts = self._graph.batch([f"/me/contacts/{segment(item['id'])}/photo/$value" for item in items])
        for item, part in zip(items, parts, strict=True):
            if part.status == 200 and (data := part.octets()):
                item[PHOTO] = [part.media_type or "image/jpeg", b64encode(data).decode()]

    def _gone(self, folders: set[str]) -> Iterator[Removed]:
        """Those that were removed from a folder and came to no other one."""
        asked = [id_ for id_ in dict.fromkeys(self._removed) if id_ not in self._seen]
        parts = self._graph.batch([f"/me/contacts/{segment(id_)}?$select=parentFolderId" for id_ in asked])
        for id_, part in zip(asked, parts, strict=True):
            if _is_gone(part) or part.data().get("parentFolderId") not in folders:
                yield Removed(source_id=id_)

    def _checkpoint(self, place: Place, *, full: bool = False) -> Checkpoint:
        again = tuple(dict.fromkeys((*place.again, *self._again)))
        return Checkpoint(cursor=write_cursor(msgspec.structs.replace(place, again=again)), full=full)


def _is_gone(part: Part) -> bool:
    if 200 <= part.status < 300:
        return False
    try:
        part.data()
    except GraphError as error:
        return error.gone
    return False
