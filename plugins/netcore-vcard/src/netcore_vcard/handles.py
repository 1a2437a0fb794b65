"""Names on messengers and social networks, in the three ways in which cards have them.

``X-JABBER:ada`` (one property a service), ``IMPP:xmpp:ada@example.org`` (RFC 4770) and
``X-SOCIALPROFILE;TYPE=mastodon:https://…`` (Apple), which is ``SOCIALPROFILE`` in 4.0 (RFC 9554 section 2.5).
"""

from urllib.parse import quote, unquote

from netcore.model.contact import Handle
from netcore_vcard.escapes import clean, escape, unescape
from netcore_vcard.heads import Head, write_param
from netcore_vcard.photos import write_uri
from netcore_vcard.vocabulary import NAMES_OF_SERVICES, SERVICES_OF_NAMES, SERVICES_OF_SCHEMES

_WEB = ("http", "https")
_NO_ADDRESS = "x-apple"
"""The scheme that Apple writes before a name that has no address."""


def read_handle(head: Head, kinds: tuple[str, ...], value: str) -> Handle | None:
    """The name in a line of any of the three ways; None when the line is empty."""
    text = unescape(value).strip()
    params = head.params
    if head.name in SERVICES_OF_NAMES:
        return Handle(service=SERVICES_OF_NAMES[head.name], name=text, kinds=kinds) if text else None
    service = next(iter(params.get("SERVICE-TYPE", ()) + params.get("X-SERVICE-TYPE", ())), "").lower()
    name = next(iter(params.get("USERNAME", ()) + params.get("X-USER", ())), "")
    if head.name == "X-SOCIALPROFILE" and not service and kinds:
        service, kinds = kinds[0], kinds[1:]
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if not colon or params.get("VALUE", ("",))[0].lower() == "text":
        return Handle(service=service or "other", name=text, kinds=kinds) if text else None
    if scheme == _NO_ADDRESS:
        name = name or clean(unquote(rest)).strip()
        return Handle(service=service or "other", name=name, kinds=kinds) if name else None
    service = service or (_host(rest) if scheme in _WEB else SERVICES_OF_SCHEMES.get(scheme, scheme))
    return Handle(service=service, name=name or _name_in(scheme, rest), url=text, kinds=kinds)


def write_handle(handle: Handle, version: str, types: str) -> str:
    """The content line of a name, empty when there is none; ``types`` is its TYPE parameter, ready to be put in."""
    name, service = clean(handle.name).strip(), clean(handle.service)
    url = write_uri(handle.url.strip()) if ":" in handle.url else ""
    if not url:
        return _write_name(name, service, version, types) if name else ""
    scheme, _, rest = url.partition(":")
    web = scheme.lower() in _WEB
    user = "" if name == _name_in(scheme.lower(), rest) else name
    if version == "4.0":
        head = _head("SOCIALPROFILE" if web else "IMPP", "SERVICE-TYPE", service, "USERNAME", user)
    else:
        head = _head("X-SOCIALPROFILE" if web else "IMPP", "TYPE" if web else "X-SERVICE-TYPE", service, "X-USER", user)
    return f"{head}{types}:{url}"


def _write_name(name: str, service: str, version: str, types: str) -> str:
    if version == "4.0":
        return f"{_head('SOCIALPROFILE', 'SERVICE-TYPE', service)};VALUE=text{types}:{escape(name)}"
    if service in NAMES_OF_SERVICES:
        return f"{NAMES_OF_SERVICES[service]}{types}:{escape(name)}"
    return f"{_head('X-SOCIALPROFILE', 'TYPE', service, 'X-USER', name)}{types}:{_NO_ADDRESS}:{quote(name)}"


def _head(name: str, *params: str) -> str:
    return name + "".join(write_param(*pair) for pair in zip(params[::2], params[1::2], strict=True) if pair[1])


def _name_in(scheme: str, rest: str) -> str:
    """What an address calls the person: the last part of a web address, all of another."""
    path = rest.partition("?")[0].removeprefix("//")
    name = path.rstrip("/").rpartition("/")[2].lstrip("@") if scheme in _WEB else path
    return clean(unquote(name)).strip()


def _host(rest: str) -> str:
    return rest.removeprefix("//").partition("/")[0].lower().removeprefix("www.")
