"""An account's settings, complete and checked."""

from dataclasses import dataclass
from types import MappingProxyType

from netcore.errors import SettingMissing
from netcore.model.base import Value
from netcore.plugins import Context
from netcore.plugins.http import HttpPatience, Trust


class Provider(Value, frozen=True, kw_only=True):
    """What is published about a large provider."""

    url: str
    others: str = ""
    """Further hosts that the account may be on: a regular expression."""
    advice: str = ""
    domains: tuple[str, ...] = ()


_PARTITIONS = r"p\d{1,4}-contacts\.icloud\.com"
"""iCloud spreads its users over hosts such as p50-contacts.icloud.com, and names the user's own in the address of the
address book home (github.com/emersion/go-webdav/issues/61)."""

_PROVIDERS = MappingProxyType(
    {
        "icloud": Provider(
            url="https://contacts.icloud.com/",
            others=_PARTITIONS,
            advice="Apple wants an app-specific password: make one at account.apple.com, under Sign-In and Security.",
            domains=("icloud.com", "me.com", "mac.com"),
        ),
        "fastmail": Provider(
            url="https://carddav.fastmail.com/",
            advice="Fastmail wants an app password for contacts: make one under Settings, Privacy & Security.",
            domains=("fastmail.com", "fastmail.fm"),
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where the address books are, and who asks for them."""

    id: str
    user: str
    url: str
    trust: Trust
    patience: HttpPatience
    ca_file: str = ""
    advice: str = ""

    @classmethod
    def of(cls, context: Context, patience: HttpPatience | None = None) -> "Account":
        """The account that the settings describe; raises `UsageError` in a sentence when they make no sense."""
        user, server = context.text("user").strip(), context.text("server").strip()
        if not user:
            raise SettingMissing("The account has no user: give --user, for many servers your e-mail address.")
        provider = _PROVIDERS.get(server.lower()) if server else _of_address(user)
        if provider is None and not server:
            raise SettingMissing(
                f"Nobody knows the server of {user}: give --server icloud, --server fastmail, or its address, such as"
                " --server https://cloud.example.org."
            )
        url = provider.url if provider else server if "://" in server else f"https://{server}"
        trust = Trust.of(url, provider.others if provider else "")
        provider = provider or next((one for one in _PROVIDERS.values() if _is_of(trust.host, one)), None)
        return cls(
            id=context.account,
            user=user,
            url=url,
            trust=Trust.of(url, provider.others if provider else ""),
            patience=patience or HttpPatience.of(max(context.integer("timeout"), 1)),
            ca_file=context.text("ca-file"),
            advice=provider.advice if provider else "Many servers want an app password.",
        )


def _of_address(user: str) -> Provider | None:
    domain = user.rpartition("@")[2].lower() if "@" in user else ""
    return next((provider for provider in _PROVIDERS.values() if domain in provider.domains), None)


def _is_of(host: str, provider: Provider) -> bool:
    """Whether the user named one of the provider's hosts by its address."""
    own = Trust.of(provider.url, provider.others)
    return host.lower() == own.host or bool(own.others and own.others.fullmatch(host))
