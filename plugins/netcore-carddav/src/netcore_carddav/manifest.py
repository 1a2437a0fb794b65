"""What this plugin offers; light, imports no implementation."""

from collections.abc import Sequence

from netcore.plugins import ContactSinkDescriptor, ContactSourceDescriptor, Setting, hookimpl

ACCOUNT = (
    Setting(
        name="user",
        help="Your name at the server; for iCloud and Fastmail your whole e-mail address.",
        required=True,
    ),
    Setting(
        name="server",
        help="Where the address books are: icloud, fastmail, or an address such as https://cloud.example.org; not"
        " needed when the user's own address says it.",
    ),
    Setting(
        name="password",
        help="An app password, made in the security settings of your account; iCloud and Fastmail take no other.",
        required=True,
        secret=True,
    ),
    Setting(
        name="ca-file",
        help="A file of certificate authorities to trust instead of the system's, for a server of your own.",
        type="path",
    ),
    Setting(name="books", help="Only these address books, by name, separated by commas; otherwise all of them."),
    Setting(
        name="book",
        help="The address book, by name, for people who are written to it and are in none yet; needed where there are"
        " several and none is called Contacts or Default.",
    ),
    Setting(name="timeout", help="Seconds to wait for each answer of the server.", type="integer", default=60),
)


@hookimpl
def netcore_contact_sources() -> Sequence[ContactSourceDescriptor]:
    """Every address book of an account."""
    return [
        ContactSourceDescriptor(
            name="carddav",
            summary="An online address book: iCloud, Fastmail, Nextcloud, or any other with CardDAV",
            factory="netcore_carddav.source:CardDavSource",
            settings=ACCOUNT,
            media_type="text/vcard",
        )
    ]


@hookimpl
def netcore_contact_sinks() -> Sequence[ContactSinkDescriptor]:
    """The same address books, to write changes back."""
    return [
        ContactSinkDescriptor(
            name="carddav",
            summary="Write to an online address book: iCloud, Fastmail, Nextcloud, or any other with CardDAV",
            factory="netcore_carddav.sink:CardDavSink",
            settings=ACCOUNT,
        )
    ]
