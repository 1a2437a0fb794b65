"""The way by which msal reaches the sign-in service: netcore's own client, which trusts that one host alone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from netcore.errors import Unreachable
from netcore.plugins import Context
from netcore.plugins.http import Answer, HttpClient, HttpPatience, Trust


class MsalResponse:
    """An answer as msal wants it."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers = dict(answer.headers)
        self.text = answer.body.decode("utf-8", "replace")

    def raise_for_status(self) -> None:
        """Raise when the status is none of success."""
        if self.status_code >= 400:
            raise Unreachable(f"Microsoft's sign-in service answers {self.status_code}. Try again later.")


class MsalHttp:
    """What msal calls an ``http_client``.  A request that changes something there is never sent twice."""

    def __init__(self, context: Context, patience: HttpPatience | None) -> None:
        self._client = HttpClient(
            Trust.of(context.text("authority")),
            now=context.now,
            proxies=context.proxies,
            patience=patience or HttpPatience.of(context.integer("timeout") or 60),
            ca_file=context.text("ca-file"),
            agent="netcore-microsoft",
            largest=4 * 1024 * 1024,
        )

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> MsalResponse:
        """GET."""
        return MsalResponse(self._client.send("GET", _with(url, params), headers=headers))

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str | None] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> MsalResponse:
        """POST a form."""
        form = urlencode({name: value for name, value in (data or {}).items() if value is not None}).encode()
        given = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return MsalResponse(self._client.send("POST", _with(url, params), headers=given, body=form, repeatable=False))

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()


def _with(url: str, params: Mapping[str, str] | None) -> str:
    return f"{url}?{urlencode(params)}" if params else url
