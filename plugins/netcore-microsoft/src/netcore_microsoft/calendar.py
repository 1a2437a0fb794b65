"""The calendar: when its owner is busy, and appointments that are made once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID, uuid5

from netcore.errors import NotFound
from netcore.plugins import Appointment, Busy, Calendar, Context, EventState, joined_times
from netcore.plugins.http import HttpPatience
from netcore_microsoft.graph import Json, Tokens, items_in, segment
from netcore_microsoft.marks import find, marked
from netcore_microsoft.opening import open_graph
from netcore_microsoft.times import moment
from netcore_microsoft.troubles import GraphError

_NAMESPACE = UUID("6b9a4b0e-3f0c-4b5e-9d6c-2b7f4d1e8a57")
_FREE = frozenset({"free", "workingElsewhere"})
_SELECT = "attendees,transactionId"
_UTC = ('outlook.timezone="UTC"',)
_DAY = timedelta(days=1)
_LONGEST_SCHEDULE = timedelta(days=40)
"""A longer span is not asked of getSchedule, which answers for some weeks only."""


class MicrosoftCalendar(Calendar):
    """The account's default calendar.

    An event bears netcore's key twice: as its transactionId, by which Outlook makes no second one, and as a property,
    by which it is found again.
    """

    def __init__(self, context: Context, *, tokens: Tokens | None = None, patience: HttpPatience | None = None) -> None:
        self._context = context
        self._graph = open_graph(context, "calendar", tokens=tokens, patience=patience)
        self._teams = context.flag("teams-link")

    def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
        """As `Calendar.busy`: by getSchedule for accounts of organisations, by the calendar itself for others."""
        zone = start.tzinfo or UTC
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        found = self._schedule(start, end)
        times = list(self._view(start, end, zone)) if found is None else found
        return joined_times(Busy(start=a, end=b) for a, b in times if a < end and b > start)

    def create(self, appointment: Appointment) -> EventState:
        """As `Calendar.create`."""
        if (there := self._find(appointment.key)) is not None:
            return _state(there)
        new = {
            **self._event(appointment),
            "transactionId": str(uuid5(_NAMESPACE, appointment.key)),
            "singleValueExtendedProperties": marked(appointment.key),
        }
        if self._teams:
            new |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
        try:
            return _state(self._graph().post("/me/events", new, prefer=_UTC))
        except GraphError as error:
            if error.is_called("ErrorDuplicateTransactionId") and (there := self._find(appointment.key)) is not None:
                return _state(there)
            raise

    def update(self, event_id: str, appointment: Appointment) -> EventState:
        """As `Calendar.update`."""
        try:
            return _state(self._graph().patch(f"/me/events/{segment(event_id)}", self._event(appointment)))
        except GraphError as error:
            if error.gone:
                raise NotFound(f"The appointment {appointment.title!r} is no longer in the calendar.") from None
            raise

    def cancel(self, event_id: str) -> None:
        """As `Calendar.cancel`.  Outlook tells those who were invited."""
        self._graph().delete(f"/me/events/{segment(event_id)}")

    def state(self, event_id: str) -> EventState:
        """As `Calendar.state`."""
        try:
            return _state(self._graph().get(f"/me/events/{segment(event_id)}", {"$select": "attendees"}))
        except GraphError as error:
            if error.gone:
                raise NotFound("The appointment is no longer in the calendar.") from None
            raise

    def _find(self, key: str) -> Json | None:
        return next(iter(items_in(self._graph().get("/me/events", find(key, _SELECT)))), None)

    def _event(self, appointment: Appointment) -> Json:
        """The event.  Outlook writes to everybody who stands in it, so nobody does unless they are to be invited."""
        invited = appointment.attendees if appointment.invite else ()
        return {
            "subject": _safe(appointment.title),
            "start": _stamp(appointment.start),
            "end": _stamp(appointment.end),
            "location": {"displayName": _safe(appointment.place)},
            "body": {"contentType": "text", "content": _safe(appointment.description, lines=True)},
            "attendees": [{"emailAddress": {"address": one}, "type": "required"} for one in invited],
        }

    def _view(self, start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """What the calendar shows; asked for a day more at both ends, since whole days are not where they should be."""
        query = {
            "startDateTime": _stamp(start - _DAY)["dateTime"] + "Z",
            "endDateTime": _stamp(end + _DAY)["dateTime"] + "Z",
            "$select": "start,end,isAllDay,showAs,isCancelled,responseStatus",
            "$top": "200",
        }
        for page in self._graph().pages("/me/calendarView", query, prefer=_UTC):
            for event in items_in(page):
                answer = event.get("responseStatus")
                declined = isinstance(answer, dict) and answer.get("response") == "declined"
                if event.get("showAs") in _FREE or event.get("isCancelled") or declined:
                    continue
                if (span := _span(event)) is not None:
                    yield _days(span, zone) if event.get("isAllDay") else span

    def _schedule(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]] | None:
        """What getSchedule says; None when it does not answer for this account, or not for so long a span."""
        state = self._context.state
        if end - start > _LONGEST_SCHEDULE or end <= start or state.get("schedule") == "none":
            return None
        try:
            if not (address := state.get("address")):
                me = self._graph().get("/me", {"$select": "mail,userPrincipalName"})
                address = state["address"] = str(me.get("mail") or me.get("userPrincipalName") or "")
            asked = {"schedules": [address], "startTime": _stamp(start), "endTime": _stamp(end)}
            (found,) = items_in(self._graph().post("/me/calendar/getSchedule", asked, prefer=_UTC))
        except (GraphError, ValueError):
            state["schedule"] = "none"
            return None
        items = found.get("scheduleItems")
        if found.get("error") or not isinstance(items, list):
            state["schedule"] = "none"
            return None
        return [span for item in items if item.get("status") not in _FREE and (span := _span(item)) is not None]


def _span(item: Json) -> tuple[datetime, datetime] | None:
    begins, ends = (_moment(item.get(name)) for name in ("start", "end"))
    return (begins, ends) if begins and ends else None


def _days(span: tuple[datetime, datetime], zone: tzinfo) -> tuple[datetime, datetime]:
    """Whole days, which Graph calls midnights of UTC wherever they were meant, as days of the user's own zone."""
    begins, ends = (at.replace(tzinfo=zone).astimezone(UTC) for at in span)
    return begins, ends


def _moment(value: object) -> datetime | None:
    """A time in UTC: the zone that every reading asks for."""
    text = value.get("dateTime") if isinstance(value, dict) else None
    if not isinstance(text, str):
        return None
    return moment(text if text.endswith("Z") else f"{text}Z")


def _stamp(at: datetime) -> dict[str, str]:
    return {"dateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


_ANSWERS = {"accepted": "accepted", "declined": "declined", "tentativelyAccepted": "tentative"}


def _state(event: Json) -> EventState:
    answers = []
    people = event.get("attendees")
    for one in people if isinstance(people, list) else []:
        address = (one.get("emailAddress") or {}).get("address")
        said = (one.get("status") or {}).get("response")
        if address:
            answers.append((str(address), _ANSWERS.get(str(said), "none")))
    return EventState(
        event_id=str(event["id"]),
        revision=str(event.get("@odata.etag") or ""),
        answers=tuple(answers),  # type: ignore[arg-type]  # the words of the table are those of EventState
    )


def _safe(text: str, *, lines: bool = False) -> str:
    """A text without characters that end a line where it is one line, or that no calendar keeps."""
    kept = "\n\t" if lines else "\t"
    whole = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(
        character if character in kept or (character.isprintable() or not character.isascii()) else " "
        for character in whole
    )
