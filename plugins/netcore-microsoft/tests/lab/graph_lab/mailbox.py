"""What a mailbox holds, and how Exchange treats it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

ROOT_CONTACTS, DRAFTS, SENT, OUTBOX, INBOX, DELETED = (
    "f-contacts",
    "f-drafts",
    "f-sent",
    "f-outbox",
    "f-inbox",
    "f-deleted",
)
CALENDAR = "f-calendar"
WELL_KNOWN = {
    "contacts": ROOT_CONTACTS,
    "drafts": DRAFTS,
    "sentitems": SENT,
    "outbox": OUTBOX,
    "inbox": INBOX,
    "deleteditems": DELETED,
}


@dataclass
class Item:
    """A contact, message or event."""

    number: int
    folder: str
    data: Json
    changed: int
    marks: dict[str, str] = field(default_factory=dict)
    """Single-value extended properties."""
    photo: tuple[str, bytes] | None = None
    created: int = 0
    hidden_reads: int = 0
    """After a send: so many readings still see the old state."""
    attachments: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The immutable id."""
        return f"AAkALgAA{self.number:06d}="

    @property
    def moving_id(self) -> str:
        """The id that those get who do not ask for immutable ones."""
        return f"AAMkAD{self.number:06d}.{self.folder}="

    @property
    def etag(self) -> str:
        """Its version."""
        return f'W/"EQAAABYAAAC{self.changed:08d}"'


class Mailbox:
    """Folders and items; every change has a number, by which deltas tell what came after another."""

    def __init__(self, now: Callable[[], datetime], *, address: str = "ada@example.org") -> None:
        self.now = now
        self.address = address
        self.personal = False
        self.folders: dict[str, tuple[str, str]] = {}
        """Contact folders in the default one, or in each other: id to (name, parent)."""
        self.contacts: dict[int, Item] = {}
        self.messages: dict[int, Item] = {}
        self.events: dict[int, Item] = {}
        self.gone: list[tuple[int, str, Item]] = []
        """(change, folder, item) of what left a folder."""
        self.changes = 0
        self._numbers = 0
        self.invitations: list[tuple[str, str]] = []
        """(event id, address) of each invitation, update or cancellation that went out."""

    def folder(self, name: str, parent: str = ROOT_CONTACTS) -> str:
        """Make a contact folder."""
        self.changes += 1
        id_ = f"f-{len(self.folders) + 1:03d}"
        self.folders[id_] = (name, parent)
        return id_

    def drop_folder(self, id_: str) -> None:
        """Delete a contact folder with all that is in it."""
        del self.folders[id_]
        for number in [item.number for item in self.contacts.values() if item.folder == id_]:
            del self.contacts[number]

    def contact(self, folder: str = ROOT_CONTACTS, **data: Any) -> Item:
        """Put a contact in, as its owner does in Outlook."""
        return self.add(self.contacts, folder, whole_contact(data))

    def add(self, shelf: dict[int, Item], folder: str, data: Json, marks: dict[str, str] | None = None) -> Item:
        """Put an item on a shelf."""
        self._numbers += 1
        self.changes += 1
        item = Item(self._numbers, folder, data, self.changes, marks or {}, created=self.changes)
        shelf[item.number] = item
        return item

    def change(self, item: Item, **data: Any) -> None:
        """Change an item, as its owner does in Outlook."""
        self.changes += 1
        item.data = {**item.data, **data}
        item.changed = self.changes

    def move(self, item: Item, folder: str) -> None:
        """Move an item to another folder."""
        self.changes += 1
        self.gone.append((self.changes, item.folder, item))
        item.folder = folder
        item.changed = item.created = self.changes

    def delete(self, item: Item) -> None:
        """Delete an item: it goes to the deleted items, where its id still finds it."""
        self.move(item, DELETED)

    def purge(self, shelf: dict[int, Item], item: Item) -> None:
        """Delete an item for good."""
        self.changes += 1
        self.gone.append((self.changes, item.folder, item))
        del shelf[item.number]

    def find(self, shelf: dict[int, Item], id_: str) -> Item | None:
        """The item with an id of either kind."""
        return next((item for item in shelf.values() if id_ in {item.id, item.moving_id}), None)

    def in_folder(self, shelf: dict[int, Item], folder: str, since: int) -> Iterator[tuple[int, Item, bool]]:
        """(change, item, whether it is there) of all that happened in a folder since a change."""
        found = [(item.changed, item, True) for item in shelf.values() if item.folder == folder]
        found += [(change, item, False) for change, place, item in self.gone if place == folder and since > 0]
        here = {item.number for _, item, there in found if there}
        yield from sorted(
            (
                (change, item, there)
                for change, item, there in found
                if change > since and (there or item.number not in here)
            ),
            key=lambda one: one[0],
        )


_EMPTY_CONTACT: Json = {
    **dict.fromkeys(
        (
            "assistantName", "birthday", "businessHomePage", "companyName", "department", "displayName", "fileAs",
            "generation", "givenName", "initials", "jobTitle", "manager", "middleName", "mobilePhone", "nickName",
            "officeLocation", "profession", "spouseName", "surname", "title", "yomiCompanyName", "yomiGivenName",
            "yomiSurname",
        )
    ),
    "personalNotes": "",
    "businessAddress": {},
    "homeAddress": {},
    "otherAddress": {},
    "businessPhones": [],
    "categories": [],
    "children": [],
    "emailAddresses": [],
    "homePhones": [],
    "imAddresses": [],
}  # fmt: skip


def whole_contact(data: Json) -> Json:
    """A contact with every property that Graph gives."""
    given = {name: value for name, value in data.items() if name != "singleValueExtendedProperties"}
    whole = {**deepcopy(_EMPTY_CONTACT), **given}
    if not whole["displayName"]:
        whole["displayName"] = " ".join(filter(None, (whole["givenName"], whole["surname"]))) or None
    return whole
