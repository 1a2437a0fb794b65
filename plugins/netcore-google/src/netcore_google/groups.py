"""Labels: Google's contact groups."""

from typing import Any

from netcore_google.api import Api

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
