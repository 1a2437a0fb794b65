"""Microsoft's sign-in service on the loopback, over TLS: codes with PKCE, device codes, refresh tokens that rotate."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import trustme
from urllib3 import PoolManager

from netcore.testing.http_lab import Asked, HttpLab, Told

CLIENT = "app-1"


class Certificates:
    """An authority of our own, and a certificate for localhost."""

    def __init__(self, folder: Path) -> None:
        from ssl import PROTOCOL_TLS_SERVER

        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        self.server = SSLContext(PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self.server)


@dataclass
class _Grant:
    scopes: str
    nonce: str = ""
    challenge: str = ""
    redirect: str = ""
    polls: int = 0


@dataclass
class Authority:
    """Signs one user in.  ``on_token`` learns of each access token that is given out."""

    certificates: Certificates
    on_token: Callable[[str], object]
    user: str = "Ada@Example.org"
    unticked: set[str] = field(default_factory=set)
    """Permissions that the user does not give."""
    refusal: tuple[str, str] | None = None
    """(error, description) with which every token request is refused."""
    polls: int = 1
    """How often a device code is still pending."""

    def __post_init__(self) -> None:
        self.http = HttpLab(self._answer, tls=self.certificates.server)
        self._grants: dict[str, _Grant] = {}
        self._refresh: dict[str, str] = {}
        self._made = 0
        self.given: list[str] = []
        """The grant type of each token that was given out."""
        self.claims: list[str] = []

    def __enter__(self) -> "Authority":
        self.http.__enter__()
        return self

    def __exit__(self, *arguments: object) -> None:
        self.http.__exit__(*arguments)

    @property
    def url(self) -> str:
        """The setting authority."""
        return f"{self.http.url}common"

    def revoke(self) -> None:
        """The user takes the permission back."""
        self._refresh.clear()

    def browse(self, url: str, *, allow: bool = True) -> Thread:
        """What the user does in a browser: sees the page, allows, and is sent back to the program."""

        def walk() -> None:
            pool = PoolManager(ca_certs=str(self.certificates.ca_file))
            page = json.loads(pool.request("GET", url).data)
            fields = page["fields"] if allow else {"error": "access_denied", "state": page["fields"]["state"]}
            body = urlencode(fields)
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            pool.request("POST", page["action"], body=body, headers=headers)
            pool.clear()

        thread = Thread(target=walk)
        thread.start()
        return thread

    def _answer(self, asked: Asked) -> Told:
        parts = urlsplit(asked.path)
        form = dict(parse_qsl(asked.body.decode())) if asked.body else dict(parse_qsl(parts.query))
        name = parts.path.removeprefix("/common/").removeprefix("oauth2/v2.0/")
        answers = {
            "v2.0/.well-known/openid-configuration": self._doors,
            "authorize": self._authorize,
            "devicecode": self._device,
            "token": self._token,
        }
        return answers[name](form) if name in answers else Told(404)

    def _doors(self, form: dict[str, str]) -> Told:
        root = f"{self.url}/oauth2/v2.0"
        return _json(
            {
                "issuer": f"{self.url}/v2.0",
                "authorization_endpoint": f"{root}/authorize",
                "token_endpoint": f"{root}/token",
                "device_authorization_endpoint": f"{root}/devicecode",
            }
        )

    def _authorize(self, form: dict[str, str]) -> Told:
        assert form["client_id"] == CLIENT
        assert form["response_mode"] == "form_post"
        assert form["code_challenge_method"] == "S256"
        assert form["redirect_uri"].startswith("http://localhost:")
        code = self._new("code")
        self._grants[code] = _Grant(form["scope"], form["nonce"], form["code_challenge"], form["redirect_uri"])
        return _json({"action": form["redirect_uri"], "fields": {"code": code, "state": form["state"]}})

    def _device(self, form: dict[str, str]) -> Told:
        if self.refusal:
            return self._refused(*self.refusal)
        code = self._new("device")
        self._grants[code] = _Grant(form["scope"], polls=self.polls)
        return _json(
            {
                "device_code": code,
                "user_code": "ABCD-1234",
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900,
                "interval": 0,
                "message": "Go there.",
            }
        )

    def _token(self, form: dict[str, str]) -> Told:
        assert form["client_id"] == CLIENT
        if self.refusal:
            return self._refused(*self.refusal)
        if "claims" in form:
            self.claims.append(form["claims"])
        kind = form["grant_type"]
        if kind == "refresh_token":
            scopes = self._refresh.pop(form["refresh_token"], None)  # rotates: each works once
            if scopes is None:
                return self._refused(
                    "invalid_grant", "AADSTS70000: The provided grant is expired or was revoked. Trace ID: 1"
                )
            return self._give(kind, form["scope"], "")
        grant = self._grants[form["code" if kind == "authorization_code" else "device_code"]]
        if grant.polls > 0:
            grant.polls -= 1
            return self._refused("authorization_pending", "AADSTS70016: The user has not finished yet.")
        if grant.challenge:
            digest = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
            assert digest == grant.challenge
            assert form["redirect_uri"] == grant.redirect
        return self._give(kind, grant.scopes, grant.nonce)

    def _give(self, kind: str, scopes: str, nonce: str) -> Told:
        self.given.append(kind)
        granted = " ".join(scope for scope in scopes.split() if scope not in self.unticked | {"offline_access"})
        access, refresh = self._new("access"), self._new("refresh")
        self._refresh[refresh] = granted
        self.on_token(access)
        now = int(time.time())
        claims = {
            "iss": f"{self.url}/v2.0",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 3600,
            "sub": "sub-1",
            "oid": "oid-1",
            "tid": "tid-1",
            "preferred_username": self.user,
            **({"nonce": nonce} if nonce else {}),
        }
        return _json(
            {
                "token_type": "Bearer",
                "scope": granted,
                "expires_in": 3600,
                "access_token": access,
                "refresh_token": refresh,
                "id_token": f"{_coded({'alg': 'none'})}.{_coded(claims)}.",
                "client_info": _coded({"uid": "oid-1", "utid": "tid-1"}),
            }
        )

    def _refused(self, error: str, description: str) -> Told:
        told = {"error": error, "error_description": description}
        if description.startswith("AADSTS"):
            told["error_codes"] = [int(description[6:].split(":", maxsplit=1)[0])]  # type: ignore[assignment]  # JSON
        return _json(told, 400)

    def _new(self, kind: str) -> str:
        self._made += 1
        return f"{kind}-{self._made}"


class Person:
    """Somebody in front of a browser, or without one."""

    def __init__(self, authority: Authority, *, browser: bool = False, allow: bool = True) -> None:
        self._authority, self._browser, self._allow = authority, browser, allow
        self.told: list[str] = []
        self.opened: list[str] = []
        self.walking: list[Thread] = []

    def tell(self, text: str) -> None:
        """Hear it."""
        self.told.append(text)

    def open_page(self, url: str) -> bool:
        """Go through the page, if there is a browser."""
        if self._browser:
            self.opened.append(url)
            self.walking.append(self._authority.browse(url, allow=self._allow))
        return self._browser

    def ask(self, question: str) -> str:
        """Never needed."""
        raise AssertionError(f"nothing has to be typed, but was asked {question}")


def _json(value: Any, status: int = 200) -> Told:
    return Told(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _coded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
