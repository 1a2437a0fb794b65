"""The account's tokens: kept with its secrets, renewed by one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from netcore.errors import NetcoreError, SettingMissing, SignInNeeded, StoreBusy, Unreachable
from netcore.model.base import Value
from netcore.plugins import Context
from netcore.plugins.http import HttpPatience
from netcore.plugins.signing_in import Use
from netcore_microsoft.aadsts import explain
from netcore_microsoft.scopes import allows, in_full, served, short

if TYPE_CHECKING:
    from msal import PublicClientApplication, SerializableTokenCache

SECRET = "signed-in"  # noqa: S105 -- its name, not its value

_PATIENCE = 60.0  # seconds; another process may be renewing over a slow line
_EARLY = timedelta(minutes=2)  # a token is renewed that long before it expires


class Kept(Value, frozen=True, kw_only=True):
    """What is kept of a sign-in, as one secret."""

    cache: str = ""
    """msal's own memory: the refresh token and whom it is for."""
    granted: tuple[str, ...] = ()
    identity: str = ""
    access: str = ""
    expires: datetime | None = None

    def __repr__(self) -> str:
        return f"Kept({self.identity!r})"


class AccountTokens:
    """Access tokens for one use of the account.  msal is imported only when one has to be renewed."""

    def __init__(self, context: Context, use: str, *, patience: HttpPatience | None = None) -> None:
        self._context = context
        self._use: Use = use  # type: ignore[assignment]  # components give words of USES
        self._patience = patience
        self._kept: Kept | None = None

    def bearer(self, *, fresh: bool = False, claims: str = "") -> str:
        """A token that holds a while longer; ``fresh``: the last one was refused.

        Raises `SignInNeeded` in a sentence that says what to run, `Unreachable` when nobody can be asked.
        """
        kept = self._kept = self._kept or self._allowed(read_kept(self._context))
        if not fresh and _holds(kept, self._context.now()):
            return kept.access
        with renewing(self._context):
            now_kept = self._allowed(read_kept(self._context))
            another = now_kept.access != kept.access and _holds(now_kept, self._context.now())
            if not another or (fresh and claims):
                now_kept = self._renewed(now_kept, claims)
                write_kept(self._context, now_kept)
        self._kept = now_kept
        return now_kept.access

    def _renewed(self, kept: Kept, claims: str) -> Kept:
        app, cache = application(self._context, kept, self._patience)
        with in_words():
            accounts = app.get_accounts()
            answer = (
                app.acquire_token_silent_with_error(
                    in_full(kept.granted, self._context.text("graph-url")),
                    account=accounts[0],
                    force_refresh=True,
                    claims_challenge=claims or None,
                )
                if accounts
                else None
            )
        if answer is None or "access_token" not in answer:
            why = explain(answer or {"error": "invalid_grant"}, self._context.text("client-id"))
            raise SignInNeeded(f"{why} {sign_in_again(self._context)}")
        return kept_of(self._context, answer, cache, kept)

    def _allowed(self, kept: Kept | None) -> Kept:
        if kept is None:
            raise SignInNeeded(f"Nobody has signed in to this account yet. {sign_in_again(self._context)}")
        if not allows(kept.granted, self._use):
            raise SignInNeeded(
                f"You have not allowed this account to be used for {self._use}."
                f" Run: netcore accounts add {self._context.account} --for {self._use}"
            )
        return kept


def read_kept(context: Context) -> Kept | None:
    """What is kept of a sign-in; None when there is nothing that makes sense."""
    text = context.secrets.get(SECRET)
    try:
        return msgspec.json.decode(text, type=Kept) if text else None
    except msgspec.DecodeError:
        return None


def write_kept(context: Context, kept: Kept) -> None:
    """Keep it."""
    context.secrets.set(SECRET, msgspec.json.encode(kept).decode())


def kept_of(context: Context, answer: dict[str, Any], cache: "SerializableTokenCache", before: Kept | None) -> Kept:
    """What is to be kept of msal's answer.  The access token is kept beside its cache, not in it."""
    from msal import TokenCache

    for entry in list(cache.search(TokenCache.CredentialType.ACCESS_TOKEN)):
        cache.remove_at(entry)
    claims = answer.get("id_token_claims") or {}
    granted = short(str(answer.get("scope") or "")) or (before.granted if before else ())
    return Kept(
        cache=cache.serialize(),
        granted=tuple(sorted(scope for scope in granted if "." in scope)),
        identity=str(claims.get("preferred_username") or (before.identity if before else "")).casefold(),
        access=str(answer["access_token"]),
        expires=context.now() + timedelta(seconds=int(answer.get("expires_in") or 0)),
    )


def application(
    context: Context, kept: Kept | None, patience: HttpPatience | None
) -> "tuple[PublicClientApplication, SerializableTokenCache]":
    """Msal, with what it remembers; asks the authority where its doors are."""
    import msal

    from netcore_microsoft.msal_http import MsalHttp

    if not (client := context.text("client-id")):
        raise SettingMissing("microsoft needs client-id: the id of your own app registration. Give it by --client-id.")
    cache = msal.SerializableTokenCache()
    if kept is not None and kept.cache:
        cache.deserialize(kept.cache)
    with in_words():
        app = msal.PublicClientApplication(
            client,
            authority=context.text("authority"),
            token_cache=cache,
            http_client=MsalHttp(context, patience),
            instance_discovery=False,
        )
    return app, cache


@contextmanager
def in_words() -> Iterator[None]:
    """What msal raises, as a sentence; netcore's own errors pass."""
    try:
        yield
    except (ValueError, KeyError) as error:
        if (own := _own(error)) is not None:
            raise own from None
        words = " ".join(str(error).split())[:200]
        raise Unreachable(
            f"Microsoft's sign-in service does not answer as it should ({words}). Check --authority, then try again."
        ) from None


def _own(error: BaseException | None) -> NetcoreError | None:
    """The error of netcore's own that msal put another one around: it says more."""
    while error is not None:
        if isinstance(error, NetcoreError):
            return error
        error = error.__cause__ or error.__context__
    return None


@contextmanager
def renewing(context: Context) -> Iterator[None]:
    """While it lasts, no other process renews the account's tokens: each refresh token may be used once."""
    from filelock import FileLock, Timeout

    context.cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = sha256(context.account.encode()).hexdigest()[:16]
    lock = FileLock(context.cache_dir / f"{name}.lock", timeout=_PATIENCE, mode=0o600)
    try:
        with lock:
            yield
    except Timeout:
        raise StoreBusy("Another netcore is renewing the sign-in. Wait for it to finish, then retry.") from None


def sign_in_again(context: Context) -> str:
    """What to run."""
    return f"Run: netcore accounts add {context.account}"


def uses_of(kept: Kept) -> tuple[Use, ...]:
    """What the account can be used for."""
    return served(kept.granted)


def _holds(kept: Kept, now: datetime) -> bool:
    return bool(kept.access) and kept.expires is not None and kept.expires - _EARLY > now
