"""The contact sink ``google``: contacts made and changed, one after the other, and none overwritten or lost."""

from functools import cached_property
from typing import Any, Literal

from netcore.plugins import Change, ChangeResult, ContactSink, Context
from netcore.plugins.http import HttpPatience
from netcore_google.aliases import Aliases
from netcore_google.api import Api, Refused
from netcore_google.carrying import carried
from netcore_google.groups import Labels
from netcore_google.people import FIELDS, revision
from netcore_google.pictures import Pictures
from netcore_google.writing import ON_CREATION, person_of, said, unwritten

OURS = "netcore"
"""The type of the external id under which a contact carries our key."""

_MADE = "made/"
_BEGUN = "begun"
_MY_CONTACTS = "contactGroups/myContacts"

Outcome = Literal["done", "unchanged"]
Person = dict[str, Any]


class GoogleSink(ContactSink):
    """Writes to the contacts of one account; Google wants the writes of one user one after the other.

    It never deletes anything.  Fields in which a contact says nothing are left as they are, and so is a picture that
    somebody else put there.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Nothing is reached yet."""
        self._context = context
        self._api = Api(context, "people", patience=patience)
        self._aliases = Aliases(context.state)
        self._labels = Labels(self._api)
        self._pictures = Pictures(self._api, context.state)

    def apply(self, change: Change) -> ChangeResult:
        """Create or update one contact.  Raises `SignInNeeded`, `ServerBusy` and other `Unreachable`s.

        What changed at Google since ``revision`` is a conflict, also in the last moment.
        """
        self._api.require("contacts-write")
        try:
            return self._update(change) if change.source_id else self._create(change)
        except Refused as refused:
            if refused.problem.stale:
                return _conflict(change)
            if refused.problem.status in {400, 403, 404, 413}:
                return ChangeResult(outcome="refused", source_id=change.source_id, reason=str(refused))
            raise

    # -- create ------------------------------------------------------------------------------------------------------

    def _create(self, change: Change) -> ChangeResult:
        state = self._context.state
        before = state.get(_MADE + change.key, "")
        if before == _BEGUN:  # the machine died before it heard what became of it
            before = self._by_key.get(change.key, "")
        if before:
            person = self._get(self._aliases.current(before))
            if person is not None:
                state[_MADE + change.key] = before
                return self._result("unchanged", change, person)
        wanted = person_of(change.contact)
        if not wanted:
            return ChangeResult(outcome="refused", reason="The contact says nothing that Google has a place for.")
        state[_MADE + change.key] = _BEGUN
        body: Person = {
            **wanted,
            "externalIds": [*wanted.get("externalIds", ()), {"value": change.key, "type": OURS}],
            "memberships": self._memberships(change, []),
        }
        made = self._api.call(
            self._api.service.people().createContact,
            body=body,
            personFields=",".join(FIELDS),
            sources=["READ_SOURCE_TYPE_CONTACT"],
            again=False,
        )
        state[_MADE + change.key] = str(made["resourceName"])
        return self._result("done", change, made)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        """Every contact that carries a key of ours."""
        found: dict[str, str] = {}
        page = ""
        while True:
            asked: dict[str, Any] = {"pageToken": page} if page else {}
            answer = self._api.call(
                self._api.service.people().connections().list,
                resourceName="people/me",
                personFields="externalIds,metadata",
                pageSize=1000,
                sources=["READ_SOURCE_TYPE_CONTACT"],
                **asked,
            )
            for person in answer.get("connections") or ():
                for one in person.get("externalIds") or ():
                    if one.get("type") == OURS:
                        found[str(one.get("value"))] = str(person["resourceName"])
            page = answer.get("nextPageToken") or ""
            if not page:
                return found

    # -- update ------------------------------------------------------------------------------------------------------

    def _update(self, change: Change) -> ChangeResult:
        name = self._aliases.current(change.source_id)
        person = self._get(name)
        if person is None:
            return ChangeResult(
                outcome="refused",
                source_id=change.source_id,
                reason="The contact is no longer at Google: it was deleted there, or never was.",
            )
        wanted = {name: values for name, values in person_of(change.contact).items() if name not in ON_CREATION}
        there = said(person, wanted)
        fields = [field for field, values in wanted.items() if there[field] != values]
        memberships = self._memberships(change, person.get("memberships") or [])
        if _groups(memberships) != _groups(person.get("memberships") or []):
            fields.append("memberships")
        if not fields:
            return self._result("unchanged", change, person)
        if change.revision != revision(person):
            return _conflict(change)
        body: Person = {field: carried(field, wanted.get(field, memberships), person) for field in fields}
        body["metadata"] = {"sources": [one for one in person["metadata"]["sources"] if one.get("type") == "CONTACT"]}
        updated = self._api.call(
            self._api.service.people().updateContact,
            resourceName=name,
            updatePersonFields=",".join(fields),
            personFields=",".join(FIELDS),
            sources=["READ_SOURCE_TYPE_CONTACT"],
            body=body,
        )
        return self._result("done", change, updated)

    # -- both --------------------------------------------------------------------------------------------------------

    def _get(self, name: str) -> Person | None:
        if not name.startswith("people/"):
            return None
        try:
            found: Person = self._api.call(
                self._api.service.people().get,
                resourceName=name,
                personFields=",".join(FIELDS),
                sources=["READ_SOURCE_TYPE_CONTACT"],
            )
        except Refused as refused:
            if refused.problem.status == 404:
                return None
            raise
        return None if (found.get("metadata") or {}).get("deleted") else found

    def _memberships(self, change: Change, there: list[Person]) -> list[Person]:
        """The memberships that are there, and one for each circle and for the label of the settings."""
        groups = _groups(there) or [_MY_CONTACTS]
        names = [*change.contact.categories, self._context.text("label") if not change.source_id else ""]
        for name in dict.fromkeys(filter(None, names)):
            resource = self._labels.resource(name)
            if resource not in groups:
                groups.append(resource)
        return [{"contactGroupMembership": {"contactGroupResourceName": group}} for group in groups]

    def _result(self, outcome: Outcome, change: Change, person: Person) -> ChangeResult:
        """The contact says what it should; now its picture."""
        first = self._aliases.first(str(person["resourceName"]))
        picture = self._pictures.write(first, person, change.contact.photos)
        return ChangeResult(
            outcome="done" if picture.done and change.source_id else outcome,
            source_id=first,
            revision=picture.revision,
            dropped=(*unwritten(change.contact), *picture.dropped),
        )


def _conflict(change: Change) -> ChangeResult:
    return ChangeResult(
        outcome="conflict",
        source_id=change.source_id,
        reason="The contact was changed at Google since it was read. Import it again, and look at both.",
    )


def _groups(memberships: list[Person]) -> list[str]:
    named = [(one.get("contactGroupMembership") or {}).get("contactGroupResourceName") for one in memberships]
    return [str(name) for name in named if name]
