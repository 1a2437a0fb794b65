"""vCard for netcore, and for any Python program: read every dialect without loss, write 3.0 and 4.0.

This module is the plugin's manifest.  The functions are imported when they are first used (PEP 562), so that listing
plugins stays quick.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from netcore.plugins import ContactSourceDescriptor, ExporterDescriptor, hookimpl

if TYPE_CHECKING:
    from netcore_vcard.interchange import from_vobject, to_vobject
    from netcore_vcard.reader import parse
    from netcore_vcard.split import read
    from netcore_vcard.writer import write

__all__ = ["from_vobject", "parse", "read", "to_vobject", "write"]

_HOMES = MappingProxyType(
    {
        "from_vobject": "netcore_vcard.interchange",
        "parse": "netcore_vcard.reader",
        "read": "netcore_vcard.split",
        "to_vobject": "netcore_vcard.interchange",
        "write": "netcore_vcard.writer",
    }
)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    function = getattr(import_module(_HOMES[name]), name)
    globals()[name] = function  # from now on Python finds it by itself, and does not ask here for every card
    return function


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


@hookimpl
def netcore_contact_sources() -> tuple[ContactSourceDescriptor, ...]:
    """Files of vCards."""
    return (
        ContactSourceDescriptor(
            name="vcard",
            summary="vCard files (.vcf) of any version and program",
            factory="netcore_vcard.source:VCardSource",
            patterns=("*.vcf", "*.vcard"),
            media_type="text/vcard",
        ),
    )


@hookimpl
def netcore_exporters() -> tuple[ExporterDescriptor, ...]:
    """Writers of 3.0 and of 4.0."""
    return (
        ExporterDescriptor(
            name="vcard",
            summary="vCard 3.0, which nearly every program reads",
            factory="netcore_vcard.export:VCard3Exporter",
            suffix=".vcf",
        ),
        ExporterDescriptor(
            name="vcard.4",
            summary="vCard 4.0, the newest",
            factory="netcore_vcard.export:VCard4Exporter",
            suffix=".vcf",
        ),
    )
