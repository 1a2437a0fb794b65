"""Encryption: certificates are always checked, against the system's authorities or the user's own."""

import ssl

from netcore.errors import UsageError


def tls_context(ca_file: str) -> ssl.SSLContext:
    """A client's context; raises `UsageError` when the file of authorities cannot be used."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:  # ssl.SSLError is one
        raise UsageError(
            f"The certificate authorities in {ca_file} cannot be read ({error.strerror or error}): mend the setting"
            " ca-file."
        ) from None


def tls_trouble(error: OSError) -> str:
    """Why no protected connection came about: the end of a sentence that begins with the server's name."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"shows a certificate that is not to be trusted: {error.verify_message.rstrip('.')}. Check the name of the"
            " server; for a server of your own, give the setting ca-file"
        )
    if isinstance(error, TimeoutError):
        return "did not finish the TLS handshake in time"
    why = (error.reason or "").replace("_", " ").lower() if isinstance(error, ssl.SSLError) else error.strerror
    return f"failed at the TLS handshake ({why or error}). Check the port: tls and starttls have different ones"
