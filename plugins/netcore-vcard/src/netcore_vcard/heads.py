"""What stands before the colon of a content line: ``[group.]NAME[;parameter...]`` (RFC 6350 section 3.3)."""

from netcore.model.base import Value

_LETTERS_IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_PLACES_OF_VALUES = frozenset({"URL", "INLINE", "CONTENT-ID", "CID"})
_TO_ENCODE = frozenset(',;:^"\n')

Params = dict[str, tuple[str, ...]]


class Head(Value, frozen=True, kw_only=True):
    """A head taken apart.  Names are upper-case; parameter values are decoded; a repeated parameter is one list."""

    group: str
    name: str
    params: Params
    bare: bool
    """Some parameters have no name, as in 2.1 (``TEL;HOME;FAX:``)."""

    def written(self, *without: str) -> str:
        """The head in the spelling of 3.0 and 4.0, without some of its parameters."""
        text = f"{self.group}.{self.name}" if self.group else self.name
        return text + "".join(write_param(name, *self.params[name]) for name in self.params if name not in without)


def is_name(text: str) -> bool:
    """Whether the text can name a property, a parameter or a group (``_`` is not legal, but common)."""
    return bool(text) and _LETTERS_IN_NAMES.issuperset(text)


def read_head(text: str) -> Head | None:
    r"""Take a head apart; None when its name cannot be one (``# note``, ``X-A B``).

    A bare parameter of 2.1 gets the name that it stands for.  A value that begins with ``\"`` is a quoted one.
    """
    whole, *pieces = _outside_quotes(text, ";")
    if '=\\"' in text and any(piece.partition("=")[2].startswith('\\"') for piece in pieces):
        whole, *pieces = _outside_quotes(text.replace('\\"', '"'), ";")
    group, _, name = whole.rpartition(".")
    if not is_name(name) or (group and not is_name(group)):
        return None
    params: dict[str, list[str]] = {}
    bare = False
    for piece in pieces:
        key, equals, value = piece.partition("=")
        key = key.strip().upper()
        if not equals and key:
            bare = True
            key, value = _meaning_of_bare(key), key
        if key:
            params.setdefault(key, []).extend(_param_values(value))
    return Head(group=group, name=name.upper(), params={k: tuple(v) for k, v in params.items()}, bare=bare)


def split_line(line: str) -> tuple[str, str] | None:
    """Head and value of a content line whose parameters may be quoted; None when it has no colon.

    When a quotation is never closed, the first colon counts.
    """
    start = 0
    for number, piece in enumerate(line.split('"')):
        colon = piece.find(":") if number % 2 == 0 else -1
        if colon >= 0:
            return line[: start + colon], line[start + colon + 1 :]
        start += len(piece) + 1
    head, found, value = line.partition(":")
    return (head, value) if found else None


def write_param(name: str, *values: str) -> str:
    """``;NAME=value,value``, quoted and encoded where the values need it (RFC 6868)."""
    return f";{name}=" + ",".join(map(_param_value, values))


def _param_value(text: str) -> str:
    if _TO_ENCODE.isdisjoint(text) and text == text.strip():
        return text
    text = text.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{text}"'


def _param_values(text: str) -> list[str]:
    """The decoded values of a parameter; a quoted list (``TYPE="voice,home"``) stays one value here."""
    return [_decoded(value) for part in _outside_quotes(text, ",") if (value := part.strip().replace('"', ""))]


def _decoded(value: str) -> str:
    """RFC 6868 section 3.1: ``^n`` is a line break, ``^'`` a double quote, ``^^`` a caret."""
    if "^" not in value:
        return value
    return "^".join(part.replace("^n", "\n").replace("^'", '"') for part in value.split("^^"))


def _outside_quotes(text: str, separator: str) -> list[str]:
    """The parts between separators that are not quoted; quotes stay in the parts."""
    if '"' not in text:
        return text.split(separator)
    parts: list[str] = []
    open_part: list[str] = []
    for number, piece in enumerate(text.split('"')):
        if number % 2:
            open_part.append(f'"{piece}"')
            continue
        first, *others = piece.split(separator)
        open_part.append(first)
        for other in others:
            parts.append("".join(open_part))
            open_part = [other]
    return [*parts, "".join(open_part)]


def _meaning_of_bare(token: str) -> str:
    if token in _ENCODINGS:
        return "ENCODING"
    return "VALUE" if token in _PLACES_OF_VALUES else "TYPE"
