"""What Graph says when it does not do what was asked, as sentences."""

from collections.abc import Mapping

import msgspec

from netcore.errors import Unreachable
from netcore.plugins.http import Answer

_NOT_THERE = frozenset({"erroritemnotfound", "errorinvalididmalformed"})
_GONE = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "resyncrequiredapplydifferences"})

_SENTENCES: Mapping[str, str] = {
    "mailboxnotenabledforrestapi": (
        "This account has no mailbox that Microsoft Graph can open: it has no Exchange Online licence, is not active"
        " yet, or lives on a server of its own. Ask whoever runs it for a licence, or use another account."
    ),
    "mailboxnotsupportedforrestapi": "Microsoft Graph cannot open this kind of mailbox. Use another account.",
    "errornonexistentmailbox": (
        "This account has no mailbox that Microsoft Graph can open. Ask whoever runs it, or use another account."
    ),
    "erroraccessdenied": (
        "The permissions that were given are not enough for this, or a rule of your organisation forbids it. Sign in"
        " again with `netcore accounts add`, and leave all boxes ticked."
    ),
    "erroritemnotfound": "It is no longer there.",
    "errorquotaexceeded": "The mailbox is full. Make room in it, then try again.",
    "errorsendasdenied": "The mailbox may not send from this address: use the account's own address as yours.",
    "errorinvalidrecipients": "Outlook does not accept the recipient's address. Correct it.",
    "errormessagesizeexceeded": "The letter is too large for this mailbox. Make the attachments smaller.",
    "errorexceededmessagelimit": "The mailbox has reached its limit of letters for today.",
}
_SENTENCES = {
    **_SENTENCES,
    "accessdenied": _SENTENCES["erroraccessdenied"],
    "authorization_requestdenied": _SENTENCES["erroraccessdenied"],
    "mailboxnothostedinexchangeonline": _SENTENCES["mailboxnotenabledforrestapi"],
    "errormailboxnotenabledforrestapi": _SENTENCES["mailboxnotenabledforrestapi"],
}


class _Inner(msgspec.Struct):
    request_id: str = msgspec.field(name="request-id", default="")


class _Error(msgspec.Struct):
    code: str = ""
    message: str = ""
    inner: _Inner = msgspec.field(name="innerError", default_factory=_Inner)


class _Body(msgspec.Struct):
    error: _Error


class GraphError(Unreachable):
    """Graph refused a request.  ``code`` is its own word for why, ``said`` its own sentence."""

    def __init__(self, status: int, code: str = "", said: str = "", request_id: str = "") -> None:
        words = _SENTENCES.get(code.lower()) or f"It says: {said.rstrip('.') or 'nothing more'}."
        number = f" (request {request_id})" if request_id else ""
        super().__init__(f"Microsoft refuses it: {status} {code or 'without a code'}{number}. {words}")
        self.status = status
        self.code = code
        self.said = said

    @property
    def gone(self) -> bool:
        """Whether the thing is not there (any more); where the whole mailbox is missing, nobody can tell."""
        code = self.code.lower()
        return (self.status == 404 and "mailbox" not in code) or code in _NOT_THERE

    @property
    def stale(self) -> bool:
        """Whether a link to changes is too old, or means nothing: all has to be read anew."""
        return self.status == 410 or self.code.lower() in _GONE

    @property
    def changed(self) -> bool:
        """Whether somebody else changed the thing since we last looked."""
        return self.status == 412 or self.code.lower() in {
            "errorirresolvableconflict",
            "errorchangekeyrequiredforwriteoperations",
        }

    def is_called(self, *codes: str) -> bool:
        """Whether the code is one of these, however it is spelled."""
        return self.code.lower() in {code.lower() for code in codes}


def error_in(status: int, body: object) -> GraphError:
    """The error in the decoded body of an answer, or of a part of one."""
    try:
        error = msgspec.convert(body, _Body).error
    except msgspec.ValidationError:
        return GraphError(status)
    return GraphError(status, error.code, error.message, error.inner.request_id)


def error_of(answer: Answer) -> Unreachable:
    """The error that an answer is, whatever its body."""
    host = answer.url.split("/")[2]
    if answer.is_page:
        return Unreachable(
            f"{host} answered {answer.status} with a web page in place of data: a proxy or a sign-in page of this"
            " network is in between, or the service is down. Open a page in your browser, then try again."
        )
    try:
        body = msgspec.json.decode(answer.body) if answer.body else None
    except msgspec.DecodeError:
        body = None
    return error_in(answer.status, body)
