"""What the server is asked, and what all its rooms share."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph_lab.answers import NOT_FOUND, Refusal
from graph_lab.mailbox import CALENDAR, Item, Mailbox

IMMUTABLE = 'IdType="ImmutableId"'
_ANY = re.compile(
    r"singleValueExtendedProperties/Any\(ep:\s*ep/id eq '((?:[^']|'')*)' and ep/value eq '((?:[^']|'')*)'\)"
)
_EXPAND = re.compile(r"singleValueExtendedProperties\(\$filter=id eq '((?:[^']|'')*)'\)")


@dataclass
class Request:
    """A request, or a part of a batch."""

    method: str
    path: str
    raw_path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    media_type: str
    body: Any
    links: Any = None
    root: str = ""

    @property
    def immutable(self) -> bool:
        """Whether it asks for ids that stay."""
        return IMMUTABLE in self.headers.get("prefer", "")

    def prefers(self, name: str) -> str:
        """A value in Prefer."""
        match = re.search(rf'{re.escape(name)}="?([^",]*)"?', self.headers.get("prefer", ""))
        return match[1] if match else ""

    def matches(self, method: str, pattern: str) -> tuple[str, ...] | None:
        """What stands in the path where the pattern has ``*``; None when it is another request."""
        if method != self.method:
            return None
        match = re.fullmatch(re.escape(pattern).replace(r"\*", "([^/]+)"), self.path)
        return match.groups() if match else None


def shown(request: Request, item: Item, select: str = "", **more: Any) -> dict[str, Any]:
    """An item as Graph gives it."""
    select = select or request.query.get("$select", "")
    data = {**item.data, **more, "changeKey": item.etag[3:-1]}
    if item.folder != CALENDAR:
        data["parentFolderId"] = item.folder
    if select:
        data = {name: data[name] for name in select.split(",") if name in data}
    found = {"@odata.etag": item.etag, "id": item.id if request.immutable else item.moving_id, **data}
    if match := _EXPAND.fullmatch(request.query.get("$expand", "")):
        name = match[1].replace("''", "'")
        if name in item.marks:
            found["singleValueExtendedProperties"] = [{"id": name, "value": item.marks[name]}]
    elif "$expand" in request.query:
        raise Refusal(400, "ErrorInvalidUrlQuery", f"cannot expand {request.query['$expand']}")
    return found


def marks_of(body: dict[str, Any]) -> dict[str, str]:
    """The extended properties in a body."""
    return {one["id"]: one["value"] for one in body.get("singleValueExtendedProperties", ())}


def with_marks(items: list[Item], request: Request) -> list[Item]:
    """The items that a filter on an extended property leaves over."""
    filter_ = request.query.get("$filter")
    if not filter_:
        return items
    match = _ANY.fullmatch(filter_)
    if match is None:
        raise Refusal(400, "ErrorInvalidUrlQueryFilter", f"The filter is not understood: {filter_}")
    name, value = (text.replace("''", "'") for text in match.groups())
    return [item for item in items if item.marks.get(name) == value]


def found(mailbox: Mailbox, shelf: dict[int, Item], id_: str) -> Item:
    """The item; refuses when it is not there."""
    item = mailbox.find(shelf, id_)
    if item is None:
        if not id_.startswith("AA"):
            raise Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.")
        raise Refusal(404, *NOT_FOUND)
    return item


def check_etag(request: Request, item: Item) -> None:
    """Refuse when the item is newer than what the request was made for."""
    wanted = request.headers.get("if-match")
    if wanted and wanted != item.etag:
        raise Refusal(412, "ErrorIrresolvableConflict", "The send or update operation could not be performed.")


def page(
    request: Request, items: list[Any], size: int, state: Callable[[int], Any], path: str
) -> tuple[list[Any], dict[str, str]]:
    """The first items, and the link to the rest."""
    if len(items) <= size:
        return items, {}
    token = request.links.keep(state(size))
    return items[:size], {"@odata.nextLink": f"{request.root}{path}?$skiptoken={token}"}
