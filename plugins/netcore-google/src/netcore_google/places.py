"""Where Google is; or, for tests, what stands in for it on this machine."""

from netcore.errors import UsageError
from netcore.model.base import Value
from netcore.plugins.http.trust import is_loopback


class Places(Value, frozen=True, kw_only=True):
    """The addresses that are used."""

    consent: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
    revoke: str = "https://oauth2.googleapis.com/revoke"
    apis: str = ""
    """The root of all APIs, when it is not Google's own."""

    @classmethod
    def of(cls, server: str) -> "Places":
        """Google's own, or those of a stand-in; raises `UsageError` for one that is not on this machine."""
        if not server:
            return cls()
        from urllib.parse import urlsplit

        if not is_loopback(urlsplit(server).hostname or ""):
            raise UsageError(
                f"The setting server is for a stand-in on this machine, and {server} is another one: your permission"
                " for Google is not sent there. Leave the setting out."
            )
        root = server.rstrip("/") + "/"
        return cls(consent=f"{root}o/oauth2/v2/auth", token=f"{root}token", revoke=f"{root}revoke", apis=root)
