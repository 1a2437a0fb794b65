"""vCard files for netcore: this module is the manifest of the plugin, and the package's public names.

The names are imported on first use (PEP 562): listing plugins loads no reader.
"""

from typing import TYPE_CHECKING, Any

from netcore.plugins import ContactSourceDescriptor, ExporterDescriptor, hookimpl

if TYPE_CHECKING:
    from netcore_vcard.bridge import from_vobject, to_vobject
    from netcore_vcard.reader import parse
    from netcore_vcard.split import split_cards
    from netcore_vcard.writing import write

__all__ = ["from_vobject", "parse", "split_cards", "to_vobject", "write"]

_HOMES = {
    "from_vobject": "bridge",
    "parse": "reader",
    "split_cards": "split",
    "to_vobject": "bridge",
    "write": "writing",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'netcore_vcard' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"netcore_vcard.{_HOMES[name]}"), name)


@hookimpl
def netcore_contact_sources() -> tuple[ContactSourceDescriptor, ...]:
    """Files of vCards."""
    return (
        ContactSourceDescriptor(
            name="vcard",
            summary="vCard files (.vcf) of any version, one card or many in a file",
            factory="netcore_vcard.source:VCardFiles",
            patterns=("*.vcf", "*.vcard"),
            media_type="text/vcard",
        ),
    )


@hookimpl
def netcore_exporters() -> tuple[ExporterDescriptor, ...]:
    """Writers of vCard 3.0, which nearly everything reads, and of 4.0."""
    return (
        ExporterDescriptor(
            name="vcard",
            summary="vCard 3.0, which nearly every address book reads",
            factory="netcore_vcard.source:VCardExporter",
            suffix=".vcf",
        ),
        ExporterDescriptor(
            name="vcard.4",
            summary="vCard 4.0",
            factory="netcore_vcard.source:VCard4Exporter",
            suffix=".vcf",
        ),
    )
