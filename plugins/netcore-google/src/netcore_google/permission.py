"""The owner's permission: kept among the secrets, renewed when it is due, and told in a sentence when it is gone."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from netcore.errors import SignInNeeded, Unreachable
from netcore.model.base import Value
from netcore.plugins import Context, Use
from netcore.plugins.http import HttpClient, HttpPatience, ProxyRefuses, ServerBusy, Trust
from netcore_google.places import Places
from netcore_google.scopes import allowed

if TYPE_CHECKING:
    from google.oauth2.credentials import Credentials

SECRET = "permission"  # noqa: S105 -- the name under which it is kept
LIFE = timedelta(minutes=50)
"""Google's tokens are good for an hour.  Counted from when we got it, so that a wrong clock does no harm; a token that
ends earlier is renewed when Google says so."""

_CONNECTIONS = "https://myaccount.google.com/connections"


class Kept(Value, frozen=True, kw_only=True):
    """What is kept of a sign-in."""

    identity: str
    client_id: str
    client_secret: str
    refresh_token: str
    scopes: tuple[str, ...] = ()
    """What the owner allowed."""
    uses: tuple[Use, ...] = ()
    """What they were asked to allow it for."""
    access_token: str = ""
    expires: datetime | None = None

    def __repr__(self) -> str:
        return f"Kept({self.identity!r})"


class Permission:
    """The permission of one account."""

    def __init__(self, context: Context, places: Places, patience: HttpPatience) -> None:
        self._context = context
        self._places = places
        self._patience = patience
        self._kept: Kept | None = None

    @property
    def kept(self) -> Kept | None:
        """What is kept of it; None when nobody signed in yet."""
        if self._kept is None:
            try:
                self._kept = msgspec.json.decode(self._context.secrets.get(SECRET) or "", type=Kept)
            except (msgspec.DecodeError, UnicodeError):
                return None
        return self._kept

    def keep(self, kept: Kept) -> None:
        """Keep a new sign-in, or a renewed token."""
        self._context.secrets.set(SECRET, msgspec.json.encode(kept).decode())
        self._kept = kept

    def require(self, use: Use) -> Kept:
        """The permission, when it is enough for the use; raises `SignInNeeded` with what to run."""
        if self.kept is None:
            raise SignInNeeded(f"Nobody has signed in to {self._account} yet. Run: {self.command(use)}")
        if not allowed(use, self.kept.scopes):
            raise SignInNeeded(f"You did not allow {self._account} to be used for {use}. Run: {self.command(use)}")
        return self.kept

    def header(self) -> str:
        """The Authorization header, with a token that is still good by this machine's clock."""
        kept = self.kept
        if kept is None:
            raise SignInNeeded(f"Nobody has signed in to {self._account} yet. Run: {self.command()}")
        if (
            not kept.access_token
            or kept.expires is None
            or not kept.expires - LIFE <= self._context.now() < kept.expires
        ):
            kept = self.renew()
        return f"Bearer {kept.access_token}"

    def renew(self) -> Kept:
        """A new token; raises `SignInNeeded` when Google gives none any more, `Unreachable` when it cannot be asked."""
        from google.auth.exceptions import GoogleAuthError, RefreshError
        from google.oauth2.credentials import Credentials

        kept = self.kept
        assert kept is not None, "there is a permission"
        credentials = Credentials(  # type: ignore[no-untyped-call]  # google-auth has no types here
            token=None,
            refresh_token=kept.refresh_token,
            token_uri=self._places.token,
            client_id=kept.client_id,
            client_secret=kept.client_secret or None,
        )
        try:
            credentials.refresh(_Request(self.client(self._places.token)))  # type: ignore[no-untyped-call]
        except RefreshError as error:
            if _passing(error):
                raise Unreachable("Google could not renew the permission just now. Try again later.") from None
            raise self.gone(_why(error)) from None
        except GoogleAuthError as error:
            raise Unreachable(f"Google could not be asked for a new token: {error}") from None
        return self._keep_token(kept, credentials)

    def gone(self, why: str = "") -> SignInNeeded:
        """What to say when Google does not accept the permission any more."""
        reason = f" ({why})" if why else ""
        return SignInNeeded(
            f"The permission for {self._account} has expired or was taken back{reason}. Run: {self.command()}"
        )

    def revoke(self) -> None:
        """Take it back at Google; one that is gone already is no error.  Raises `Unreachable`."""
        kept = self.kept
        if kept is None:
            return
        from urllib.parse import urlencode

        still = f"The permission for {self._account} holds at Google until you take it back: {_CONNECTIONS}."
        try:
            answer = self.client(self._places.revoke).send(
                "POST",
                self._places.revoke,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                body=urlencode({"token": kept.refresh_token}).encode(),
            )
        except Unreachable:
            raise Unreachable(f"{still} Just now it could not be reached.") from None
        if not answer.good and b"invalid_token" not in answer.body:
            raise Unreachable(f"{still} Just now it answered with status {answer.status}.")
        self._context.secrets.delete(SECRET)
        self._kept = None

    def command(self, use: Use | None = None) -> str:
        """What to run to sign in (again)."""
        who = self._account if self.kept is not None else self._account.partition(":")[0]
        return f"netcore accounts add {who}" + (f" --for {use}" if use else "")

    @property
    def _account(self) -> str:
        return self._context.account

    def _keep_token(self, kept: Kept, credentials: "Credentials") -> Kept:
        renewed = msgspec.structs.replace(
            kept,
            access_token=str(credentials.token),
            expires=self._context.now() + LIFE,
            refresh_token=str(credentials.refresh_token or kept.refresh_token),
        )
        self.keep(renewed)
        return renewed

    def client(self, url: str) -> HttpClient:
        """The way to one of Google's doors for signing in."""
        return HttpClient(
            Trust.of(url),
            now=self._context.now,
            proxies=self._context.proxies,
            patience=self._patience,
            agent="netcore-google",
        )


class _Request:
    """`google.auth.transport.Request`, by way of netcore's own client."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        timeout: float | None = None,
        **_: object,
    ) -> "_Response":
        from google.auth.exceptions import TransportError

        data = body.encode() if isinstance(body, str) else body or b""
        try:
            answer = self._client.send(method, url, headers=headers, body=data)
        except ServerBusy as busy:
            raise TransportError(str(busy)) from None  # type: ignore[no-untyped-call]
        except ProxyRefuses:
            raise
        except Unreachable as error:
            raise TransportError(str(error)) from None  # type: ignore[no-untyped-call]
        if answer.status >= 500:
            raise TransportError(f"it answers with status {answer.status}")  # type: ignore[no-untyped-call]
        return _Response(answer.status, dict(answer.headers), answer.body)


class _Response:
    def __init__(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.status = status
        self.headers = headers
        self.data = data


def _passing(error: Any) -> bool:
    """Whether the token was not refused, but only not given just now."""
    return bool(getattr(error, "retryable", False))


def _why(error: Any) -> str:
    details = next((part for part in error.args if isinstance(part, dict)), {})
    said = str(details.get("error_description") or details.get("error") or "")
    return " ".join(said.split())[:200].rstrip(".")
