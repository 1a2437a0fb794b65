"""A CardDAV server, asked in its own words; what goes wrong is said in ours."""

from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import urlsplit

from netcore.errors import SignInNeeded, Unreachable
from netcore.plugins import Context
from netcore.plugins.http import Answer, HttpClient
from netcore_carddav.account import Account
from netcore_carddav.dav_xml import BadXml, Multistatus, propfind, read_conditions, read_multistatus

LARGEST = 64 * 1024 * 1024
"""More bytes than that are not held of one answer: what is asked for is asked for in smaller parts."""

CARD = "text/vcard; charset=utf-8"
_XML = "application/xml; charset=utf-8"


class Refused(Unreachable):
    """The server answered, and not with what was asked for; ``conditions`` are what it says has failed."""

    def __init__(self, message: str, status: int, conditions: frozenset[str] = frozenset()) -> None:
        super().__init__(message)
        self.status = status
        self.conditions = conditions


class Unintelligible(Refused):
    """The server answered in XML that cannot be read."""


class Dav:
    """One account's server."""

    def __init__(self, context: Context, account: Account) -> None:
        self.account = account
        self._secrets = context.secrets
        self.http = HttpClient(
            account.trust,
            now=context.now,
            proxies=context.proxies,
            authorization=self._authorization,
            patience=account.patience,
            ca_file=account.ca_file,
            largest=LARGEST,
        )

    def propfind(self, url: str, names: Iterable[str], *, depth: int) -> tuple[str, Multistatus]:
        """Properties of what is at an address, and (depth 1) of what is in it; and where it was found in the end."""
        return self._ask("PROPFIND", url, propfind(names), depth)

    def report(self, url: str, question: bytes, *, depth: int = 0) -> Multistatus:
        """The answer to one of the reports."""
        return self._ask("REPORT", url, question, depth)[1]

    def get(self, url: str) -> Answer:
        """A card, or whatever the server says instead, asked for once; raises `SignInNeeded`."""
        return self._checked(self.http.send("GET", url, headers={"Accept": "text/vcard"}, repeatable=False))

    def put(self, url: str, data: bytes, *, condition: tuple[str, str]) -> Answer:
        """Write a card under a condition (a header); sent once, whatever becomes of it.  Raises `SignInNeeded`."""
        headers = {"Content-Type": CARD, condition[0]: condition[1]}
        return self._checked(self.http.send("PUT", url, headers=headers, body=data, repeatable=False))

    def complaint(self, answer: Answer, what: str) -> Refused:
        """The error for an answer with a status that is of no use, or with a web page."""
        host, path = urlsplit(answer.url).netloc, urlsplit(answer.url).path
        conditions = read_conditions(answer.body) if not answer.is_page else frozenset()
        if answer.good and answer.is_page:
            why = "answers with a web page: check the address, and whether this network wants you to sign in first"
        elif answer.good:
            why = "does not speak CardDAV there: check the address"
        elif answer.status == 403:
            why = f"does not allow that for {self.account.user} (403)"
        elif answer.status in {404, 410}:
            why = f"has nothing there any more ({answer.status}): check the address"
        elif answer.status in {405, 501}:
            why = f"does not speak CardDAV there ({answer.status}): check the address"
        elif answer.status == 507:
            why = "has no room left, or finds that too much at once (507)"
        else:
            why = f"failed ({answer.status}). Try later"
        return Refused(f"{host} was asked to {what} at {path}, and {why}.", answer.status, conditions)

    def _ask(self, method: str, url: str, question: bytes, depth: int) -> tuple[str, Multistatus]:
        headers = {"Content-Type": _XML, "Depth": str(depth)}
        answer = self._checked(self.http.send(method, url, headers=headers, body=question))
        if answer.status != 207 or answer.is_page:
            raise self.complaint(answer, "show contacts")
        try:
            return answer.url, read_multistatus(answer.body)
        except BadXml as error:
            host = urlsplit(url).netloc
            raise Unintelligible(f"{host} answers with XML that cannot be read: {error}. Try later.", 207) from None

    def _checked(self, answer: Answer) -> Answer:
        if answer.status != 401:
            return answer
        host, account = urlsplit(answer.url).netloc, self.account
        offered = answer.header("www-authenticate").lower()
        if offered and "basic" not in offered:
            raise SignInNeeded(
                f"{host} does not take a password over an encrypted connection (it offers {offered.split()[0]} only),"
                " and this plugin knows no other way to sign in."
            )
        raise SignInNeeded(
            f"{host} did not let {account.user} in. Give the password anew: netcore import {account.id} --password."
            f" {account.advice}"
        )

    def _authorization(self) -> str:
        password = self._secrets.get("password") or ""
        return "Basic " + b64encode(f"{self.account.user}:{password}".encode()).decode("ascii")
