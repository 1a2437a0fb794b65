"""Times as Graph writes them."""

from datetime import UTC, datetime


def moment(text: object) -> datetime | None:
    """A DateTimeOffset ("2026-03-02T09:00:00Z", with up to seven digits of a second); None for anything else."""
    if not isinstance(text, str):
        return None
    whole, dot, rest = text.partition(".")
    digits = rest.rstrip("Zz+-:0123456789")
    zone = "Z" if text.endswith(("Z", "z")) else ""
    try:
        if dot and not digits and zone:
            return datetime.fromisoformat(f"{whole}.{rest.rstrip('Zz')[:6].ljust(6, '0')}+00:00")
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
