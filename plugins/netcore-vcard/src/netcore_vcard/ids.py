"""The stable name of a card in its file.

A card with a UID is called by it (without ``urn:uuid:``, so that the members of a group name it).  A card without one
is called by a digest of who it is about: the first FN (or else N), TEL and EMAIL as they stand; so a new photo, note or
street does not make it another card, and two namesakes with different numbers are two.  Only a card that has none of
these is called by a digest of all of it.

Ids are unique in one reading.  When an id comes again, the same digest tells a second card apart; and when that comes
again too (the card is there twice, or two cards without UID look the same), a number does.
"""

import re
from array import array
from collections import Counter
from hashlib import blake2b

from netcore_vcard.logical import BEGIN, END, marker

_USUAL_UID = re.compile(rb"\nUID:(?:urn:uuid:)?((?![Uu][Rr][Nn]:)[!-~]{1,255})\r?\n(?![ \t])")
"""What all but a few of the cards that have a UID have, on a line that is not folded."""
_LONGEST = 255
_PREFIX = "no-uid-"
_FOLDS = (b" ", b"\t")


class Ids:
    """Gives each card of one reading its id."""

    def __init__(self) -> None:
        self._seen = _Seen()
        self._repeats: Counter[str] = Counter()

    def __call__(self, card: bytes, upper: bytes, *, nested: bool = False) -> str:
        """The id of a card, whose bytes are UTF-8 or at least have ASCII.

        ``upper`` is the same in upper case; ``nested`` is said when the card holds another.
        """
        uid = ""
        if b"UID" in upper:
            usual = None if nested else _USUAL_UID.search(card)
            uid = usual[1].decode() if usual else _uid(card)
        name = uid or _PREFIX + _who(card)
        return name if self._seen.add(name) else self._repeated(card, uid, name)

    def _repeated(self, card: bytes, uid: str, name: str) -> str:
        if uid:
            name = f"{uid}#{_who(card)}"
            if self._seen.add(name):
                return name
        while True:
            self._repeats[name] += 1
            numbered = f"{name}#{self._repeats[name] + 1}"
            if self._seen.add(numbered):
                return numbered


class _Seen:
    """A set of texts in sixteen bytes each or a little more, so that a long file needs little memory.

    It remembers only hashes: of a million cards, one is taken for another in one of thirty million files, and has a
    number added to its id.
    """

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * 1024))
        self._mask = 1023
        self._room = 512

    def add(self, text: str) -> bool:
        """Whether the text is new."""
        key = hash(text) or 1
        slots, mask = self._slots, self._mask
        slot = key & mask
        while held := slots[slot]:
            if held == key:
                return False
            slot = (slot + 1) & mask
        slots[slot] = key
        self._room -= 1
        if not self._room:
            self._grow()
        return True

    def _grow(self) -> None:
        held = self._slots
        self._room = len(held) // 2
        self._mask = mask = 2 * len(held) - 1
        self._slots = slots = array("q", bytes(8 * (mask + 1)))
        for key in filter(None, held):
            slot = key & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = key


def _uid(card: bytes) -> str:
    """The UID wherever and however it stands; "" when there is none."""
    uid = _first_values(card, (b"UID",))[0].decode("utf-8", "replace").strip()
    if uid[:9].lower() == "urn:uuid:":
        uid = uid[9:]
    return uid if len(uid) <= _LONGEST else _digest(uid.encode())


def _who(card: bytes) -> str:
    """A digest of what says whose card it is."""
    name = _line(card.partition(b"\nFN:")[2]) or _line(card.partition(b"\nN:")[2])
    if name:
        phone = _line(card.partition(b"\nTEL")[2].partition(b":")[2])
        email = _line(card.partition(b"\nEMAIL")[2].partition(b":")[2])
    else:
        display, parts, phone, email = _first_values(card, (b"FN", b"N", b"TEL", b"EMAIL"))
        name = display or parts
    return _digest(b"\n".join((name, phone, email)) if name or phone or email else card)


def _line(text: bytes) -> bytes:
    return text.partition(b"\n")[0].rstrip()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


def _first_values(card: bytes, names: tuple[bytes, ...]) -> list[bytes]:
    """The value of the first line of each property, empty where there is none; what an inner card says is not it."""
    found: dict[bytes, bytes] = {}
    depth = 0
    open_name = b""
    for line in card.splitlines():
        if line[:1] in _FOLDS:
            if open_name and len(found[open_name]) < _LONGEST:
                found[open_name] += line[1:]
            continue
        head, _, value = line.partition(b":")
        open_name = head.partition(b";")[0].upper().rpartition(b".")[2]
        if open_name in names and depth <= 1 and open_name not in found:
            found[open_name] = value.strip()
        else:
            depth += {BEGIN: 1, END: -1}.get(marker(line), 0)
            open_name = b""
    return [found.get(name, b"") for name in names]
