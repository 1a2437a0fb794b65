"""The calendar ``google``: when the user is busy, and appointments that are made once."""

from base64 import b32hexencode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from netcore.errors import Unreachable
from netcore.plugins import Appointment, Busy, Calendar, Context, EventState, joined_times
from netcore.plugins.http import HttpPatience
from netcore_google.api import Api, Refused

Answer = Literal["accepted", "declined", "tentative", "none"]
_ANSWERS: dict[str, Answer] = {"accepted": "accepted", "declined": "declined", "tentative": "tentative"}
_KEY = "netcoreKey"
_LONGEST_KEY = 900
_INVITED = "netcoreInvited"
"""Noted at the event: its guests heard of it, so they hear of its end as well."""

SPAN = timedelta(days=60)
"""What is asked about at once: Google finds three months too long (timeRangeTooLong)."""

Event = dict[str, Any]


class GoogleCalendar(Calendar):
    """One calendar of one account.

    An event's id is made of our key, so that making it again finds the one that is there.  Guests are written to by
    Google, and only when the appointment says ``invite``.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Nothing is reached yet."""
        self._context = context
        self._api = Api(context, "calendar", patience=patience)
        self._calendar = context.text("calendar") or "primary"

    def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
        """Times that Google's free/busy answer calls taken; raises `Unreachable` when the calendar may not be seen."""
        self._api.require("calendar")
        taken: list[Busy] = []
        begin, end = start.astimezone(UTC), end.astimezone(UTC)
        while begin < end:
            taken += self._taken(begin, min(begin + SPAN, end))
            begin += SPAN
        return joined_times(taken)

    def create(self, appointment: Appointment) -> EventState:
        """Make the event, or find the one that the same key made before."""
        self._api.require("calendar")
        event_id = event_id_of(appointment.key)
        body = {**_body(appointment), "id": event_id}
        try:
            made = self._api.call(
                self._api.service.events().insert,
                calendarId=self._calendar,
                body=body,
                sendUpdates=_send(appointment),
            )
        except Refused as refused:
            if refused.problem.status != 409:
                raise
            made = self._api.call(self._api.service.events().get, calendarId=self._calendar, eventId=event_id)
            if made.get("status") == "cancelled":  # made, and cancelled since: agreed anew
                return self._write(event_id, {**_body(appointment), "status": "confirmed"}, appointment)
        return _state(made)

    def update(self, event_id: str, appointment: Appointment) -> EventState:
        """Change the event; raises `LookupError` when it is gone or cancelled."""
        self._api.require("calendar")
        body = _body(appointment)
        if appointment.attendees:
            body["attendees"] = list(_guests(appointment, self._there(event_id)))
        else:
            self._there(event_id)
        return self._write(event_id, body, appointment)

    def cancel(self, event_id: str) -> None:
        """Cancel the event, and tell the guests who were invited; one that is gone is no error."""
        self._api.require("calendar")
        try:
            shown = self._api.call(self._api.service.events().get, calendarId=self._calendar, eventId=event_id)
            self._api.call(
                self._api.service.events().delete,
                calendarId=self._calendar,
                eventId=event_id,
                sendUpdates="all" if _heard_of_it(shown) else "none",
            )
        except Refused as refused:
            if refused.problem.status not in {404, 410}:
                raise

    def state(self, event_id: str) -> EventState:
        """The event now, with the answers of the guests; raises `LookupError` when it is gone or cancelled."""
        self._api.require("calendar")
        return _state(self._there(event_id))

    def _taken(self, start: datetime, end: datetime) -> Iterator[Busy]:
        answer = self._api.call(
            self._api.service.freebusy().query,
            body={
                "timeMin": _stamp(start),
                "timeMax": _stamp(end),
                "timeZone": "UTC",
                "items": [{"id": self._calendar}],
            },
        )
        shown: dict[str, Any] = next(iter((answer.get("calendars") or {}).values()), {})
        if shown.get("errors"):
            reason = shown["errors"][0].get("reason", "no reason")
            raise Unreachable(
                f"Google does not show when the calendar {self._calendar!r} is busy ({reason}): whether you are free is"
                " unknown. Check the setting calendar."
            )
        for one in shown.get("busy") or ():
            yield Busy(start=_moment(one["start"]), end=_moment(one["end"]))

    def _there(self, event_id: str) -> Event:
        try:
            shown: Event = self._api.call(self._api.service.events().get, calendarId=self._calendar, eventId=event_id)
        except Refused as refused:
            if refused.problem.status in {404, 410}:
                raise LookupError(f"There is no event {event_id} in your Google calendar any more.") from None
            raise
        if shown.get("status") == "cancelled":
            raise LookupError(f"The event {event_id} in your Google calendar was cancelled.")
        return shown

    def _write(self, event_id: str, body: Event, appointment: Appointment) -> EventState:
        try:
            return _state(
                self._api.call(
                    self._api.service.events().patch,
                    calendarId=self._calendar,
                    eventId=event_id,
                    body=body,
                    sendUpdates=_send(appointment),
                )
            )
        except Refused as refused:
            if refused.problem.status in {404, 410}:
                raise LookupError(f"There is no event {event_id} in your Google calendar any more.") from None
            raise


