"""The way by which Google's sign-in library reaches Google: netcore's own client, with its proxy and its trust."""

from io import BytesIO
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from netcore.plugins.http import HttpClient


class Carrier(BaseAdapter):
    """What requests calls an adapter.  Nothing is sent twice: the code of a sign-in is good for one exchange."""

    def __init__(self, client: HttpClient) -> None:
        super().__init__()
        self._client = client

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """One request; raises what `HttpClient.send` raises."""
        body = request.body or b""
        assert isinstance(body, str | bytes), "a sign-in sends a form"
        answer = self._client.send(
            request.method or "GET",
            request.url or "",
            headers={name: str(value) for name, value in request.headers.items() if name.lower() != "content-length"},
            body=body.encode() if isinstance(body, str) else body,
            repeatable=False,
        )
        found = Response()
        found.status_code = answer.status
        found.headers.update(answer.headers)
        found.raw = BytesIO(answer.body)
        found.url = answer.url
        found.request = request
        return found

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
