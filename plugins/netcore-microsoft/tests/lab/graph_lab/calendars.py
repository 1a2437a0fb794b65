"""The default calendar."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from graph_lab.answers import NOT_FOUND, Refusal, Said
from graph_lab.contract import BrokenContractError
from graph_lab.mailbox import CALENDAR, Item, Mailbox
from graph_lab.requests import Request, check_etag, found, marks_of, shown, with_marks


class Calendars:
    """Answers what is asked of events."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self.page_size = 3
        self.zone = ZoneInfo("UTC")
        """Where the mailbox's owner lives: what a whole day means to getSchedule, and to no other answer."""

    def handle(self, request: Request) -> Said | None:  # noqa: PLR0911 -- a table of routes
        """The answer; None when it is about something else."""
        shelf = self._mailbox.events
        if request.matches("GET", "/me/events") is not None:
            return Said(200, {"value": [shown(request, item) for item in with_marks(list(shelf.values()), request)]})
        if request.matches("POST", "/me/events") is not None:
            return self._create(request)
        if request.matches("GET", "/me/calendarView") is not None:
            return self._view(request)
        if request.matches("POST", "/me/calendar/getSchedule") is not None:
            return self._schedule(request)
        if (ids := request.matches(request.method, "/me/events/*")) is not None:
            item = found(self._mailbox, shelf, ids[0])
            if request.method == "GET":
                return Said(200, shown(request, item))
            check_etag(request, item)
            if request.method == "DELETE":
                self._invite(item)
                self._mailbox.purge(shelf, item)
                return Said(204)
            if "transactionId" in request.body:
                raise Refusal(400, "ErrorInvalidRequest", "transactionId cannot be changed.")
            self._mailbox.change(item, **_utc(request.body))
            self._invite(item)
            return Said(200, shown(request, item))
        return None

    def event(self, start: str, end: str, **more: Any) -> Item:
        """An event that its owner made."""
        times = {"start": {"dateTime": start, "timeZone": "UTC"}, "end": {"dateTime": end, "timeZone": "UTC"}}
        return self._mailbox.add(
            self._mailbox.events, CALENDAR, {"showAs": "busy", "isCancelled": False, **times, **more}
        )

    def _create(self, request: Request) -> Said:
        transaction = request.body.get("transactionId")
        if transaction and any(one.data.get("transactionId") == transaction for one in self._mailbox.events.values()):
            raise Refusal(409, "ErrorDuplicateTransactionId", "Your request can't be completed.")
        data = _utc({name: value for name, value in request.body.items() if name != "singleValueExtendedProperties"})
        data = {"showAs": "busy", "isCancelled": False, **data}
        item = self._mailbox.add(self._mailbox.events, CALENDAR, data, marks_of(request.body))
        self._invite(item)
        return Said(201, shown(request, item))

    def _invite(self, item: Item) -> None:
        for one in item.data.get("attendees", ()):
            one.setdefault("status", {"response": "none", "time": "0001-01-01T00:00:00Z"})
            self._mailbox.invitations.append((item.id, one["emailAddress"]["address"]))

    def _at(self, item: Item, end: str) -> dict[str, str]:
        """A time as getSchedule gives it, which turns whole days into times, as the calendar itself does not."""
        told: dict[str, str] = item.data[end]
        if not item.data.get("isAllDay"):
            return told
        day = datetime.fromisoformat(told["dateTime"][:19]).replace(tzinfo=self.zone)
        return {"dateTime": f"{day.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}

    def _within(self, start: str, end: str) -> list[Item]:
        return [
            item
            for item in self._mailbox.events.values()
            if item.data["start"]["dateTime"][:19] <= end[:19] and item.data["end"]["dateTime"][:19] >= start[:19]
        ]

    def _view(self, request: Request) -> Said:
        if request.prefers("outlook.timezone") != "UTC":
            raise BrokenContractError("calendarView was asked without a time zone")
        skip = int(request.query.get("$skip", "0"))
        inside = self._within(request.query["startDateTime"], request.query["endDateTime"])
        items = [shown(request, item) for item in inside]
        answer: dict[str, Any] = {"value": items[skip : skip + self.page_size]}
        if items[skip + self.page_size :]:
            query = urlencode({**request.query, "$skip": skip + self.page_size})
            answer["@odata.nextLink"] = f"{request.root}/me/calendarView?{query}"
        return Said(200, answer)

    def _schedule(self, request: Request) -> Said:
        if self._mailbox.personal:
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        (address,) = request.body["schedules"]
        if address != self._mailbox.address:
            raise Refusal(404, *NOT_FOUND)
        items = [
            {"status": item.data["showAs"], "start": self._at(item, "start"), "end": self._at(item, "end")}
            for item in self._within(request.body["startTime"]["dateTime"], request.body["endTime"]["dateTime"])
            if item.data["showAs"] != "free" and not item.data["isCancelled"]
        ]
        return Said(200, {"value": [{"scheduleId": address, "availabilityView": "0", "scheduleItems": items}]})


def _utc(body: dict[str, Any]) -> dict[str, Any]:
    """Times as Graph gives them back: with seven digits of a second."""
    new = dict(body)
    for name in ("start", "end"):
        if name in new:
            assert new[name]["timeZone"] == "UTC"
            new[name] = {"dateTime": f"{new[name]['dateTime']}.0000000", "timeZone": "UTC"}
    return new
