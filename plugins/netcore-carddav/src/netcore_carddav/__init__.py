"""Address books on servers that speak CardDAV (RFC 6352): read, and written back without overwriting anybody."""
