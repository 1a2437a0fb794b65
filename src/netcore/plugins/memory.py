"""Secrets that live no longer than the process: for tests, and for trying a component out."""

from collections.abc import Mapping


class MemorySecrets:
    """As `netcore.plugins.Secrets`, in memory.  Shows no value, in no form."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def __repr__(self) -> str:
        return f"MemorySecrets({sorted(self._values)})"

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep the secret."""
        self._values[name] = value

    def delete(self, name: str) -> None:
        """Forget the secret."""
        self._values.pop(name, None)
