"""Is this an address at all?"""

from functools import lru_cache

from netcore.errors import UsageError


def checked_address(address: str) -> str:
    """The address as it should be written (RFC 5321, RFC 6531), without asking any server.

    Raises `UsageError` with a sentence that says what is wrong with it.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise UsageError(
            f"{' '.join(address.split())!r} is no e-mail address: {error} Correct it, then retry."
        ) from None


def fault_of(address: str) -> str:
    """What is wrong with an address, in a sentence; empty when nothing is."""
    try:
        checked_address(address)
    except UsageError as error:
        return str(error)
    return ""


@lru_cache(maxsize=8)
def ascii_domain(address: str) -> str:
    """The domain of a checked address, as name servers know it."""
    from email_validator import validate_email

    return validate_email(address, check_deliverability=False, test_environment=True).ascii_domain