def event_id_of(key: str) -> str:
    """The event's id for a key: base32hex, as Google asks for (RFC 4648 section 7)."""
    return "netcore" + b32hexencode(sha256(key.encode()).digest()).decode().lower().rstrip("=")


def _body(appointment: Appointment) -> Event:
    private = {_KEY: appointment.key[:_LONGEST_KEY], **({_INVITED: "yes"} if _send(appointment) == "all" else {})}
    return {
        "summary": _text(appointment.title),
        "location": _text(appointment.place),
        "description": _text(appointment.description),
        "start": {"dateTime": _stamp(appointment.start)},
        "end": {"dateTime": _stamp(appointment.end)},
        "extendedProperties": {"private": private},
        **({"attendees": [{"email": address} for address in appointment.attendees]} if appointment.attendees else {}),
    }


def _guests(appointment: Appointment, event: Event) -> Iterator[Event]:
    """The guests of an event that changes: Google replaces the list whole, with the answers in it.

    Who is on it stays, also whom the user invited by hand.  An answer holds for the time that it was given for.
    """
    same = all(_at(event, end) == getattr(appointment, end) for end in ("start", "end"))
    there = [one for one in event.get("attendees") or () if one.get("email")]
    for one in there:
        yield one if same or _is_own(one) else {**one, "responseStatus": "needsAction"}
    known = {str(one["email"]).casefold() for one in there}
    for address in appointment.attendees:
        if address.casefold() not in known:
            yield {"email": address}


def _heard_of_it(event: Event) -> bool:
    """Whether guests were invited, by netcore or by the user in the calendar itself."""
    private = (event.get("extendedProperties") or {}).get("private") or {}
    return _INVITED in private or any(answer != "none" for _, answer in _state(event).answers)


def _is_own(attendee: Event) -> bool:
    """Whether it is the user, or a room: nobody whose answer is waited for."""
    return bool(attendee.get("self") or attendee.get("organizer") or attendee.get("resource"))


def _at(event: Event, end: str) -> datetime | None:
    text = (event.get(end) or {}).get("dateTime")
    return _moment(str(text)) if text else None


def _text(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _send(appointment: Appointment) -> str:
    return "all" if appointment.invite and appointment.attendees else "none"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    """A time of Google's (RFC 3339), never read in the time zone of this machine.

    Google says that a free/busy answer is in the time zone that was asked for; here that is UTC
    (https://developers.google.com/calendar/api/v3/reference/freebusy/query).
    """
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _state(event: Event) -> EventState:
    return EventState(
        event_id=str(event["id"]),
        revision=str(event.get("etag") or ""),
        answers=tuple(
            (str(one["email"]), _ANSWERS.get(str(one.get("responseStatus")), "none"))
            for one in event.get("attendees") or ()
            if one.get("email") and not _is_own(one)
        ),
    )
