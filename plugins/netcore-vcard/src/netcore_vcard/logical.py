"""The lines of a card that are more than plainly folded: each property becomes one line, whatever its form."""

from collections.abc import Iterable, Iterator

from netcore_vcard.escapes import escape

BEGIN, END = b"BEGIN:VCARD", b"END:VCARD"
_SPACES = (b" ", b"\t")


def physical_lines(data: bytes) -> list[bytes]:
    """The lines as they stand: LF, CR LF, CR CR LF and CR alone each end one."""
    if b"\r\r" not in data:
        return data.splitlines()
    return [line for piece in data.split(b"\n") for line in piece.rstrip(b"\r").split(b"\r")]


def marker(line: bytes) -> bytes:
    """`BEGIN` or `END` when the line is one, in whatever case, else nothing."""
    word = line[:20].strip().upper() if line[:1] not in _SPACES else b""
    return word if word in {BEGIN, END} else b""


def logical_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join what belongs to one property.

    That is: folded lines (RFC 6350 section 3.2); soft breaks of quoted-printable, after which the next line is data
    from its first column on; base64 that goes on in the first column until a blank line or the next property (2.1);
    and a card inside AGENT, which becomes one escaped value as in 3.0.
    """
    parts: list[bytes] = []
    encoding = b""
    lines = iter(lines)
    for line in lines:
        if encoding == b"QUOTED-PRINTABLE" and _breaks_softly(parts[-1]) and not marker(line):
            parts[-1] = parts[-1].rstrip(b" \t")[:-1]
            parts.append(line)
        elif not line.strip() and (encoding or not line):
            encoding = b""
        elif parts and line[:1] in _SPACES:
            parts.append(line.strip() if encoding == b"BASE64" else line[1:])
        elif parts and _holds_card(parts, line):
            yield _agent(parts[0], line, lines)
            parts, encoding = [], b""
        elif encoding == b"BASE64" and b":" not in line:
            parts.append(line.strip())
        else:
            if parts:
                yield b"".join(parts)
            parts, encoding = [line], _encoding(line)
    if parts:
        yield b"".join(parts)


def _breaks_softly(piece: bytes) -> bool:
    return piece.rstrip(b" \t").endswith(b"=")


def _encoding(line: bytes) -> bytes:
    head = line.partition(b":")[0].upper()
    if b"QUOTED-PRINTABLE" in head:
        return b"QUOTED-PRINTABLE"
    return b"BASE64" if b"BASE64" in head or b"ENCODING=B" in head else b""


def _holds_card(parts: list[bytes], line: bytes) -> bool:
    """Whether the open line is an AGENT whose card begins on it, or on the line now at hand."""
    if len(parts) > 1 or len(parts[0]) > 300 or not is_agent(parts[0]):
        return False
    value = parts[0].partition(b":")[2].strip().upper()
    return value == BEGIN or (not value and marker(line) == BEGIN)


def is_agent(line: bytes) -> bool:
    """Whether the line is an AGENT property."""
    name = line.partition(b":")[0].partition(b";")[0].strip().upper()
    return name == b"AGENT" or name.endswith(b".AGENT")


def _agent(opening: bytes, line: bytes, rest: Iterator[bytes]) -> bytes:
    """Take the lines of an inner card, however many more there are in it, up to its own end."""
    inner = [BEGIN] if marker(line) != BEGIN or opening.strip().upper().endswith(BEGIN) else []
    inner.append(line)
    depth = 1 + (marker(line) == BEGIN and len(inner) > 1) - (marker(line) == END)
    while depth and (following := next(rest, None)) is not None:
        inner.append(following)
        depth += {BEGIN: 1, END: -1}.get(marker(following), 0)
    text = escape(b"\n".join(inner).decode("latin-1")).encode("latin-1")
    return opening.partition(b":")[0] + b":" + text
