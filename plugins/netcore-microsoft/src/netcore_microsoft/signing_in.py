"""Signing in: in a browser on this machine, or with a code on any other device."""

from collections.abc import Collection
from typing import Any

from netcore.errors import NotPossibleNow, SignInNeeded, Unreachable
from netcore.plugins import Context, SignedIn, SignIn, SignInUi
from netcore.plugins.http import HttpPatience
from netcore.plugins.signing_in import Use
from netcore_microsoft.aadsts import explain
from netcore_microsoft.scopes import allows, in_full, served, wanted
from netcore_microsoft.tokens import (
    AccountTokens,
    Kept,
    application,
    in_words,
    kept_of,
    read_kept,
    write_kept,
)

WAIT = 300
"""Seconds to wait for somebody in front of a browser."""


class MicrosoftSignIn(SignIn):
    """A public client with PKCE (msal): nothing in it is a secret of ours."""

    def __init__(self, context: Context, *, patience: HttpPatience | None = None, wait: float = WAIT) -> None:
        self._context = context
        self._patience = patience
        self._wait = wait

    def sign_in(self, uses: Collection[Use], ui: SignInUi) -> SignedIn:
        """As `SignIn.sign_in`.  Asks for what was allowed before as well: each token carries all permissions."""
        kept = read_kept(self._context)
        if kept is not None and all(allows(kept.granted, use) for use in uses) and self._still_holds(kept, uses):
            return SignedIn(identity=kept.identity, uses=served(kept.granted))
        before = served(kept.granted) if kept is not None else ()
        scopes = in_full(wanted({*uses, *before}), self._context.text("graph-url"))
        app, cache = application(self._context, None, self._patience)
        with in_words():
            answer = self._in_a_browser(app, scopes, ui, kept)
            if answer is None:
                answer = self._with_a_code(app, scopes, ui)
        if "access_token" not in answer:
            raise SignInNeeded(explain(answer, self._context.text("client-id")))
        new = kept_of(self._context, answer, cache, None)
        if not new.identity:
            raise Unreachable("Microsoft does not say who signed in. Try again.")
        write_kept(self._context, new)
        lacking = [use for use in uses if not allows(new.granted, use)]
        note = f"You did not allow everything: the account cannot be used for {', '.join(lacking)}." if lacking else ""
        return SignedIn(identity=new.identity, uses=served(new.granted), note=note)

    def check(self) -> str:
        """As `SignIn.check`."""
        kept = read_kept(self._context)
        if kept is None:
            raise SignInNeeded(
                f"Nobody has signed in to this account yet. Run: netcore accounts add {self._context.account}"
            )
        uses = served(kept.granted)
        AccountTokens(self._context, uses[0] if uses else "contacts", patience=self._patience).bearer(fresh=True)
        return f"{kept.identity} is signed in, for {', '.join(uses)}."

    def sign_out(self) -> None:
        """Forget the tokens.  Microsoft has no way for a program to take a permission back: its owner can."""
        if read_kept(self._context) is None:
            return
        self._context.secrets.delete("signed-in")
        raise NotPossibleNow(
            "The sign-in is deleted from this machine. Microsoft lets only you take the permission itself back: at"
            " https://account.live.com/consent/Manage for a personal account, at https://myapps.microsoft.com for one"
            " of an organisation."
        )

    def _still_holds(self, kept: Kept, uses: Collection[Use]) -> bool:
        use = next(iter([*uses, *served(kept.granted)]), "contacts")
        try:
            AccountTokens(self._context, use, patience=self._patience).bearer(fresh=True)
        except SignInNeeded:
            return False
        return True

    def _in_a_browser(self, app: Any, scopes: list[str], ui: SignInUi, kept: Kept | None) -> dict[str, Any] | None:
        """The answer; None when there is no browser to open here."""
        from msal.oauth2cli.authcode import AuthCodeReceiver

        with AuthCodeReceiver(port=0) as receiver:
            flow = app.initiate_auth_code_flow(
                scopes,
                redirect_uri=f"http://localhost:{receiver.get_port()}",
                response_mode="form_post",
                login_hint=kept.identity if kept is not None else None,
                prompt=None if kept is not None else "select_account",
            )
            if "auth_uri" not in flow:
                return dict(flow)
            if not ui.open_page(flow["auth_uri"]):
                return None
            ui.tell("Sign in in the browser window that has opened.")
            came = receiver.get_auth_response(timeout=self._wait, state=flow["state"])
        if not came:
            raise SignInNeeded(
                "Nobody signed in within a few minutes. Try again; with --no-browser you get a code for any other"
                " device."
            )
        found: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, came)
        return found

    def _with_a_code(self, app: Any, scopes: list[str], ui: SignInUi) -> dict[str, Any]:
        flow = app.initiate_device_flow(scopes)
        if "user_code" not in flow:
            return dict(flow)
        minutes = int(flow.get("expires_in") or 900) // 60
        ui.tell(
            f"On any device with a browser, open {flow['verification_uri']} and type the code {flow['user_code']}."
            f" It holds for {minutes} minutes. Type it only if you began this yourself."
        )
        found: dict[str, Any] = app.acquire_token_by_device_flow(flow)
        return found
