"""The stable name of a card in its file.

A card with a UID is called by it (without ``urn:uuid:``, so that the members of a group name it).  A card without one
is called by a digest of who it is about: the first FN, N, TEL and EMAIL as they stand; so a new photo, note or street
does not make it another card, and two namesakes with different numbers are two.  Only a card that has none of these
four is called by a digest of all of it.

Ids are unique in one reading.  When an id comes again, the same digest tells a second card apart; and when that comes
again too (the card is there twice, or two cards without UID look the same), a number does.
"""

from array import array
from collections import Counter
from hashlib import blake2b

from netcore_vcard.logical import BEGIN, END, marker

_LONGEST = 255
_PREFIX = "no-uid-"
_WHO = (b"FN", b"N", b"TEL", b"EMAIL")
_FOLDS = (b" ", b"\t")
_64_BITS = 0xFFFF_FFFF_FFFF_FFFF


class Ids:
    """Gives each card of one reading its id."""

    def __init__(self) -> None:
        self._seen = _Seen()
        self._repeats: Counter[str] = Counter()

    def __call__(self, card: bytes, *, nested: bool = False) -> str:
        """The id of a card, whose bytes are UTF-8 or at least have ASCII; ``nested`` when it holds another card."""
        start = card.find(b"\nUID:") + 5
        end = card.find(b"\n", start)
        if start < 5 or nested or card[end + 1 : end + 2] in _FOLDS:
            uid = _uid(card)
        else:
            uid = _plain(card[start:end] if end > 0 else card[start:])
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
        self._slots = array("Q", bytes(8 * 1024))
        self._room = 512

    def add(self, text: str) -> bool:
        """Whether the text is new."""
        key = hash(text) & _64_BITS or 1
        slots = self._slots
        slot = key & (len(slots) - 1)
        while held := slots[slot]:
            if held == key:
                return False
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = key
        self._room -= 1
        if not self._room:
            self._grow()
        return True

    def _grow(self) -> None:
        held = self._slots
        self._room = len(held) // 2
        mask = 2 * len(held) - 1
        self._slots = slots = array("Q", bytes(8 * (mask + 1)))
        for key in filter(None, held):
            slot = key & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = key


def _uid(card: bytes) -> str:
    """The UID wherever and however it stands; "" when there is none."""
    return _plain(_first_values(card, (b"UID",))[0]) if b"UID" in card.upper() else ""


def _plain(value: bytes) -> str:
    uid = value.decode("utf-8", "replace").strip()
    if ":" in uid and uid[:9].lower() == "urn:uuid:":
        uid = uid[9:]
    return uid if len(uid) <= _LONGEST else _digest(uid.encode())


def _who(card: bytes) -> str:
    values = (
        _quick_value(card, b"\nFN:"),
        _quick_value(card, b"\nN:"),
        _quick_value(card, b"\nTEL"),
        _quick_value(card, b"\nEMAIL"),
    )
    who = b"\n".join(values if values[0] or values[1] else _first_values(card, _WHO))
    return _digest(who if len(who) > len(_WHO) else card)


def _quick_value(card: bytes, needle: bytes) -> bytes:
    """What stands behind the colon of the first line that begins so."""
    start = card.find(needle)
    if start < 0:
        return b""
    end = card.find(b"\n", start + 1)
    line = card[start:end] if end >= 0 else card[start:]
    return line[line.find(b":") + 1 :].rstrip()


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
