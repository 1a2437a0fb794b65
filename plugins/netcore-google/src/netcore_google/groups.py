"""Labels: Google's contact groups."""

from typing import Any

from netcore_google.api import Api, Refused

_USERS = "USER_CONTACT_GROUP"


def read_groups(api: Api) -> dict[str, str]:
    """The names of the user's own labels, by resource name."""
    found: dict[str, str] = {}
    asked: dict[str, Any] = {"pageSize": 1000}
    while True:
        answer = api.call(api.service.contactGroups().list, **asked)
        for group in answer.get("contactGroups") or ():
            if group.get("groupType") == _USERS and group.get("name"):
                found[str(group["resourceName"])] = str(group["name"])
        if not answer.get("nextPageToken"):
            return found
        asked["pageToken"] = answer["nextPageToken"]


class Labels:
    """The user's labels by name, made when they are missing."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, str] | None = None

    def resource(self, name: str) -> str:
        """The resource name of the label; names are unique at Google, whatever else makes them meanwhile."""
        if self._known is None or name not in self._known:
            self._known = {known: resource for resource, known in read_groups(self._api).items()}
        if name not in self._known:
            try:
                made = self._api.call(
                    self._api.service.contactGroups().create, body={"contactGroup": {"name": name}}, again=False
                )
                self._known[name] = str(made["resourceName"])
            except Refused as refused:
                if refused.problem.status != 409:
                    raise
                self._known = {known: resource for resource, known in read_groups(self._api).items()}
        return self._known[name]
