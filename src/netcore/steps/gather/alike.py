"""Which files are an address book that is known already, though they are called otherwise: most of their cards tell.

Who exports contacts again gets ``contacts (1).vcf`` from the browser, or an archive with another date in its name; who
takes everything gets ``All Contacts`` and a file for each group of them.  Taken for address books of their own, they
would bring a question about everybody of whom there is but a name.  The other way round, ``contacts.csv`` may be from
another program each time: it must not write over what the first one said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from netcore.model.contact import Contact
from netcore.plugins import FileSource, Record
from netcore.steps.gather.archives import Zipped
from netcore.steps.gather.intake import digest_of
from netcore.store import Transaction
from netcore.store.ids import anchor_id

Readable = Path | Zipped

_COMPARED = 500
"""So many cards of a file are compared with those of an account."""
_MOST = 200_000
"""Of a file with more cards, nobody asks whether it is part of another, or all that there was before."""
_FEWEST = 5
"""Fewer cards that are the same prove nothing: two address books may well have them both."""
_UNLIKE = 10
"""Among so many cards of a newer export, one at least is as it was."""
_LACKING = 10
"""A newer export of everything lacks at most one in so many of those who were there before."""
_OF_THE_PROGRAM = frozenset({"PRODID", "REV", "VERSION"})
"""What tells of the program that wrote a card, and of no person."""


class Contents:
    """What is in some files: the digest of each card by its id, and the first cards."""

    def __init__(self, source: FileSource, files: Sequence[Readable]) -> None:
        """Reads the files; what cannot be read is left to the import, which says why."""
        self.archive = files[0].archive if isinstance(files[0], Zipped) else None
        """The archive that they are in."""
        self.first: list[Record] = []
        self.digests: dict[str, bytes] = {}
        self._source = source
        for item in self._cards(files):
            if len(self.digests) >= _MOST:
                break
            self.digests.setdefault(item.source_id, digest_of(item.raw))
            if len(self.first) < _COMPARED:
                self.first.append(item)
        self.whole = len(self.digests) < _MOST

    def _cards(self, files: Iterable[Readable]) -> Iterator[Record]:
        for file in files:
            with suppress(Exception), file.open("rb") as stream:
                yield from (item for item in self._source.read(stream, file.name) if isinstance(item, Record))

    def contact(self, card: Record) -> Contact | None:
        """What a card says; None when its plugin cannot tell."""
        with suppress(Exception):
            return _of_the_person(self._source.parse(card).contact)
        return None


def known_as(tx: Transaction, found: Contents, accounts: Sequence[str]) -> str:
    """The account whose address book this is, as at least half of the cards tell; "" when it is none of them."""
    best = (0.0, "")
    for account in accounts:
        alike = _alike(tx, found, account)
        if alike >= _FEWEST and alike * 2 >= len(found.first):
            share = alike / max(len(found.first), min(tx.accounts.count_records(account), _COMPARED))
            best = max(best, (share, account))
    return best[1]


def is_another(tx: Transaction, found: Contents, account: str) -> bool:
    """Whether this is surely not what the account was, though it is in the same place: not one card is as it was.

    Where cards have uids of their own, one that is still there is enough: a newer program may write every card anew.
    """
    if len(found.first) < _UNLIKE or tx.accounts.count_records(account) == 0 or _alike(tx, found, account):
        return False
    there = tx.records.digests(account)
    if any(there.get(source_id) == digest for source_id, digest in found.digests.items()):
        return False
    return not _share_a_uid(tx, found, account)


def is_all(tx: Transaction, found: Contents, account: str) -> bool:
    """Whether nearly everybody of the account is there: who is not has been taken out of it."""
    there = tx.records.present(account)
    return found.whole and len(there - found.digests.keys()) * _LACKING <= len(there)


def parts(books: Sequence[Contents]) -> list[int]:
    """For each of several books: the number of the one that it is an export of as well, the fullest; or its own.

    In one archive a few cards are enough, when the other has all of them: a program made both, one of them of a group.
    """
    order = sorted(range(len(books)), key=lambda number: (-len(books[number].digests), number))
    having: defaultdict[bytes, set[int]] = defaultdict(set)
    found = list(range(len(books)))
    for number in order:
        cards = set(books[number].digests.values())
        shared = Counter(other for card in cards for other in having.get(card, ()))
        other, most = min(shared.items(), key=lambda one: (-one[1], one[0]), default=(number, 0))
        together = books[number].archive is not None and books[number].archive == books[other].archive
        enough = most >= _FEWEST or (together and most == len(cards))
        if enough and most * 2 >= len(cards) and books[number].whole:
            found[number] = other
        for card in cards:
            having[card].add(found[number])
    return found


def _alike(tx: Transaction, found: Contents, account: str) -> int:
    """How many of the first cards say what the account's records of the same ids say."""
    anchors = {anchor_id(account, card.source_id): card for card in found.first}
    known = tx.records.known(anchors)
    same = {anchor for anchor, one in known.items() if one.digest == found.digests[anchors[anchor].source_id]}
    if len(same) * 2 < len(found.first):
        others = tx.records.get(known.keys() - same)
        same |= {
            anchor
            for anchor, record in others.items()
            if (contact := found.contact(anchors[anchor])) and contact == _of_the_person(record.contact)
        }
    return len(same)


def _share_a_uid(tx: Transaction, found: Contents, account: str) -> bool:
    anchors = {anchor_id(account, card.source_id): card for card in found.first}
    return any(
        record.contact.uid and (contact := found.contact(anchors[anchor])) and contact.uid == record.contact.uid
        for anchor, record in tx.records.get(anchors).items()
    )


def _of_the_person(contact: Contact) -> Contact:
    extras = tuple(extra for extra in contact.extras if extra.name.upper() not in _OF_THE_PROGRAM)
    return msgspec.structs.replace(contact, revised="", extras=extras)
