"""An account's settings, complete and checked."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Literal, cast

from netcore.errors import SettingMissing, UsageError
from netcore.model.base import Value
from netcore.plugins.settings import SettingValue
from netcore_mail.providers import Provider, Security, files_sent_mail, provider_of

Settings = Mapping[str, SettingValue]
Auth = Literal["auto", "plain", "login", "xoauth2"]

_PORTS = {("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25}
_PORTS |= {("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143}


class Server(Value, frozen=True, kw_only=True):
    """Where a server is, and how the connection to it is protected."""

    host: str
    port: int
    security: Security


class Patience(Value, frozen=True, kw_only=True):
    """How long to wait, in seconds."""

    connect: float
    answer: float
    """For each answer, counted from the question to the last byte."""
    verdict: float
    """For the answer to a letter handed over: giving up here leaves it uncertain (RFC 5321 4.5.3.2.6: ten minutes)."""
    farewell: float
    """For a goodbye that changes nothing."""

    @classmethod
    def of(cls, timeout: float) -> "Patience":
        """All of them from the one that users set."""
        return cls(connect=timeout, answer=timeout, verdict=10 * timeout, farewell=min(5.0, timeout))


class Account(Value, frozen=True, kw_only=True):
    """What outbox and inbox share."""

    address: str
    user: str
    auth: Auth
    imap: Server | None
    ca_file: str
    patience: Patience
    advice: str = ""

    @classmethod
    def of(cls, settings: Settings, patience: Patience | None = None) -> "Account":
        """The account that the settings describe; raises `UsageError` in a sentence when they make no sense."""
        address = _text(settings, "from-address")
        if not address:
            raise SettingMissing("The mail account has no address: give --from-address, such as ada@example.org.")
        provider = provider_of(address)
        return cls(
            address=address,
            user=_text(settings, "user") or address,
            auth=cast("Auth", _text(settings, "auth") or "auto"),
            imap=_imap(settings, provider),
            ca_file=_text(settings, "ca-file"),
            patience=patience or Patience.of(_positive(settings, "timeout", 60)),
            advice=provider.advice if provider else "",
        )


class Sending(Value, frozen=True, kw_only=True):
    """What only the outbox needs."""

    smtp: Server
    sent_folder: str
    copies: Literal["server", "netcore", "nobody"]
    """Who puts a copy into the Sent folder."""
    size_limit: int
    """In bytes."""

    @classmethod
    def of(cls, settings: Settings) -> "Sending":
        """The way out that the settings describe; raises `UsageError` in a sentence when they make no sense."""
        smtp = _smtp(settings, provider_of(_text(settings, "from-address")))
        copies = _text(settings, "sent-copy") or "auto"
        if copies == "auto":
            copies = "server" if files_sent_mail(smtp.host) else "netcore"
        return cls(
            smtp=smtp,
            sent_folder=_text(settings, "sent-folder"),
            copies=cast("Literal['server', 'netcore', 'nobody']", copies),
            size_limit=_positive(settings, "size-limit", 25) * 1_000_000,
        )


def _smtp(settings: Settings, provider: Provider | None) -> Server:
    host = _text(settings, "smtp-host")
    if host or provider is None:
        security = _text(settings, "security")
        port = settings.get("smtp-port")
        return _server("smtp", host, port, security or ("tls" if port == 465 else "starttls"), settings)
    return _server(
        "smtp",
        provider.smtp_host,
        settings.get("smtp-port") or provider.smtp_port,
        _text(settings, "security") or provider.security,
        settings,
    )


def _imap(settings: Settings, provider: Provider | None) -> Server | None:
    host = _text(settings, "imap-host") or (provider.imap_host if provider else "")
    if not host:
        return None
    return _server("imap", host, settings.get("imap-port"), _text(settings, "imap-security") or "tls", settings)


def _server(protocol: str, host: str, port: SettingValue, security: str, settings: Settings) -> Server:
    if not host:
        domain = _text(settings, "from-address").rpartition("@")[2]
        raise SettingMissing(
            f"No {protocol.upper()} server is known for {domain}: give --{protocol}-host (the provider's help pages"
            f" name it, often {protocol}.{domain})."
        )
    if security not in {"tls", "starttls", "none"}:
        raise UsageError(f"security must be tls, starttls or none, not {security!r}.")
    if security == "none" and not is_loopback(host):
        raise UsageError(
            f"Without encryption the password and every letter to {host} could be read on the way: security none is"
            f" for servers on this machine only. Use starttls or tls."
        )
    number = int(port) if port is not None else _PORTS[protocol, security]
    if not 0 < number < 65536:
        raise UsageError(f"{number} is no port: --{protocol}-port must be between 1 and 65535.")
    return Server(host=host, port=number, security=cast("Security", security))


def is_loopback(host: str) -> bool:
    """Whether the name can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _text(settings: Settings, name: str) -> str:
    value = settings.get(name)
    return value.strip() if isinstance(value, str) else ""


def _positive(settings: Settings, name: str, default: int) -> int:
    value = settings.get(name)
    number = int(value) if value is not None else default
    if number < 1:
        raise UsageError(f"--{name} must be at least 1, not {number}.")
    return number
