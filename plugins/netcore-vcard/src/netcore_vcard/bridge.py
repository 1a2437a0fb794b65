"""vobject as interchange type: what other Python programs hand over and take."""

from typing import TYPE_CHECKING

from netcore.model.contact import Contact
from netcore_vcard.reader import parse
from netcore_vcard.writing import write

if TYPE_CHECKING:
    from vobject.base import Component


def from_vobject(component: "Component") -> Contact:
    """The contact in a vobject vCard; raises `netcore.plugins.RefusedRecord` when it says nothing.

    What vobject lost while it read (values cut at a comma, bare parameters) is lost; read files with `read`.
    """
    return parse(component.serialize(validate=False).encode()).contact


def to_vobject(contact: Contact) -> "Component":
    """The contact as a vobject vCard of version 3.0."""
    import vobject

    return vobject.readOne(write(contact, "3.0").decode())
