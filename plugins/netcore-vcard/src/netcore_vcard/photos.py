"""Pictures: base64 in 2.1 and 3.0, data URIs in 4.0, or an address where the picture is."""

import binascii
from base64 import b64encode
from urllib.parse import unquote_to_bytes

from netcore.model.contact import Photo
from netcore_vcard.escapes import clean, escape, unescape
from netcore_vcard.heads import Head, write_param

_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_NOT_BASE64 = bytes(byte for byte in range(256) if byte not in _BASE64)
_BEGINNINGS = ("/9j/", "iVBORw0KGgo", "R0lGOD")
"""Base64 of the first bytes of JPEG, PNG and GIF."""
_PURPOSES = frozenset({"home", "pref", "work"})
_IN_MEDIA_TYPES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789/+.-")


def read_photo(head: Head, value: str) -> tuple[Photo | None, bool]:
    """The picture in a PHOTO line, and whether its data had to be repaired; None when no data can be made out."""
    value = value.strip()
    if not value:
        return None, False
    stated = ",".join((*head.params.get("MEDIATYPE", ()), *head.params.get("TYPE", ()))).lower().split(",")
    media_type = _media_type(next((word for word in stated if word not in _PURPOSES), ""))
    if value[:5].lower() == "data:":
        return _from_data_uri(value, media_type)
    if "ENCODING" in head.params or ("VALUE" not in head.params and value.startswith(_BEGINNINGS)):
        data, repaired = decode_base64(value)
        return (Photo(data=data, media_type=media_type) if data else None), repaired
    if "VALUE" in head.params or "://" in value:
        url = unescape(value).strip()
        return (Photo(url=url, media_type=media_type) if url else None), False
    return None, False


def write_photo(photo: Photo, version: str) -> str:
    """The content line of a picture; empty when there is neither data nor an address."""
    media_type = photo.media_type if _IN_MEDIA_TYPES.issuperset(photo.media_type) else ""
    if photo.data:
        data = b64encode(photo.data).decode()
        if version == "4.0":
            return f"PHOTO:data:{media_type};base64,{data}"
        kind = media_type.removeprefix("image/").upper() if media_type.startswith("image/") else media_type
        return f"PHOTO;ENCODING=b{write_param('TYPE', kind) if kind else ''}:{data}"
    if not photo.url:
        return ""
    return f"PHOTO;VALUE=uri{write_param('MEDIATYPE', media_type) if media_type else ''}:{write_uri(photo.url)}"


def write_uri(uri: str) -> str:
    """An address on one line: URIs are not escaped (RFC 6350 section 4.2), but text that is none must be."""
    text = clean(uri).strip()
    return text if "\n" not in text and "\\" not in text else escape(text)


def decode_base64(value: str) -> tuple[bytes, bool]:
    """The bytes, and whether padding or foreign characters had to be mended; never fails."""
    data = value.encode("ascii", "ignore")
    try:
        return binascii.a2b_base64(data, strict_mode=True), False
    except binascii.Error:
        data = data.translate(None, _NOT_BASE64)
        data = data[: len(data) - (len(data) % 4 == 1)]
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4)), True


def _from_data_uri(value: str, media_type: str) -> tuple[Photo | None, bool]:
    about, comma, content = value[5:].replace("\\,", ",").replace("\\;", ";").partition(",")
    if not comma:
        return None, False
    words = [word.strip().lower() for word in about.split(";")]
    stated = _media_type(words[0]) if "/" in words[0] else ""
    if "base64" in words:
        data, repaired = decode_base64(content)
    else:
        data, repaired = unquote_to_bytes(content), False
    return (Photo(data=data, media_type=stated or media_type) if data else None), repaired


def _media_type(stated: str) -> str:
    """``jpeg`` and ``image/jpeg`` are the same."""
    if not _IN_MEDIA_TYPES.issuperset(stated):
        return ""
    return stated if "/" in stated or not stated else f"image/{stated}"
