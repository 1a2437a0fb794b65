"""Addresses of cards, spelled in one way.

The same card is ``/a/b@c.vcf`` here, ``/a/b%40c.vcf`` there, and ``https://example.org:443/a/b%40c.vcf`` in the next
answer of the same server (RFC 4918 section 8.3 allows all of them).
"""

from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

_SAFE = "!$&'()*+,;=:@-._~"
"""What a path segment may hold as it is (RFC 3986 section 3.3)."""


def path_of(href: str, base: str) -> str:
    """The path that an href means, in the one spelling; "" when it means nothing.

    ``base``: where the answer came from.  A host in the href counts for nothing: cards are where their book is.
    """
    try:
        path = urlsplit(urljoin(base, href.strip().replace(";", "%3B"))).path  # urljoin takes a last ; for nothing
    except ValueError:
        return ""
    return "/".join(quote(unquote_to_bytes(segment), safe=_SAFE) for segment in path.split("/"))


def at(path: str, base: str) -> str:
    """The address of a path on the host of ``base``."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}{path}"


def inside(path: str, folder: str) -> bool:
    """Whether the path is that of something directly in the folder, and no folder itself."""
    rest = path.removeprefix(folder)
    return path.startswith(folder) and bool(rest) and "/" not in rest
