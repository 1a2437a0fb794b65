"""A calendar, as the Calendar API keeps it."""

import copy
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from google_lab.refusals import Refusal

_ID = re.compile(r"[a-v0-9]{5,1024}")


LONGEST = timedelta(days=90)
"""What a free/busy question may be about."""


class CalendarLab:
    """One user's calendar."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.events: dict[str, dict[str, Any]] = {}
        self.invitations: list[tuple[str, str, str]] = []
        """(what, event, sendUpdates) of every call that wrote to guests."""
        self.hidden: set[str] = set()
        """Calendars that may not be seen."""
        self.zone = ZoneInfo("UTC")
        """The calendar's own time zone: where its whole days begin and end."""
        self._number = 0

    def answer(self, event: str, guest: str, status: str) -> None:
        """A guest answers."""
        for one in self.events[event]["attendees"]:
            if one["email"] == guest:
                one["responseStatus"] = status
        self._touch(self.events[event])

    def freebusy_query(self, *, body: Any, alt: str = "") -> Any:
        """When the calendars are busy."""
        start, end = (datetime.fromisoformat(body[one]) for one in ("timeMin", "timeMax"))
        if end - start > LONGEST:
            raise Refusal(400, "The requested time range is too long.", "timeRangeTooLong")
        found = {}
        for item in body["items"]:
            if item["id"] in self.hidden:
                found[item["id"]] = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
                continue
            spans = [
                (self._at(one["start"], body["timeZone"]), self._at(one["end"], body["timeZone"]))
                for one in self.events.values()
                if one["status"] != "cancelled" and one.get("transparency") != "transparent"
            ]
            busy = [
                {"start": a, "end": b}
                for a, b in sorted(spans)
                if datetime.fromisoformat(b) > start and datetime.fromisoformat(a) < end
            ]
            found[item["id"]] = {"busy": busy}
        return {"kind": "calendar#freeBusy", "timeMin": body["timeMin"], "timeMax": body["timeMax"], "calendars": found}

    def whole_days(self, first: str, end: str) -> None:
        """An event that its owner made, for days."""
        event_id = f"own{self._next():05}"
        self.events[event_id] = {
            "id": event_id,
            "status": "confirmed",
            "start": {"date": first},
            "end": {"date": end},
        }

    def _at(self, told: dict[str, str], zone: str) -> str:
        """A time as the answer gives it: in the zone that was asked for."""
        if "date" in told:
            at = datetime.fromisoformat(told["date"]).replace(tzinfo=self.zone)
        else:
            at = datetime.fromisoformat(told["dateTime"])
        return at.astimezone(ZoneInfo(zone)).isoformat().replace("+00:00", "Z")

    def events_insert(
        self, *, calendarId: str, body: Any, sendUpdates: str = "", conferenceDataVersion: str = "0", alt: str = ""
    ) -> Any:
        """A new event, under the client's own id."""
        _check(body)
        event_id = body.get("id") or f"auto{self._next():05}"
        if not _ID.fullmatch(event_id):
            raise Refusal(400, "Invalid resource id value.", "invalid")
        if event_id in self.events:
            raise Refusal(409, "The requested identifier already exists.", "duplicate")
        made = {
            **copy.deepcopy(body),
            "id": event_id,
            "status": "confirmed",
            "kind": "calendar#event",
            "iCalUID": f"{event_id}@google.com",
        }
        self.events[event_id] = made
        self._told("insert", made, sendUpdates)
        return self._touch(made)

    def events_get(self, *, calendarId: str, eventId: str, body: Any = None, alt: str = "") -> Any:
        """One event; cancelled ones are there for a while."""
        return self._known(eventId)

    def events_patch(self, *, calendarId: str, eventId: str, body: Any, sendUpdates: str = "", alt: str = "") -> Any:
        """Some fields change."""
        event = self._known(eventId)
        _merge(event, body)
        _check(event)
        self._told("patch", event, sendUpdates)
        return self._touch(event)

    def events_delete(
        self, *, calendarId: str, eventId: str, body: Any = None, sendUpdates: str = "", alt: str = ""
    ) -> Any:
        """Cancelled; again: gone."""
        event = self._known(eventId)
        if event["status"] == "cancelled":
            raise Refusal(410, "Resource has been deleted", "deleted")
        event["status"] = "cancelled"
        self._told("delete", event, sendUpdates)
        self._touch(event)

    def _known(self, event: str) -> dict[str, Any]:
        if event not in self.events:
            raise Refusal(404, "Not Found", "notFound")
        return self.events[event]

    def _told(self, what: str, event: dict[str, Any], send: str) -> None:
        if send in {"all", "externalOnly"} and event.get("attendees"):
            self.invitations.append((what, event["id"], send))

    def _touch(self, event: dict[str, Any]) -> dict[str, Any]:
        for guest in event.get("attendees", ()):
            guest.setdefault("responseStatus", "needsAction")
        event["etag"] = f'"{self._next()}"'
        event["updated"] = self._now().isoformat().replace("+00:00", "Z")
        return event

    def _next(self) -> int:
        self._number += 1
        return self._number


def _merge(there: dict[str, Any], new: dict[str, Any]) -> None:
    """Patch semantics: objects are filled up, lists replaced whole."""
    for name, value in new.items():
        if isinstance(value, dict) and isinstance(there.get(name), dict):
            _merge(there[name], value)
        else:
            there[name] = copy.deepcopy(value)


def _check(event: Any) -> None:
    for end in ("start", "end"):
        if "dateTime" not in event.get(end, {}):
            raise Refusal(400, f"Missing {end} time.", "required")
        if datetime.fromisoformat(event[end]["dateTime"]).tzinfo is None:
            raise Refusal(400, f"Missing time zone definition for {end} time.", "timeZoneRequired")
    if datetime.fromisoformat(event["start"]["dateTime"]) > datetime.fromisoformat(event["end"]["dateTime"]):
        raise Refusal(400, "The specified time range is empty.", "timeRangeEmpty")
