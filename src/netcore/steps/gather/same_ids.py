"""Several files of one address book may call two cards by one id: nobody is lost by that, and nobody kept twice.

A source keeps ids apart within one file; what the other files say it cannot know.  So of two different cards with one
id the first keeps it, and the other is called by the id and its file (``1#charles.vcf``).  Dated backups in one folder
are such cards, too: whether they are one human's is for the matching to say.  A card that says the same as one before
is that one again.

The names are the same at every import, whichever file is read first: who has a name of its own keeps it, and a card
that is new or changed waits for the end of the book, when it is known whether somebody else still has the id.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

import msgspec

from netcore.model.contact import Contact, encode_contact
from netcore.model.folding import fold
from netcore.plugins import Reading, Record, Unreadable
from netcore.steps.gather.intake import Intake, digest_of
from netcore.store.ids import anchor_id

_MOST = 10_000
_BYTES = 32 * 1024 * 1024
"""So much waits at most; who comes after so many changed cards is not waited for."""


class SameIds:
    """Stands between the files of a book and its `Intake`: `feed` it everything, then `settle`."""

    def __init__(
        self, intake: Intake, parse: Callable[[Record], Reading], known: Mapping[str, bytes], *, complete: bool
    ) -> None:
        """``known``: the digest of every record that the account has, by its id.

        ``complete``: these are all files of the book; else whoever has an id may be in a file that is not read now.
        """
        self._complete = complete
        self._intake = intake
        self._parse = parse
        self._known = known
        self._given: dict[str, bytes] = {}
        """By id: the digest of the card that has it now."""
        self._named: defaultdict[str, list[str]] = defaultdict(list)
        """By id: the names of the others that came with it."""
        self._waiting: list[tuple[Record, str]] = []
        self._bytes = 0

    def feed(self, item: Record | Unreadable, file: str) -> None:
        """Take the next thing that a file gave."""
        if isinstance(item, Unreadable):
            self._intake.feed(item)
            return
        wanted, own, digest = item.source_id, _own(item, file), digest_of(item.raw)
        if own in self._known and own not in self._given:
            self._give(item, own)
        elif self._given.get(wanted, self._known.get(wanted, digest)) == digest:
            self._give(item, wanted)
        else:
            self._waiting.append((item, own))
            self._bytes += len(item.raw)
            if len(self._waiting) >= _MOST or self._bytes >= _BYTES:
                self.settle()

    def settle(self) -> None:
        """Hand on what waited: everything that might have its id came."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        late = []
        before = {} if self._complete else self._stored({item.source_id for item, _ in waiting})
        for item, own in waiting:
            if item.source_id in self._given:
                late.append((item, own))
            elif (held := before.get(item.source_id)) and self._is_of_another(item, held):
                self._give(item, own)
            else:
                self._give(item, item.source_id)
        if not late:
            return
        said = self._said({item.source_id for item, _ in late})
        for item, own in late:
            text = self._text(item)
            alike = said[item.source_id].get(text) if text else None
            if alike is None:
                alike = own if own not in self._given else f"{own}#{digest_of(item.raw).hex()}"
                said[item.source_id][text] = alike
            self._give(item, alike)

    def _give(self, item: Record, name: str) -> None:
        if name != item.source_id:
            self._named[item.source_id].append(name)
        self._given.setdefault(name, digest_of(item.raw))
        self._intake.feed(msgspec.structs.replace(item, source_id=name))

    def _said(self, ids: set[str]) -> dict[str, dict[bytes, str]]:
        """By id, and by what they say: the names of the cards that came with it so far."""
        self._intake.flush()
        names = {name: id_ for id_ in ids for name in (*self._named[id_], id_)}
        said: dict[str, dict[bytes, str]] = {id_: {} for id_ in ids}
        for name, contact in self._stored(names).items():
            said[names[name]][_words(contact)] = name
        return said

    def _stored(self, names: Iterable[str]) -> dict[str, Contact]:
        """What the records say that have these ids."""
        anchors = {anchor_id(self._intake.account.id, name): name for name in names}
        with self._intake.run.transaction() as tx:
            return {anchors[anchor]: record.contact for anchor, record in tx.records.get(anchors).items()}

    def _is_of_another(self, item: Record, held: Contact) -> bool:
        """Whether the card has nothing of the one that has its id: neither name nor address nor number."""
        try:
            found = self._parse(item).contact
        except Exception:  # as below
            return False
        return not _traits(found) & _traits(held)

    def _text(self, item: Record) -> bytes:
        """What the card says; empty when it cannot be told, and whoever keeps it will say why."""
        try:
            return _words(self._parse(item).contact)
        except Exception:  # its plugin refuses it, or stumbles over it: that is told when it is taken in
            return b""


def _traits(contact: Contact) -> set[str]:
    return {
        fold(contact.label()),
        *(fold(email.address) for email in contact.emails),
        *(phone.number for phone in contact.phones),
    }


def _own(item: Record, file: str) -> str:
    return f"{item.source_id}#{file}"


def _words(contact: Contact) -> bytes:
    """A digest of everything but the date of the last change."""
    return blake2b(encode_contact(msgspec.structs.replace(contact, revised="")), digest_size=16).digest()
