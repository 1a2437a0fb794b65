"""Google's own client library, on netcore's own wire.

The library knows every method and its parameters from the discovery documents that it brings along; nothing is fetched.
What it would do on the wire itself is done here instead: its HTTP sends a request again when a connection breaks, also
one that creates something, and pays no heed to Retry-After.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec

from netcore.errors import NetcoreError, NotPossibleNow, SignInNeeded, Unreachable
from netcore.plugins import Context, Use
from netcore.plugins.http import HttpClient, HttpPatience, ProxyRefuses, ServerBusy, Trust, retry_after
from netcore_google.answers import Problem, problem_of
from netcore_google.permission import Permission
from netcore_google.places import Places

if TYPE_CHECKING:
    from httplib2 import Response

ApiName = Literal["people", "gmail", "calendar"]
_VERSIONS: dict[ApiName, str] = {"people": "v1", "gmail": "v1", "calendar": "v3"}
_SERVICES: dict[ApiName, str] = {"people": "people", "gmail": "gmail", "calendar": "calendar-json"}
_SWITCH_ON = "https://console.cloud.google.com/apis/library/{}.googleapis.com"


class Refused(NetcoreError):
    """Google understood, and said no; ``problem`` says why."""

    def __init__(self, message: str, problem: Problem) -> None:
        super().__init__(message)
        self.problem = problem


class Broken(Unreachable):
    """No answer, or none that can be read: what was asked may or may not have been done."""


class Api:
    """One of Google's APIs, for one account; used by one thread at a time."""

    def __init__(self, context: Context, name: ApiName, *, patience: HttpPatience | None = None) -> None:
        """Reads the settings; raises `UsageError` when they make no sense.  Nothing is imported or connected yet."""
        self.context = context
        self.patience = patience or HttpPatience.of(context.integer("timeout") or 60)
        self.permission = Permission(context, Places.of(context.text("server")), self.patience)
        self._name = name
        self._apis = Places.of(context.text("server")).apis

    @property
    def account(self) -> str:
        """The account's id, for sentences."""
        return self.context.account

    def require(self, use: Use) -> None:
        """Raise `SignInNeeded`, with what to run, unless the owner allowed this use."""
        self.permission.require(use)

    @cached_property
    def service(self) -> Any:
        """The API's methods, as `googleapiclient.discovery` makes them of the document that it ships."""
        from googleapiclient.discovery import build_from_document
        from googleapiclient.discovery_cache import get_static_doc

        document = msgspec.json.decode(get_static_doc(self._name, _VERSIONS[self._name]))
        if self._apis:
            document |= {"rootUrl": self._apis, "baseUrl": self._apis + document["servicePath"]}
        self._wire.root = document["rootUrl"]
        return build_from_document(document, http=self._wire)

    def call(self, method: Callable[..., Any], *, again: bool = True, **parameters: Any) -> Any:
        """Google's answer to one of `service`'s methods.

        ``again``: asking twice does no harm, so a broken connection or a passing failure is tried again.  What Google
        refuses because it comes too fast is always tried again, after the pause that it asks for.  Raises `Refused`,
        `Broken`, `SignInNeeded`, `ServerBusy` (with ``until``) and other `Unreachable`s.
        """
        request = method(**parameters)
        left = self.patience.pauses
        for pause in (*self.patience.steps(request.uri), None):
            try:
                return self._once(request)
            except Broken:
                if not again or pause is None or pause > left:
                    raise
                wait = pause
            except Refused as refused:
                problem = refused.problem
                if not problem.slower and not (again and problem.passing):
                    raise self._told(refused) from None
                until = retry_after(problem.retry_after, self.context.now())
                wait = (until - self.context.now()).total_seconds() if until else 0.0
                wait = max(wait, pause or 0.0)
                if pause is None or wait > left:
                    if problem.slower or until:
                        raise ServerBusy(f"Google asks to be left alone for a while. {problem}.", until) from None
                    raise Unreachable(f"Google is not well: {problem}. Try again later.") from None
            left -= wait
            self.patience.sleep(wait)
        raise AssertionError("the last round answers or raises")

    def _once(self, request: Any) -> Any:
        from googleapiclient.errors import HttpError

        for renewed in (False, True):
            try:
                answer = request.execute(http=self._wire, num_retries=0)
            except HttpError as error:
                problem = problem_of(error)
                if problem.status == 401:
                    if renewed:
                        raise self.permission.gone(problem.message) from None
                    self.permission.renew()
                    continue
                if problem.status == 407:
                    raise Unreachable(_PROXY) from None
                if _is_page(error.content) and problem.status < 500:
                    raise Broken(_A_PAGE) from None
                raise Refused(f"{problem}.", problem) from None
            if isinstance(answer, (str, bytes)) and answer.strip():  # no JSON, which the library hands out as it is
                raise Broken(_A_PAGE)
            return answer
        raise AssertionError("the second round answers or raises")

    def _told(self, refused: Refused) -> NetcoreError:
        """What the user can do about it, where that is more than Google says."""
        problem = refused.problem
        if problem.not_allowed:
            return SignInNeeded(
                f"What you allowed {self.account} is not enough for this. {problem}. Run: {self.permission.command()}"
            )
        if problem.switched_off:
            return NotPossibleNow(
                f"The {self._name} API is not switched on for your Google client. Switch it on at"
                f" {_SWITCH_ON.format(_SERVICES[self._name])}, wait a few minutes, and try again. {problem}."
            )
        return refused

    @cached_property
    def _wire(self) -> "Wire":
        return Wire(self.context, self.permission, self.patience)


class Wire:
    """What the client library takes for its HTTP: sends once, follows nothing, and says what came back."""

    def __init__(self, context: Context, permission: Permission, patience: HttpPatience) -> None:
        self.root = ""
        self._context = context
        self._permission = permission
        self._patience = patience

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        **_: object,
    ) -> "tuple[Response, bytes]":
        """One request, one answer; raises `Broken` when there is none."""
        from httplib2 import Response

        plain = {
            name: value for name, value in (headers or {}).items() if name.lower() not in {"content-length", "host"}
        }
        data = body.encode() if isinstance(body, str) else body or b""
        try:
            answer = self._client.send(method, uri, headers=plain, body=data, repeatable=False)
        except ServerBusy as busy:
            if busy.answer is None:
                raise
            answer = busy.answer
        except (SignInNeeded, ProxyRefuses):
            raise
        except Unreachable as error:
            raise Broken(str(error)) from None
        return Response({**answer.headers, "status": str(answer.status)}), answer.body

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    @cached_property
    def _client(self) -> HttpClient:
        import dataclasses

        return HttpClient(
            Trust.of(f"{urlsplit(self.root).scheme}://{urlsplit(self.root).netloc}/"),
            now=self._context.now,
            proxies=self._context.proxies,
            authorization=self._permission.header,
            patience=dataclasses.replace(self._patience, attempts=1),
            agent="netcore-google (gzip)",
        )


_A_PAGE = (
    "Something between here and Google answers with a web page in Google's place. Are you online, or does a hotel or"
    " office network want you to sign in first? Try again after that."
)

_PROXY = (
    "A proxy between here and Google wants a name and a password (407). Nothing was done. Write them into HTTPS_PROXY,"
    " as http://NAME:PASSWORD@HOST:PORT, or use another network."
)


def _is_page(content: object) -> bool:
    start = content[:200] if isinstance(content, bytes) else str(content)[:200].encode()
    return start.lstrip().lower().startswith((b"<!doctype html", b"<html"))
