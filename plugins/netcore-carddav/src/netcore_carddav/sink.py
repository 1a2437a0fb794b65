"""The contact sink ``carddav``: changes back to the server, never over somebody else's."""

from functools import cached_property
from uuid import UUID, uuid5

import msgspec

from netcore.errors import NotPossibleNow, SettingMissing
from netcore.model.contact import Contact
from netcore.plugins import Change, ChangeResult, ContactSink, Context, RefusedRecord
from netcore.plugins.http import Answer, HttpPatience
from netcore_carddav.account import Account
from netcore_carddav.dav import Dav
from netcore_carddav.dav_xml import card, dav, text
from netcore_carddav.discovery import Book, find_books, last
from netcore_carddav.fetching import etag_of
from netcore_carddav.hrefs import at, inside, path_of
from netcore_carddav.patching import differences, patch
from netcore_vcard import parse, write

_OURS = UUID("6a0f2c5e-0d0b-5f0e-9c55-6f0f4c0f7f11")
"""Under which the names of new cards are derived from the keys of changes."""

_USUAL = frozenset({"contacts", "default"})
"""What Nextcloud and Fastmail call the address book that everybody has."""
_DONE = frozenset({200, 201, 204})
_GONE = frozenset({404, 410})


class CardDavSink(ContactSink):
    """Writes single cards, each under the condition that it is still as it was read.

    A new card's name on the server and its UID follow from the key of the change: whatever dies in between, a repeated
    attempt finds what the first one made.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Read the settings; raises `UsageError` in a sentence when they make no sense.  Nothing is asked yet."""
        self._context = context
        self._server = Dav(context, Account.of(context, patience))

    def apply(self, change: Change) -> ChangeResult:
        """Create or update one card.

        Raises `SignInNeeded`, `NotFound`, `NotPossibleNow` or `Unreachable` when it is not known what became of the
        change: repeat it.
        """
        return self._update(change) if change.source_id else self._create(change)

    # -- new cards -----------------------------------------------------------------------------------------------------

    def _create(self, change: Change) -> ChangeResult:
        uid = str(uuid5(_OURS, change.key))
        url = f"{self._book.url}{uid}.vcf"
        path = path_of(url, url)
        contact = msgspec.structs.replace(change.contact, uid=uid)
        data = write(contact, "3.0")
        answer = self._server.put(url, data, condition=("If-None-Match", "*"))
        if answer.status in _DONE:
            if moved := answer.header("location"):
                path = path_of(moved, url)
            dropped = differences(parse(data).contact, contact)
            return ChangeResult(
                outcome="done", source_id=path, revision=self._revision(answer, at(path, url), contact), dropped=dropped
            )
        if answer.status != 412:
            return self._refused(answer, "take a new card", path="")
        there = self._server.get(url)
        if there.status in _GONE:
            return _refusal("", f"{url} cannot be made, and is not there either.")
        if _says(there, parse(data).contact):
            return ChangeResult(outcome="unchanged", source_id=path, revision=etag_of(there))
        return ChangeResult(
            outcome="conflict",
            source_id=path,
            reason="It was made there before, and somebody has changed it since: it stays as it is there now.",
        )

    # -- known cards ---------------------------------------------------------------------------------------------------

    def _update(self, change: Change) -> ChangeResult:
        path = path_of(change.source_id, self._server.account.url)
        book = next((book for book in self._books if inside(path, book.path)), None)
        if book is None:
            return _refusal(change.source_id, "It is no card in an address book of this account.")
        url = at(path, book.url)
        there, etag = self._there(url)
        if there.status in _GONE:
            return _refusal(path, "The card is no longer there.")
        try:
            card_now = patch(there.body, change.contact, self._context.now())
        except RefusedRecord as error:
            return _refusal(path, f"The card there cannot be read: {error}.")
        if card_now == there.body:
            return ChangeResult(outcome="unchanged", source_id=path, revision=etag)
        return self._replace(change, url, card_now, etag)

    def _replace(self, change: Change, url: str, card_now: bytes, etag: str) -> ChangeResult:
        path = path_of(url, url)
        if not etag:
            return _refusal(path, "The server does not tell versions of a card apart: writing might undo others' work.")
        if not _same(etag, change.revision):
            return ChangeResult(outcome="conflict", source_id=path, reason=_CONFLICT)
        answer = self._server.put(url, card_now, condition=("If-Match", etag.removeprefix("W/")))
        if answer.status == 412:
            return ChangeResult(outcome="conflict", source_id=path, reason=_CONFLICT)
        if answer.status not in _DONE:
            return self._refused(answer, "take a changed card", path=path)
        wanted = parse(card_now).contact
        return ChangeResult(
            outcome="done",
            source_id=path,
            revision=self._revision(answer, url, wanted),
            dropped=differences(wanted, change.contact),
        )

    def _there(self, url: str) -> tuple[Answer, str]:
        """The card, and a version that is not newer than it: a later one might hide what others wrote meanwhile."""
        answer = self._server.get(url)
        if answer.status in _GONE or (answer.good and not answer.is_page and etag_of(answer)):
            return answer, etag_of(answer)
        if not answer.good or answer.is_page:
            raise self._server.complaint(answer, "show a card")
        _, said = self._server.propfind(url, (dav("getetag"),), depth=0)
        etag = next((text(one.props.get(dav("getetag"))).strip() for one in said.resources), "")
        return self._server.get(url), etag

    # -- both ----------------------------------------------------------------------------------------------------------

    @cached_property
    def _books(self) -> tuple[Book, ...]:
        return find_books(self._server, self._context.state)

    @cached_property
    def _book(self) -> Book:
        """Where new cards go."""
        wanted = self._context.text("book")
        books = find_books(self._server, self._context.state, wanted) if wanted else self._books
        names = ", ".join(one.name for one in books)
        writable = [one for one in books if one.writable]
        if not writable:
            raise NotPossibleNow(f"{self._server.account.user} may only read {names}: nothing was written.")
        usual = [one for one in writable if _USUAL & {one.name.casefold(), last(one.path).casefold()}]
        if len(writable) > 1 and len(usual) != 1 and not wanted:
            raise SettingMissing(
                f"There are several address books ({names}): say with the setting book which one new cards go to, in"
                f' the configuration under [accounts."{self._context.account}"] or by NETCORE_CARDDAV_BOOK.'
            )
        return usual[0] if len(usual) == 1 else writable[0]

    def _revision(self, answer: Answer, url: str, wanted: Contact) -> str:
        """The version that was just written; "" when another may have come on top of it, so that nobody overwrites it.

        A server that tells the version has stored what it was given (RFC 6352 section 6.3.2.3).
        """
        if etag := etag_of(answer):
            return etag
        there = self._server.get(url)
        return etag_of(there) if _says(there, wanted) else ""

    def _refused(self, answer: Answer, what: str, *, path: str) -> ChangeResult:
        """The result of an answer that will be the same next time; raises when it may be another."""
        complaint = self._server.complaint(answer, what)
        if answer.status >= 500 and answer.status != 507:
            raise complaint
        for condition, reason in _REASONS:
            if condition in complaint.conditions:
                return _refusal(path, reason)
        return _refusal(path, str(complaint))


_CONFLICT = "It was changed there since it was last read. Look at it as it is there now, and write again."

_REASONS = (
    (card("no-uid-conflict"), "The server has a card with this UID already."),
    (card("max-resource-size"), "The card is larger than the server takes."),
    (card("supported-address-data"), "The server does not take vCard in this version."),
    (card("valid-address-data"), "The server does not take the card for a valid one."),
)


def _refusal(source_id: str, reason: str) -> ChangeResult:
    return ChangeResult(outcome="refused", source_id=source_id, reason=reason)


def _says(answer: Answer, wanted: Contact) -> bool:
    """Whether an answer holds a card that says of the contact what is wanted."""
    if not answer.good or answer.is_page:
        return False
    try:
        return not differences(parse(answer.body).contact, wanted)
    except RefusedRecord:
        return False


def _same(one: str, other: str) -> bool:
    """Whether two etags mean one version; the same card's is weak here and strong there."""
    return one.removeprefix("W/").strip('"') == other.removeprefix("W/").strip('"') and bool(one)
