"""Addresses, as the wire wants them."""

from netcore.model.base import Value


class Mailbox(Value, frozen=True, kw_only=True):
    """An address that a server can be given.

    ``address`` is ASCII whenever that is possible: an international domain is written in its ``xn--`` form (RFC 5890).
    Only a local part beyond ASCII needs a server that speaks SMTPUTF8 (RFC 6531); ``international`` says so.
    """

    address: str
    international: bool = False


def mailbox(text: str) -> Mailbox:
    """Check an address; raises `ValueError` with what is wrong, to follow "the address …".

    The case of the local part is kept.  Quoted local parts and address literals (RFC 5321 4.1.2, 4.1.3) are refused, as
    the core refuses them.  Nothing is asked of any server.
    """
    from email_validator import EmailNotValidError, validate_email

    if not text.strip():
        raise ValueError("is empty")
    if any((character.isspace() and character != " ") or not character.isprintable() for character in text):
        raise ValueError("holds a line break or another control character")
    if text != text.strip():
        raise ValueError("has a blank at its beginning or end")
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"is none: {str(error).rstrip('.')}") from None
    if found.local_part.isascii():
        return Mailbox(address=f"{found.local_part}@{found.ascii_domain}")
    return Mailbox(address=f"{found.local_part}@{found.domain}", international=True)
