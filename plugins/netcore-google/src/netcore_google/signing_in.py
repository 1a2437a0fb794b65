"""Signing in with Google: the installed-app flow with PKCE (https://developers.google.com/identity/protocols/oauth2/native-app)."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from netcore.errors import SignInNeeded, Unreachable, UsageError
from netcore.plugins import USES, Context, SignedIn, SignIn, SignInUi, Use
from netcore.plugins.http import HttpPatience
from netcore_google import scopes
from netcore_google.client_id import HOW_TO, ClientId, client_of, no_client
from netcore_google.loopback import Catcher
from netcore_google.permission import LIFE, Kept, Permission
from netcore_google.places import Places

if TYPE_CHECKING:
    from google_auth_oauthlib.flow import Flow


class GoogleSignIn(SignIn):
    """The owner's permission for one Google account."""

    def __init__(
        self,
        context: Context,
        *,
        patience: HttpPatience | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is reached yet."""
        self._context = context
        self._ticks = ticks
        self._places = Places.of(context.text("server"))
        patience = patience or HttpPatience.of(context.integer("timeout") or 60)
        self._permission = Permission(context, self._places, patience)

    def sign_in(self, uses: Collection[Use], ui: SignInUi) -> SignedIn:
        """Ask for what is lacking: in the browser, or by an address to open anywhere and an answer to paste."""
        kept = self._permission.kept
        client = client_of(self._context)
        if client is None and kept is not None:
            client = ClientId(id=kept.client_id, secret=kept.client_secret)
        if client is None:
            raise no_client(self._context.account.partition(":")[0])
        had = kept.scopes if kept is not None and kept.client_id == client.id else ()
        headers_only = self._context.settings.get("mail-access") == "headers"
        wanted = scopes.wanted(uses, headers_only=headers_only)
        before = kept.uses if kept is not None else ()
        if kept is None or not had or scopes.lacking(wanted, had) or not self._holds():
            asked = scopes.smallest((*scopes.WHO, *had, *wanted))
            kept = self._ask(client, asked, kept.identity if kept is not None else "", ui)
        else:
            kept = self._permission.kept or kept  # with the token that was renewed just now
        kept = msgspec.structs.replace(kept, uses=tuple(use for use in USES if use in {*before, *uses}))
        found = self._signed_in(kept, wanted)
        self._permission.keep(kept)
        return found

    def check(self) -> str:
        """Get a new token, which only a good permission gives."""
        if self._permission.kept is None:
            raise SignInNeeded(
                f"Nobody has signed in to {self._context.account} yet. Run: {self._permission.command()}"
            )
        kept = self._permission.renew()
        uses = ", ".join(use for use in kept.uses if scopes.allowed(use, kept.scopes)) or "nothing"
        return f"Google lets netcore into {kept.identity}, for: {uses}."

    def sign_out(self) -> None:
        """Take the permission back at Google."""
        self._permission.revoke()

    # -- asking ------------------------------------------------------------------------------------------------------

    def _holds(self) -> bool:
        try:
            self._permission.renew()
        except SignInNeeded:
            return False
        return True

    def _ask(self, client: ClientId, asked: tuple[str, ...], identity: str, ui: SignInUi) -> Kept:
        flow = self._flow(client, asked)
        hint = {"login_hint": identity} if identity else {}
        with Catcher(self._ticks) as catcher:  # without a browser here, nobody listens there: the address is pasted
            flow.redirect_uri = catcher.address
            url, state = flow.authorization_url(prompt="consent", **hint)
            if ui.open_page(url):
                ui.tell("Sign in with Google in the browser window that opened. If none did, open this address:")
                ui.tell(url)
                answer = catcher.wait(state, self._context.integer("sign-in-timeout") or 300)
                if not answer:
                    raise SignInNeeded(
                        "Nobody finished the sign-in in time, so nothing was changed. Run the command again, or with"
                        " --no-browser to do it in a browser elsewhere."
                    )
                return self._exchange(flow, client, _code(answer, state))
        ui.tell("Open this address in any browser, and sign in with Google:")
        ui.tell(url)
        answer = ui.ask(
            "At the end the browser says that it cannot reach 127.0.0.1. That is right. Copy the whole address of that"
            " page and paste it here:"
        )
        if not answer:
            raise SignInNeeded("You did not sign in, so nothing was changed.")
        return self._exchange(flow, client, _code(answer, state))

    def _flow(self, client: ClientId, asked: tuple[str, ...]) -> "Flow":
        from google_auth_oauthlib.flow import InstalledAppFlow

        config = {
            "installed": {
                "client_id": client.id,
                "client_secret": client.secret,
                "auth_uri": self._places.consent,
                "token_uri": self._places.token,
                "redirect_uris": ["http://localhost"],
            }
        }
        flow: Flow = InstalledAppFlow.from_client_config(config, list(asked))
        return flow

    def _exchange(self, flow: "Flow", client: ClientId, code: str) -> Kept:
        """The code for tokens."""
        from oauthlib.oauth2 import OAuth2Error
        from requests import RequestException

        from netcore_google.carrier import Carrier

        session = flow.oauth2session
        session.trust_env = False  # nothing is read of the environment but what the context brings
        session.mount(self._places.token, Carrier(self._permission.client(self._places.token)))
        session.scope = None  # it may come back in another order, or smaller: we look for ourselves
        try:
            token: dict[str, Any] = flow.fetch_token(code=code, timeout=self._context.integer("timeout") or 60)
        except OAuth2Error as error:
            if error.error == "invalid_client":
                raise UsageError(f"Google does not know your client, or its secret is wrong. {HOW_TO}.") from None
            raise SignInNeeded(
                f"Google did not accept the sign-in ({error.description or error.error}), so nothing was changed. Run"
                " the command again; the address is good for one sign-in, and for minutes only."
            ) from None
        except Unreachable as error:
            raise Unreachable(
                f"Google could not be reached to finish the sign-in: {error} Run the command again after that."
            ) from None
        except (RequestException, ValueError) as error:
            raise Unreachable(
                f"Google could not be reached to finish the sign-in ({type(error).__name__}). Run the command again."
            ) from None
        granted = token.get("scope") or ()
        granted = tuple(granted.split()) if isinstance(granted, str) else tuple(granted)
        if not token.get("refresh_token"):
            raise SignInNeeded("Google gave a permission for an hour only. Run the command again.")
        return Kept(
            identity=_identity(token),
            client_id=client.id,
            client_secret=client.secret,
            refresh_token=str(token["refresh_token"]),
            scopes=granted,
            access_token=str(token["access_token"]),
            expires=self._context.now() + LIFE,
        )

    def _signed_in(self, kept: Kept, wanted: tuple[str, ...]) -> SignedIn:
        unticked = scopes.lacking(wanted, kept.scopes)
        uses = tuple(use for use in kept.uses if scopes.allowed(use, kept.scopes))
        if not uses:
            raise SignInNeeded(
                "You signed in, but left every box unticked, so netcore could not do anything. Nothing was changed. Run"
                " the command again, and tick what you want to allow."
            )
        names = ", ".join(scope.rpartition("/")[2] for scope in unticked)
        note = f"You did not allow: {names}. What needs it will say so." if unticked else ""
        return SignedIn(identity=kept.identity, uses=uses, note=note)


def _code(answer: str, state: str) -> str:
    """The code in an address that the sign-in page sent the browser to."""
    given = parse_qs(urlsplit(answer.strip()).query)
    if given.get("error") == ["access_denied"]:
        raise SignInNeeded("You did not allow it, so nothing was changed.")
    if "error" in given:
        raise SignInNeeded(f"Google did not let you in ({given['error'][0][:100]}), so nothing was changed.")
    if given.get("state") != [state] or not given.get("code"):
        raise UsageError(
            "That is not the address at the end of this sign-in: it begins with http://127.0.0.1 and holds state= and"
            " code=. Run the command again, and copy the whole address."
        )
    return given["code"][0]


def _identity(token: dict[str, Any]) -> str:
    """Who signed in, by the ID token.

    It came straight from Google over TLS, which vouches for it (OpenID Connect Core section 3.1.3.7, 6).
    """
    try:
        _, payload, _ = str(token["id_token"]).split(".")
        claims = msgspec.json.decode(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=dict[str, Any])
        return str(claims["email"])
    except (KeyError, ValueError, msgspec.DecodeError):
        raise SignInNeeded("Google did not say who signed in, so nothing was changed. Run the command again.") from None
