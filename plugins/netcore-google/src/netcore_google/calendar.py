"""The calendar ``google``: when the user is busy, and appointments that are made once."""

from base64 import b32hexencode
from datetime import UTC, datetime
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
        return joined_times(
            Busy(start=_moment(one["start"]), end=_moment(one["end"])) for one in shown.get("busy") or ()
        )

    def create(self, appointment: Appointment) -> EventState:
        """Make the event, or find the one that the same key made before."""
        self._api.require("calendar")
        event_id = event_id_of(appointment.key)
        body = {**_body(appointment), "id": event_id}
        body["extendedProperties"] = {"private": {_KEY: appointment.key[:_LONGEST_KEY]}}
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
        self._there(event_id)
        return self._write(event_id, _body(appointment), appointment)

    def cancel(self, event_id: str) -> None:
        """Cancel the event, and tell the guests who were invited; one that is gone is no error."""
        self._api.require("calendar")
        try:
            shown = self._api.call(self._api.service.events().get, calendarId=self._calendar, eventId=event_id)
            self._api.call(
                self._api.service.events().delete,
                calendarId=self._calendar,
                eventId=event_id,
                sendUpdates="all" if shown.get("attendees") else "none",
            )
        except Refused as refused:
            if refused.problem.status not in {404, 410}:
                raise

    def state(self, event_id: str) -> EventState:
        """The event now, with the answers of the guests; raises `LookupError` when it is gone or cancelled."""
        self._api.require("calendar")
        return _state(self._there(event_id))

    def _there(self, event_id: str) -> dict[str, Any]:
        try:
            shown: dict[str, Any] = self._api.call(
                self._api.service.events().get, calendarId=self._calendar, eventId=event_id
            )
        except Refused as refused:
            if refused.problem.status in {404, 410}:
                raise LookupError(f"There is no event {event_id} in your Google calendar any more.") from None
            raise
        if shown.get("status") == "cancelled":
            raise LookupError(f"The event {event_id} in your Google calendar was cancelled.")
        return shown

    def _write(self, event_id: str, body: dict[str, Any], appointment: Appointment) -> EventState:
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


def _body(appointment: Appointment) -> dict[str, Any]:
    return {
        "summary": _text(appointment.title),
        "location": _text(appointment.place),
        "description": _text(appointment.description),
        "start": {"dateTime": _stamp(appointment.start)},
        "end": {"dateTime": _stamp(appointment.end)},
        **({"attendees": [{"email": address} for address in appointment.attendees]} if appointment.attendees else {}),
    }


def _text(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _send(appointment: Appointment) -> str:
    return "all" if appointment.invite and appointment.attendees else "none"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _state(event: dict[str, Any]) -> EventState:
    return EventState(
        event_id=str(event["id"]),
        revision=str(event.get("etag") or ""),
        answers=tuple(
            (str(one["email"]), _ANSWERS.get(str(one.get("responseStatus")), "none"))
            for one in event.get("attendees") or ()
            if one.get("email")
        ),
    )
