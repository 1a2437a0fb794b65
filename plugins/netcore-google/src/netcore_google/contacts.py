"""The contact source ``google``: the user's own contacts, once whole and then what changed."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from netcore.model.base import Value
from netcore.plugins import Checkpoint, ContactSource, Context, Reading, Record, RefusedRecord, Removed, Unreadable
from netcore.plugins.http import HttpPatience, read_cursor, write_cursor
from netcore_google.aliases import Aliases
from netcore_google.api import Api, Refused
from netcore_google.groups import read_groups
from netcore_google.people import FIELDS, contact_of, revision

PAGE = 1000
"""People in one answer; the most that Google gives."""
LISTED = 100
"""Addresses, and numbers, of one person in a list; when there are more, Google gives them only with the person alone.
Written back without them, they would be gone."""


class Place(Value, frozen=True, kw_only=True):
    """Where a pull stopped: the next page of a listing, or the token for what changes after it."""

    page: str = ""
    sync: str = ""
    """What the changes are counted from; empty in a full listing."""
    groups: dict[str, str] | None = None
    """The names of the labels, so that all pages of one listing agree; None until they are needed."""


class GoogleContacts(ContactSource):
    """Reads the contacts of one account, page by page, with the names of their labels.

    The first pull lists all; later ones ask for what changed since.  Google forgets where we were after seven days:
    then all are listed again, and what is not among them is gone.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Nothing is reached yet."""
        self._context = context
        self._api = Api(context, "people", patience=patience)
        self._aliases = Aliases(context.state)

    def pull(self, cursor: str | None) -> Iterator[Record | Removed | Checkpoint | Unreadable]:
        """All contacts, or what changed, with a checkpoint after each page.

        Raises `SignInNeeded`, `ServerBusy` and other `Unreachable`s; after that, go on from the last checkpoint.
        """
        self._api.require("contacts")
        place = read_cursor(cursor, Place) or Place()
        try:
            yield from self._pages(place)
        except Refused as refused:
            if not (place.page or place.sync) or not _starts_over(refused):
                raise
            self._context.log.info("Google forgot where we were (%s); all contacts are listed again", refused)
            yield from self._pages(Place())

    def parse(self, record: Record) -> Reading:
        """The contact in a person; raises `RefusedRecord` when the bytes are no person."""
        try:
            raw = msgspec.json.decode(record.raw, type=dict[str, Any])
            person, groups = raw["person"], raw["groups"]
            contact = contact_of(person, groups)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError):
            raise RefusedRecord("it is no person as Google's People API gives them") from None
        return Reading(contact=contact)

    # -- pages -------------------------------------------------------------------------------------------------------

    def _pages(self, place: Place) -> Iterator[Record | Removed | Checkpoint | Unreadable]:
        done = 0
        while True:
            answer = self._list(place)
            people = answer.get("connections") or []
            if people and place.groups is None:
                place = msgspec.structs.replace(place, groups=read_groups(self._api))
            yield from self._people(people, place.groups or {})
            done += len(people)
            self._context.progress(done, answer.get("totalItems"), "reading Google Contacts")
            page, sync = answer.get("nextPageToken") or "", answer.get("nextSyncToken") or ""
            if not page:
                yield Checkpoint(cursor=write_cursor(Place(sync=sync)), full=not place.sync)
                return
            place = msgspec.structs.replace(place, page=page)
            yield Checkpoint(cursor=write_cursor(place))

    def _list(self, place: Place) -> dict[str, Any]:
        connections = self._api.service.people().connections()
        asked: dict[str, Any] = {
            "resourceName": "people/me",
            "personFields": ",".join(FIELDS),
            "pageSize": PAGE,
            "sources": ["READ_SOURCE_TYPE_CONTACT"],
            "requestSyncToken": True,
        }
        if place.page:
            asked["pageToken"] = place.page
        if place.sync:
            asked["syncToken"] = place.sync
        found: dict[str, Any] = self._api.call(connections.list, **asked)
        return found

    def _people(self, people: list[dict[str, Any]], groups: dict[str, str]) -> Iterator[Record | Removed | Unreadable]:
        for person in people:
            self._aliases.learn(person)
        for person in people:
            name = str(person.get("resourceName") or "")
            if not name:
                yield Unreadable(reason="Google gives a person without a name of its own")
                continue
            source_id = self._aliases.first(name)
            if (person.get("metadata") or {}).get("deleted"):
                if self._aliases.current(source_id) == name:  # else it only goes by another name now
                    yield Removed(source_id=source_id)
                continue
            whole = self._whole(person)
            yield Record(
                source_id=source_id,
                raw=_bytes({"groups": _named(whole, groups), "person": _stripped(whole)}),
                revision=revision(whole),
                place=f"{self._context.account}, {name}",
            )

    def _whole(self, person: dict[str, Any]) -> dict[str, Any]:
        """The person with all addresses and numbers, also where a list leaves some out."""
        if not any(len(person.get(field) or ()) >= LISTED for field in ("emailAddresses", "phoneNumbers")):
            return person
        try:
            found: dict[str, Any] = self._api.call(
                self._api.service.people().get,
                resourceName=person["resourceName"],
                personFields=",".join(FIELDS),
                sources=["READ_SOURCE_TYPE_CONTACT"],
            )
        except Refused as refused:
            if refused.problem.status != 404:  # else deleted since, which the next import tells
                raise
            return person
        return found


def _starts_over(refused: Refused) -> bool:
    """Whether the token is too old, or none of Google's (any more)."""
    return refused.problem.too_old or refused.problem.status == 400


def _named(person: dict[str, Any], groups: dict[str, str]) -> dict[str, str]:
    """The names of this person's labels."""
    names = [
        (one.get("contactGroupMembership") or {}).get("contactGroupResourceName")
        for one in person.get("memberships") or ()
    ]
    return {name: groups[name] for name in names if name in groups}


def _stripped(person: dict[str, Any]) -> dict[str, Any]:
    """The person without the version that changes when a profile elsewhere does, and without former names.

    Those come with the changes only: with them, the same person would look changed in the next full listing.
    """
    metadata = {
        name: value for name, value in (person.get("metadata") or {}).items() if name != "previousResourceNames"
    }
    return {name: value for name, value in person.items() if name != "etag"} | {"metadata": metadata}


def _bytes(raw: dict[str, Any]) -> bytes:
    """The same bytes for the same person, whatever is in it: half a character becomes a question mark."""
    try:
        return msgspec.json.encode(raw, order="sorted")
    except UnicodeEncodeError:
        return json.dumps(raw, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
