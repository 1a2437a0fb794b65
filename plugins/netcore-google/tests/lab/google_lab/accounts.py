"""Google's sign-in: consent, tokens, revocation."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from netcore.testing.http_lab import Asked, Told

CLIENT_ID = "1234-abcd.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-not-very-secret"
_JSON = {"Content-Type": "application/json"}


@dataclass
class Grant:
    """What an owner allowed."""

    scopes: tuple[str, ...]
    refresh_token: str
    who: str
    revoked: bool = False


@dataclass
class Accounts:
    """Hands out codes and tokens, and knows which still hold."""

    who: str = "ada@example.org"
    unticked: frozenset[str] = frozenset()
    """Scopes whose boxes the owner leaves empty."""
    answers: str = "allow"
    consents: list[dict[str, str]] = field(default_factory=list)
    """The parameters of every consent page that was opened."""
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    """Access tokens that are good at present."""
    refreshed: int = 0
    _codes: dict[str, tuple[Grant, dict[str, str]]] = field(default_factory=dict)

    def grant(self, *scopes: str) -> Grant:
        """A permission that was given earlier."""
        number = len(self.grants) + 1
        made = Grant(scopes=scopes, refresh_token=f"1//refresh-{number}", who=self.who)
        self.grants[made.refresh_token] = made
        return made

    def access(self, grant: Grant) -> str:
        """A new access token."""
        token = f"ya29.access-{len(self.tokens)}-{self.refreshed}-{grant.refresh_token[-3:]}"
        self.tokens[token] = grant
        return token

    def forget_access(self) -> None:
        """All access tokens die of age."""
        self.tokens.clear()

    def visit(self, url: str) -> str:
        """The owner opens the consent page and does as ``answers`` says; where the page sends the browser then."""
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.consents.append(asked)
        flaws = [
            name for name in ("client_id", "redirect_uri", "scope", "state", "code_challenge") if not asked.get(name)
        ]
        assert not flaws, f"the consent page is opened without {flaws}"
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["access_type"] == "offline"
        assert asked["client_id"] == CLIENT_ID
        if self.answers != "allow":
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        scopes = tuple(sorted(set(asked["scope"].split()) - self.unticked))
        code = f"4/code-{len(self.consents)}"
        self._codes[code] = self.grant(*scopes), asked
        return (
            f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': code, 'scope': ' '.join(scopes)})}"
        )

    def token(self, asked: Asked) -> Told:
        """POST /token."""
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if not _knows_client(asked, form):
            return Told(
                401, json.dumps({"error": "invalid_client", "error_description": "Unauthorized"}).encode(), _JSON
            )
        if form.get("grant_type") == "authorization_code":
            return self._exchange(form)
        grant = self.grants.get(form.get("refresh_token", ""))
        if grant is None or grant.revoked:
            told = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            return Told(400, json.dumps(told).encode(), _JSON)
        self.refreshed += 1
        told = {
            "access_token": self.access(grant),
            "expires_in": 3599,
            "scope": " ".join(grant.scopes),
            "token_type": "Bearer",
        }
        return Told(200, json.dumps(told).encode(), _JSON)

    def revoke(self, asked: Asked) -> Told:
        """POST /revoke."""
        token = parse_qs(asked.body.decode()).get("token", [""])[0]
        grant = self.grants.get(token) or self.tokens.get(token)
        if grant is None or grant.revoked:
            told = {"error": "invalid_token", "error_description": "Token expired or revoked"}
            return Told(400, json.dumps(told).encode(), _JSON)
        self.take_back(grant)
        return Told(200, b"{}", _JSON)

    def take_back(self, grant: Grant) -> None:
        """The owner, or somebody for them, takes it back."""
        grant.revoked = True
        self.tokens = {token: one for token, one in self.tokens.items() if one is not grant}

    def _exchange(self, form: dict[str, str]) -> Told:
        found = self._codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if found is None or found[1]["code_challenge"] != challenge or found[1]["redirect_uri"] != form["redirect_uri"]:
            return Told(400, b'{"error": "invalid_grant", "error_description": "Malformed auth code."}', _JSON)
        grant = found[0]
        claims = urlsafe_b64encode(json.dumps({"email": grant.who, "sub": "1"}).encode()).rstrip(b"=").decode()
        told = {
            "access_token": self.access(grant),
            "expires_in": 3599,
            "refresh_token": grant.refresh_token,
            "scope": " ".join(reversed(grant.scopes)),
            "token_type": "Bearer",
            "id_token": f"e30.{claims}.c2ln",
        }
        return Told(200, json.dumps(told).encode(), _JSON)


def _knows_client(asked: Asked, form: dict[str, str]) -> bool:
    from base64 import b64decode

    scheme, _, basic = asked.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        return b64decode(basic).decode() == f"{CLIENT_ID}:{CLIENT_SECRET}"
    return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
