"""Text values as vCard escapes them (RFC 6350 section 3.4), and structured values taken apart.

No function here looks at a character twice: every step is one pass of a `str` method, so that no value is slow.
While a value is taken apart, escaped characters hide behind halves of characters (surrogates), which no decoded text
has.
"""

_HIDDEN_BACKSLASH = "\ud800"
_HIDDEN_SEPARATOR = "\ud801"


def unescape(value: str) -> str:
    r"""The text of a value: ``\n``, ``\N``, ``\,``, ``\;``, ``\\``, and what old programs wrote: ``\:`` and ``\"``.

    A backslash before anything else stays, and so does one at the end (``C:\temp\``).
    """
    if "\\" not in value:
        return value
    if "\\\\" in value:
        return "\\".join(map(unescape, value.split("\\\\")))
    value = value.replace("\\,", ",").replace("\\n", "\n")
    if "\\" in value:
        value = value.replace("\\;", ";").replace("\\N", "\n").replace("\\:", ":").replace('\\"', '"')
    return value


def escape(text: str) -> str:
    r"""The value that `unescape` turns back into the text; line breaks must be single ``\\n`` (see `clean`)."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "," in text:
        text = text.replace(",", "\\,")
    if ";" in text:
        text = text.replace(";", "\\;")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    return text


def write_text(text: str) -> str:
    """The value for any text at all: `clean`, then `escape`."""
    return escape(text if text.isprintable() else clean(text))


def split(value: str, separator: str) -> list[str]:
    """The parts between unescaped separators, each still escaped."""
    if "\\" not in value:
        return value.split(separator)
    hidden = value.replace("\\\\", _HIDDEN_BACKSLASH).replace("\\" + separator, _HIDDEN_SEPARATOR)
    return [
        part.replace(_HIDDEN_SEPARATOR, "\\" + separator).replace(_HIDDEN_BACKSLASH, "\\\\")
        for part in hidden.split(separator)
    ]


def text_list(value: str) -> list[str]:
    """The texts of a comma-separated list, without the empty ones and the spaces around each."""
    parts = value.split(",") if "\\" not in value else map(unescape, split(value, ","))
    return [text for part in parts if (text := part.strip())]


def clean(text: str) -> str:
    """The text as a card can hold it: line breaks are line feeds, NUL is gone, half a character is U+FFFD."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
