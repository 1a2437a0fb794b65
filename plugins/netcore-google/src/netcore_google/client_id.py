"""The user's own Google client: the name under which this machine may ask for permissions."""

from pathlib import Path

import msgspec

from netcore.errors import SettingMissing, UnreadableFile, UsageError
from netcore.model.base import Value
from netcore.plugins import Context

_LARGEST = 64 * 1024
HOW_TO = "docs/how-to/google.md shows every click on the way to one"


class ClientId(Value, frozen=True, kw_only=True):
    """A client as the Google Cloud console makes it, of the type "Desktop app"."""

    id: str
    secret: str = ""


class _Installed(msgspec.Struct):
    client_id: str
    client_secret: str = ""


class _File(msgspec.Struct):
    installed: _Installed | None = None
    web: _Installed | None = None


def client_of(context: Context) -> ClientId | None:
    """The client that the settings name; None when they name none.

    Raises `UnreadableFile` and `UsageError`, in a sentence, when the file cannot be used.
    """
    path = context.text("client-file")
    if path:
        return _from_file(Path(path))
    id_ = context.text("client-id")
    return ClientId(id=id_, secret=context.secrets.get("client-secret") or "") if id_ else None


def no_client(account: str) -> SettingMissing:
    """What to say when nobody named a client."""
    return SettingMissing(
        f"Google lets nobody in without a client of their own. Give {account} yours with --client-file (the"
        f" client_secret_….json that you downloaded); {HOW_TO}."
    )


def _from_file(path: Path) -> ClientId:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST)
    except OSError as error:
        raise UnreadableFile(f"The client file {path} cannot be read: {error.strerror or error}.") from None
    try:
        found = msgspec.json.decode(data, type=_File)
    except msgspec.DecodeError:
        found = _File()
    if found.installed is not None:
        return ClientId(id=found.installed.client_id, secret=found.installed.client_secret)
    if found.web is not None:
        raise UsageError(
            f"{path} belongs to a client of the type Web application. Make one of the type Desktop app: {HOW_TO}."
        )
    raise UsageError(f"{path} is no client file of Google's console (client_secret_….json): {HOW_TO}.")
