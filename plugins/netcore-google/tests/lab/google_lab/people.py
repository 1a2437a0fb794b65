"""Contacts and labels, as the People API keeps them."""

import copy
from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from google_lab.refusals import Refusal

Person = dict[str, Any]

LISTABLE = frozenset(
    {
        "addresses",
        "ageRanges",
        "biographies",
        "birthdays",
        "calendarUrls",
        "clientData",
        "coverPhotos",
        "emailAddresses",
        "events",
        "externalIds",
        "genders",
        "imClients",
        "interests",
        "locales",
        "locations",
        "memberships",
        "metadata",
        "miscKeywords",
        "names",
        "nicknames",
        "occupations",
        "organizations",
        "phoneNumbers",
        "photos",
        "relations",
        "sipAddresses",
        "skills",
        "urls",
        "userDefined",
    }
)
SINGLE = ("names", "biographies", "birthdays", "genders")
READ_ONLY = ("photos", "coverPhotos", "metadata", "etag", "resourceName")
TOKEN_LIFE = timedelta(days=7)
LISTED = 100
"""E-mail addresses, and numbers, of one person in a list."""


class PeopleLab:
    """One user's contacts."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.contacts: dict[str, Person] = {}
        self.groups: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}
        """What is at the addresses of pictures that were written."""
        self._changes: list[str] = []
        """The resource names of what changed, in order."""
        self._deleted: set[str] = set()
        self._former: dict[str, list[str]] = {}
        self._tokens: dict[str, tuple[int, datetime, tuple[Any, ...]]] = {}
        self._pages: dict[str, tuple[list[str], int, tuple[Any, ...]]] = {}
        self._number = 0
        self.created = 0

    # -- behind the API's back -----------------------------------------------------------------------------------------

    def add(self, name: str = "", labels: Sequence[str] = (), **fields: Any) -> str:
        """A contact that the user made; its resource name."""
        person = dict(fields)
        if name:
            person["names"] = [{"unstructuredName": name}]
        if labels:
            person["memberships"] = [_membership(self.label(one)) for one in labels]
        return str(self._store(person)["resourceName"])

    def label(self, name: str) -> str:
        """A label of the user, made when there is none; its resource name."""
        for resource, known in self.groups.items():
            if known == name:
                return resource
        resource = f"contactGroups/{len(self.groups) + 0xA0:x}"
        self.groups[resource] = name
        return resource

    def change(self, resource: str, **fields: Any) -> None:
        """The user changes a contact, on their phone."""
        self.contacts[resource].update(fields)
        self._touch(resource)

    def remove(self, resource: str) -> None:
        """The user deletes a contact."""
        del self.contacts[resource]
        self._deleted.add(resource)
        self._changes.append(resource)

    def rename(self, resource: str) -> str:
        """A verified address links the contact with a profile: it goes by another name from now on."""
        self._number += 1
        new = f"people/c9{self._number:05}"
        person = self.contacts.pop(resource)
        self.contacts[new] = {**person, "resourceName": new}
        self._former[new] = [*self._former.get(resource, []), resource]
        self._deleted.add(resource)
        self._changes += [resource]
        self._touch(new)
        return new

    # -- methods -------------------------------------------------------------------------------------------------------

    def people_connections_list(
        self,
        *,
        peopleId: str,
        personFields: str,
        body: Any = None,
        pageSize: str = "100",
        pageToken: str = "",
        syncToken: str = "",
        requestSyncToken: str = "false",
        sources: Any = "",
        alt: str = "json",
    ) -> Any:
        """A page of all contacts, or of the changes."""
        mask = _mask(personFields)
        parameters = (peopleId, personFields, pageSize, requestSyncToken, str(sources))
        if not 1 <= int(pageSize) <= 1000:
            raise Refusal(400, "Page size must be between 1 and 1000.", "invalidArgument")
        if pageToken:
            if pageToken not in self._pages:
                raise Refusal(400, "Page token is invalid.", "invalidArgument")
            names, start, first = self._pages[pageToken]
            if first != (*parameters, syncToken):
                raise Refusal(400, "Request parameters must match the first call.", "invalidArgument")
        else:
            names, start = self._listed(syncToken, parameters), 0
        end = start + int(pageSize)
        answer: dict[str, Any] = {}
        page = [self._shown(name, mask, bool(syncToken), listed=True) for name in names[start:end]]
        if page:
            answer["connections"] = page
        if not syncToken:
            answer |= {"totalItems": len(names), "totalPeople": len(names)}
        if end < len(names):
            token = f"page-{end}-{len(self._pages)}"
            self._pages[token] = names, end, (*parameters, syncToken)
            answer["nextPageToken"] = token
        elif requestSyncToken == "true":
            token = f"sync-{len(self._changes)}-{len(self._tokens)}"
            self._tokens[token] = len(self._changes), self._now(), parameters
            answer["nextSyncToken"] = token
        return answer

    def people_get(
        self, *, peopleId: str, personFields: str, body: Any = None, sources: Any = "", alt: str = ""
    ) -> Any:
        """One contact."""
        return self._shown(self._known(f"people/{peopleId}"), _mask(personFields))

    def people_createContact(self, *, body: Person, personFields: str = "", sources: Any = "", alt: str = "") -> Any:
        """A new contact: twice the same call makes two."""
        _check_written(body)
        self.created += 1
        made = self._store(copy.deepcopy(body))
        return self._shown(made["resourceName"], _mask(personFields) if personFields else LISTABLE)

    def people_updateContact(
        self,
        *,
        peopleId: str,
        body: Person,
        updatePersonFields: str,
        personFields: str = "",
        sources: Any = "",
        alt: str = "",
    ) -> Any:
        """Each named field is replaced whole."""
        name = self._known(f"people/{peopleId}")
        _check_written(body)
        fields = updatePersonFields.split(",")
        given = next(
            (one.get("etag") for one in (body.get("metadata") or {}).get("sources") or () if one["type"] == "CONTACT"),
            None,
        )
        if given is None:
            raise Refusal(400, "person.etag or person.metadata.sources.etag is missing.", "failedPrecondition")
        if given != self.contacts[name]["metadata"]["sources"][0]["etag"]:
            raise Refusal(
                400,
                "Request person.etag is different than the current person.etag. Clear local cache and get the latest"
                " person.",
                "failedPrecondition",
                status="FAILED_PRECONDITION",
            )
        if "memberships" in fields and not body.get("memberships"):
            raise Refusal(400, "Must have at least one membership.", "invalidArgument")
        for field in fields:
            if field not in LISTABLE or field in READ_ONLY:
                raise Refusal(400, f"Invalid updatePersonFields mask path: {field}", "invalidArgument")
            self.contacts[name].pop(field, None)
            if field in body:
                self.contacts[name][field] = copy.deepcopy(body[field])
        self._touch(name)
        return self._shown(name, _mask(personFields) if personFields else LISTABLE)

    def people_updateContactPhoto(self, *, peopleId: str, body: Any, alt: str = "") -> Any:
        """Another picture, whatever version the contact has; without fields nothing comes back."""
        name = self._known(f"people/{peopleId}")
        picture = b64decode(body["photoBytes"], validate=True)
        if not picture.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            raise Refusal(400, "Photo could not be decoded.", "invalidArgument")
        url = f"https://lh3.googleusercontent.com/contacts/{sha256(picture).hexdigest()[:20]}=s100"
        self.pictures[url] = picture
        self.contacts[name]["photos"] = [{"url": url}]
        self._touch(name)
        fields = body.get("personFields")
        return {"person": self._shown(name, _mask(fields))} if fields else {}

    def people_deleteContact(self, *, peopleId: str, body: Any = None, alt: str = "") -> Any:
        """Gone."""
        self.remove(self._known(f"people/{peopleId}"))
        return {}

    def contactGroups_list(
        self, *, body: Any = None, pageSize: str = "30", pageToken: str = "0", groupFields: str = "", alt: str = ""
    ) -> Any:
        """Labels, those of the system first."""
        system = [
            {
                "resourceName": f"contactGroups/{one}",
                "groupType": "SYSTEM_CONTACT_GROUP",
                "name": one,
                "formattedName": one.title(),
            }
            for one in ("myContacts", "starred", "friends", "family")
        ]
        own = [
            {"resourceName": one, "groupType": "USER_CONTACT_GROUP", "name": name, "formattedName": name, "etag": "g1"}
            for one, name in self.groups.items()
        ]
        start, size = int(pageToken), int(pageSize)
        answer: dict[str, Any] = {"contactGroups": (system + own)[start : start + size], "totalItems": 4 + len(own)}
        if start + size < 4 + len(own):
            answer["nextPageToken"] = str(start + size)
        return answer

    def contactGroups_create(self, *, body: Any, alt: str = "") -> Any:
        """A new label: names are unique."""
        name = body["contactGroup"]["name"]
        if name in self.groups.values():
            raise Refusal(409, "Contact group name already exists.", "alreadyExists")
        return {
            "resourceName": self.label(name),
            "groupType": "USER_CONTACT_GROUP",
            "name": name,
            "formattedName": name,
        }

    # -- inside --------------------------------------------------------------------------------------------------------

    def _listed(self, sync: str, parameters: tuple[Any, ...]) -> list[str]:
        if not sync:
            return list(self.contacts)
        known = self._tokens.get(sync)
        if known is None:
            raise Refusal(400, "Sync token is invalid.", "invalidArgument")
        since, issued, first = known
        if self._now() - issued > TOKEN_LIFE:
            raise Refusal(
                400,
                "Sync token is expired. Clear local cache and retry call without the sync token.",
                "failedPrecondition",
                status="FAILED_PRECONDITION",
                detail="EXPIRED_SYNC_TOKEN",
            )
        if first != parameters:
            raise Refusal(400, "Request parameters must match the first call.", "invalidArgument")
        return list(dict.fromkeys(self._changes[since:]))

    def _known(self, name: str) -> str:
        if name not in self.contacts:
            raise Refusal(404, "Requested entity was not found.", "notFound")
        return name

    def _store(self, person: Person) -> Person:
        self._number += 1
        id_ = f"{self._number:x}"
        made = {"resourceName": f"people/c{self._number}", **person}
        made["metadata"] = {"sources": [{"type": "CONTACT", "id": id_}], "objectType": "PERSON"}
        if not made.get("memberships"):
            made["memberships"] = [_membership("contactGroups/myContacts")]
        self.contacts[made["resourceName"]] = made
        self._touch(made["resourceName"])
        return made

    def _touch(self, name: str) -> None:
        self._changes.append(name)
        source = self.contacts[name]["metadata"]["sources"][0]
        source["etag"] = "#" + sha256(f"{name} {len(self._changes)}".encode()).hexdigest()[:16]
        source["updateTime"] = self._now().isoformat().replace("+00:00", "Z")
        self.contacts[name]["etag"] = "%" + source["etag"]

    def _shown(self, name: str, mask: frozenset[str], history: bool = False, listed: bool = False) -> Person:
        person = self.contacts.get(name)
        if person is None:
            return {"resourceName": name, "etag": "%gone", "metadata": {"deleted": True, "objectType": "PERSON"}}
        source = {"type": "CONTACT", "id": person["metadata"]["sources"][0]["id"]}
        shown: Person = {"resourceName": name, "etag": person["etag"]}
        for field in sorted(mask & person.keys()):
            value = person[field]
            if field == "metadata":
                former = {"previousResourceNames": self._former[name]} if history and name in self._former else {}
                shown[field] = {**value, **former}
            else:
                most = LISTED if listed and field in {"emailAddresses", "phoneNumbers"} else None
                shown[field] = [
                    {"metadata": {"source": source, **({"primary": True} if not n else {})}, **_completed(field, one)}
                    for n, one in enumerate(value[:most])
                ]
        if "photos" in mask - person.keys():
            url = "https://lh3.googleusercontent.com/cm/drawn=s100"
            shown["photos"] = [{"metadata": {"primary": True, "source": source}, "url": url, "default": True}]
        return shown


def _membership(group: str) -> Person:
    return {
        "contactGroupMembership": {
            "contactGroupResourceName": group,
            "contactGroupId": group.removeprefix("contactGroups/"),
        }
    }


def _completed(field: str, value: Person) -> Person:
    """What Google adds to what was written."""
    if field == "names":
        if "unstructuredName" in value and "givenName" not in value:
            whole = value["unstructuredName"]
            given, _, family = whole.rpartition(" ")
            return {**value, "displayName": whole, **({"givenName": given} if given else {}), "familyName": family}
        order = ("honorificPrefix", "givenName", "middleName", "familyName")
        whole = " ".join(value[part] for part in order if value.get(part))
        whole += f", {value['honorificSuffix']}" if value.get("honorificSuffix") else ""
        return {**value, "displayName": whole, "unstructuredName": whole}
    if value.get("type") and field != "externalIds":
        return {**value, "formattedType": f"«{value['type']}»"}
    return value


def _mask(fields: str) -> frozenset[str]:
    wrong = [one for one in fields.split(",") if one not in LISTABLE]
    if wrong:
        raise Refusal(400, f"Invalid personFields mask path: {wrong[0]}", "invalidArgument")
    return frozenset(fields.split(","))


def _check_written(body: Person) -> None:
    for field in SINGLE:
        if len(body.get(field) or ()) > 1:
            raise Refusal(400, f"person.{field} is a singleton field.", "invalidArgument")
