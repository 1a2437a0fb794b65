"""Contacts and their folders."""

from collections.abc import Sequence
from typing import Any

from graph_lab.answers import NOT_FOUND, Refusal, Said
from graph_lab.mailbox import ROOT_CONTACTS, WELL_KNOWN, Item, Mailbox, whole_contact
from graph_lab.requests import Request, check_etag, found, marks_of, shown, with_marks

_PICTURES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}

LIMITS = {"emailAddresses": 3, "businessPhones": 2, "homePhones": 2, "imAddresses": 3}


class Contacts:
    """Answers what is asked of contacts."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self.page_size = 1000
        """At most so many items a page, whatever is asked for."""
        self.changes_are_partial = False
        """Whether a delta gives only what it must: the id and what the test says has changed."""
        self.photos_make_no_version = False
        """Whether a contact with a new picture is still of the version that it was."""

    def handle(self, request: Request) -> Said | None:  # noqa: PLR0911 -- a table of routes
        """The answer; None when it is about something else."""
        if request.matches("GET", "/me/contactFolders") is not None:
            return self._folders(ROOT_CONTACTS)
        if (ids := request.matches("GET", "/me/contactFolders/*/childFolders")) is not None:
            return self._folders(self._folder(ids[0]))
        if (ids := request.matches("GET", "/me/contactFolders/*/contacts/delta")) is not None:
            return self._delta(request, self._folder(ids[0]), request.raw_path)
        if request.matches("GET", "/me/contacts") is not None:
            return self._list(request)
        if request.matches("POST", "/me/contacts") is not None:
            return self._create(request)
        if (ids := request.matches("GET", "/me/contacts/*/photo/$value")) is not None:
            photo = found(self._mailbox, self._mailbox.contacts, ids[0]).photo
            if photo is None:
                raise Refusal(404, "ErrorItemNotFound", "The contact has no photo.")
            return Said(200, photo[1], media_type=photo[0])
        if (ids := request.matches("PUT", "/me/contacts/*/photo/$value")) is not None:
            item = found(self._mailbox, self._mailbox.contacts, ids[0])
            self._take_photo(request, item)
            return Said(200)
        if (ids := request.matches(request.method, "/me/contacts/*")) is not None:
            return self._single(request, found(self._mailbox, self._mailbox.contacts, ids[0]))
        return None

    def _take_photo(self, request: Request, item: Item) -> None:
        """As the page "Update profilePhoto" says: less than 4 MB, and not in a personal account."""
        if self._mailbox.personal:
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if len(request.body) >= 4_000_000:
            raise Refusal(400, "ErrorInvalidArgument", "The photo is too large.")
        if not request.body.startswith(_PICTURES[request.media_type]):
            raise Refusal(400, "ErrorInvalidImage", "The bytes are no picture of that kind.")
        item.photo = (request.media_type, request.body)
        if not self.photos_make_no_version:
            self._mailbox.change(item)

    def _single(self, request: Request, item: Item) -> Said:
        if request.method == "GET":
            return Said(200, shown(request, item))
        check_etag(request, item)
        if request.method == "DELETE":
            self._mailbox.delete(item)
            return Said(204)
        body = request.body
        _check_limits(body)
        renamed = {"givenName", "surname", "middleName"} & body.keys() and "displayName" not in body
        item.marks |= marks_of(body)
        new = {name: value for name, value in body.items() if name != "singleValueExtendedProperties"}
        self._mailbox.change(item, **new)
        if renamed:
            item.data["displayName"] = " ".join(filter(None, (item.data["givenName"], item.data["surname"])))
        return Said(200, shown(request, item))

    def _folder(self, id_: str) -> str:
        real = WELL_KNOWN.get(id_, id_)
        if real != ROOT_CONTACTS and real not in self._mailbox.folders:
            raise Refusal(404, *NOT_FOUND)
        return real

    def _folders(self, parent: str) -> Said:
        inside = [
            {"id": id_, "displayName": name, "parentFolderId": above}
            for id_, (name, above) in self._mailbox.folders.items()
            if above == parent
        ]
        return Said(200, {"value": [{"id": folder["id"]} for folder in inside]})

    def _list(self, request: Request) -> Said:
        items = [item for item in self._mailbox.contacts.values() if item.folder == ROOT_CONTACTS]
        items = with_marks(items, request)
        top = int(request.query.get("$top", "10"))
        return Said(200, {"value": [shown(request, item) for item in items[:top]]})

    def _create(self, request: Request) -> Said:
        _check_limits(request.body)
        data = whole_contact(request.body)
        item = self._mailbox.add(self._mailbox.contacts, ROOT_CONTACTS, data, marks_of(request.body))
        return Said(201, shown(request, item))

    def _delta(self, request: Request, folder: str, path: str) -> Said:
        if token := request.query.get("$skiptoken"):
            items, select, upto = request.links.read(token)
        else:
            since, select = 0, request.query.get("$select", "")
            if token := request.query.get("$deltatoken"):
                since, select = request.links.read(token)
            upto = self._mailbox.changes
            items = [
                self._one(request, item, select, there=there, new=since == 0)
                for _, item, there in self._mailbox.in_folder(self._mailbox.contacts, folder, since)
            ]
        size = min(int(request.prefers("odata.maxpagesize") or 10), self.page_size)
        now, rest = items[:size], items[size:]
        if rest:
            link = {"@odata.nextLink": f"{request.root}{path}?$skiptoken={request.links.keep((rest, select, upto))}"}
        else:
            link = {"@odata.deltaLink": f"{request.root}{path}?$deltatoken={request.links.keep((upto, select))}"}
        return Said(200, {"@odata.context": f"{request.root}/$metadata#Collection(contact)", **link, "value": now})

    def _one(self, request: Request, item: Item, select: str, *, there: bool, new: bool) -> dict[str, Any]:
        if not there:
            return {"id": item.id if request.immutable else item.moving_id, "@removed": {"reason": "deleted"}}
        return shown(request, item, "displayName" if self.changes_are_partial and not new else select)


def _check_limits(body: dict[str, Any]) -> None:
    for name, most in LIMITS.items():
        value: Sequence[object] = body.get(name, ())
        if len(value) > most:
            raise Refusal(
                400, "ErrorInvalidArgument", f"The multi value property '{name}' exceeds the max allowed value: {most}"
            )
