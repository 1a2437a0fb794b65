"""The inbox ``mail``: new mail's headers, and the text of what was matched; nothing is marked as read."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ssl import SSLContext

import msgspec
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from netcore.errors import NotFound, UsageError
from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint, Context, Inbox, asked_since
from netcore_mail.account import Account, Patience
from netcore_mail.cursor import NOT_READ_YET, Cursor, Place, parsed
from netcore_mail.imap import imap
from netcore_mail.mail_headers import incoming
from netcore_mail.mail_text import read_text, returned_ids
from netcore_mail.signing_in import Credentials
from netcore_mail.tls import tls_context

PAGE = 100
"""Mails between two checkpoints."""

_WINDOW = 20_000  # UIDs asked for at once: the answer stays one short line
_LONGEST_HEADER = 65_536
_HEADER = f"BODY.PEEK[HEADER]<0.{_LONGEST_HEADER}>"


class MailInbox(Inbox):
    """Reads the folders of the settings over IMAP, opened read-only.

    A mail's key is "folder/UIDVALIDITY/UID".  When a server renumbers a folder, the mail of the last days (the setting
    look-back) is read again, under new keys.
    """

    def __init__(self, context: Context, *, patience: Patience | None = None) -> None:
        """Read the settings; raises `UsageError` in a sentence when they make no sense.  Nothing is connected."""
        self._context = context
        self._account = Account.of(context.settings, patience)
        names = str(context.settings.get("folders") or "INBOX").split(",")
        self._folders = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
        look_back = context.settings.get("look-back")
        self._look_back = timedelta(days=int(look_back) if look_back is not None else 30)

    def messages(self, cursor: str | None) -> Iterator[IncomingMail | Checkpoint]:
        """Mail since the cursor, folder after folder, oldest first, with a checkpoint after every `PAGE`.

        Raises `SignInNeeded`, `Unreachable` or `UsageError`; after that, go on from the last checkpoint.
        """
        begun = self._context.now()
        known = parsed(cursor) if cursor is not None else Cursor(at=begun)
        since = self._since(cursor, known, begun)
        place = known or Cursor(at=since, folders=dict.fromkeys(self._folders, NOT_READ_YET))
        with self._connected() as client:
            for folder in self._folders:
                state = self._open(client, folder)
                begin = place.folders.get(folder)
                if begin is None:
                    place = place.moved(folder, state)  # from now on
                    continue
                uids = _uids(client, begin, state, since)
                for page in _pages(uids):
                    yield from self._page(client, folder, state, page)
                    place = place.moved(folder, Place(validity=state.validity, next=page[-1] + 1))
                    yield Checkpoint(cursor=str(place))
                    self._context.progress(page[-1], state.next - 1, f"reading {folder}")
                end = max([state.next, *(uid + 1 for uid in uids[-1:])])
                place = place.moved(folder, Place(validity=state.validity, next=end))
        yield Checkpoint(cursor=str(msgspec.structs.replace(place, at=begun)))

    def _since(self, cursor: str | None, known: Cursor | None, begun: datetime) -> datetime:
        """From when on a folder is read of which no place is known: as asked, or as far back as the settings say."""
        if known is not None and NOT_READ_YET in known.folders.values():
            return known.at  # a first reading was cut off
        usual = begun - self._look_back
        return asked_since(cursor) or max(known.at if known else usual, usual)

    def text(self, key: str) -> str:
        """The text of a mail; raises `NotFound` when it is gone."""
        folder, validity, uid = _taken_apart(key)
        with self._connected() as client:
            state = self._open(client, folder)
            text = read_text(client, uid) if state.validity == validity else None
        if text is None:
            raise NotFound(f"The mail {key} is no longer in the mailbox: it was moved, deleted or renumbered.")
        return text

    def _connected(self) -> AbstractContextManager[IMAPClient]:
        return imap(self._account, self._credentials(), lambda: self._tls)

    def _open(self, client: IMAPClient, folder: str) -> Place:
        try:
            told = client.select_folder(folder, readonly=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            names = ", ".join(sorted(name for _, _, name in client.list_folders())[:30])
            raise UsageError(
                f"The mailbox has no folder {folder!r} that can be opened; it has: {names}. Mend the setting folders."
            ) from None
        validity = int(told[b"UIDVALIDITY"])
        return Place(validity=validity, next=int(told.get(b"UIDNEXT") or _highest(client) + 1))

    def _page(self, client: IMAPClient, folder: str, state: Place, uids: list[int]) -> Iterator[IncomingMail]:
        found = client.fetch(uids, ["INTERNALDATE", _HEADER])
        for uid in sorted(found):
            header = next((v for name, v in found[uid].items() if name.startswith(b"BODY[HEADER]")), b"")
            arrived = found[uid].get(b"INTERNALDATE")
            mail = incoming(
                f"{folder}/{state.validity}/{uid}",
                header if isinstance(header, bytes) else str(header).encode(),
                arrived.astimezone(UTC) if isinstance(arrived, datetime) and arrived.tzinfo else None,
                self._context.now(),
            )
            if _is_report(mail):
                known = dict.fromkeys((*mail.references, *returned_ids(client, uid)))
                mail = msgspec.structs.replace(mail, references=tuple(known))
            yield mail

    @cached_property
    def _tls(self) -> SSLContext:
        return tls_context(self._account.ca_file)

    def _credentials(self) -> Credentials:
        secrets = self._context.secrets
        return Credentials(
            user=self._account.user, password=secrets.get("password") or "", token=secrets.get("token") or ""
        )


def _uids(client: IMAPClient, begin: Place | None, state: Place, since: datetime) -> list[int]:
    """What to read: all that is new; or, when the folder was renumbered, the mail of the last days."""
    if begin is None or begin.validity != state.validity:
        day = (since - timedelta(days=1)).date()  # the server counts in days of its own time zone
        return sorted(client.search(["SINCE", day]))
    found: list[int] = []
    for first in range(begin.next, state.next, _WINDOW):
        last = min(first + _WINDOW, state.next) - 1
        found += (uid for uid in client.search(["UID", f"{first}:{last}"]) if first <= uid <= last)
    return sorted(found)


def _highest(client: IMAPClient) -> int:
    return max(client.search(["UID", "*"]), default=0)


def _pages(uids: list[int]) -> Iterator[list[int]]:
    return (uids[start : start + PAGE] for start in range(0, len(uids), PAGE))


def _is_report(mail: IncomingMail) -> bool:
    return any(name.lower() == "content-type" and "multipart/report" in value.lower() for name, value in mail.headers)


def _taken_apart(key: str) -> tuple[str, int, int]:
    folder, _, rest = key.rpartition("/")
    folder, _, validity = folder.rpartition("/")
    if not (folder and validity.isdecimal() and rest.isdecimal()):
        raise NotFound(f"{key!r} is no mail of the inbox mail.")
    return folder, int(validity), int(rest)
