"""Certificates of an authority that only the tests know."""

import ssl
from pathlib import Path

import trustme


class Certificates:
    """An authority, and server certificates that it made: a good one, and bad ones of several kinds."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA()
        self.ca_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.good = _context(authority.issue_cert("localhost", "127.0.0.1"))
        self.wrong_name = _context(authority.issue_cert("mail.example.net"))
        self.unknown_authority = _context(trustme.CA().issue_cert("localhost", "127.0.0.1"))


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
