"""Which folder is which: by what the server says (RFC 6154), else by the names that programs give."""

from typing import Self

from imapclient import IMAPClient

from netcore.model.base import Value

_SENT_NAMES = (
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "sent-mail",
    "gesendet",
    "gesendete objekte",
    "gesendete elemente",
    "envoyés",
    "éléments envoyés",
    "messages envoyés",
    "enviados",
    "elementos enviados",
    "inviata",
    "posta inviata",
    "verzonden",
    "verzonden items",
    "skickat",
    "sendt",
    "wysłane",
    "odeslané",
    "lähetetyt",
    "отправленные",
    "送信済み",
    "已发送",
)


class Folders(Value, frozen=True, kw_only=True):
    """The folders in which a letter that left may be."""

    sent: str = ""
    elsewhere: tuple[str, ...] = ()
    """Where it may be instead: all mail, the bin."""

    @classmethod
    def of(cls, client: IMAPClient) -> Self:
        """Ask the server."""
        listed = [
            ({flag.lower() for flag in flags}, _last(name, delimiter), name)
            for flags, delimiter, name in client.list_folders()
        ]
        usable = [entry for entry in listed if not entry[0] & {rb"\noselect", rb"\nonexistent"}]
        flagged = {flag: name for flags, _, name in reversed(usable) for flag in flags}
        named = sorted((_SENT_NAMES.index(last), name) for _, last, name in usable if last in _SENT_NAMES)
        return cls(
            sent=flagged.get(rb"\sent") or (named[0][1] if named else ""),
            elsewhere=tuple(flagged[flag] for flag in (rb"\all", rb"\trash") if flag in flagged),
        )


def _last(name: str, delimiter: bytes | None) -> str:
    return (name.rpartition(delimiter.decode("utf-8", "replace"))[2] if delimiter else name).casefold()
