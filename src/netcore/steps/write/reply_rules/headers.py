"""Looking things up in the headers of an incoming mail."""

from collections.abc import Iterator

from netcore.model.message import IncomingMail


def header_values(mail: IncomingMail, *names: str) -> Iterator[str]:
    """The values of all headers with one of the names (in lower case), stripped, in the mail's order."""
    return (value.strip() for name, value in mail.headers if name.lower() in names)


def header(mail: IncomingMail, name: str) -> str:
    """The first value of a header (name in lower case), or "" when there is none."""
    return next(header_values(mail, name), "")


def local_part(address: str) -> str:
    """What stands before the @, case-folded."""
    return address.partition("@")[0].casefold()
