"""netcore: you already have a network.

The public names are imported on first use (PEP 562), so that ``import netcore`` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netcore.errors import NetcoreError
    from netcore.network import Network, restore
    from netcore.network import Network as open  # noqa: A004, N813 -- `netcore.open()` reads like the builtin

__all__ = ["NetcoreError", "Network", "open", "restore"]

_HOMES = {
    "Network": ("netcore.network", "Network"),
    "NetcoreError": ("netcore.errors", "NetcoreError"),
    "open": ("netcore.network", "Network"),
    "restore": ("netcore.network", "restore"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'netcore' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
