"""From what a person writes to a setting's value, or to the sentence that says why not."""

from urllib.parse import urlsplit

from netcore.plugins.settings import Setting, SettingValue

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def convert(setting: Setting, given: object) -> SettingValue:
    """The value of the setting's own type; raises `ValueError` with what is wrong, to follow "NAME …".

    Text is understood as people write it; a number or a truth value is taken as it is.  Nothing of a secret is told.
    """
    if setting.secret:
        return _secret(given)
    if setting.type == "integer":
        return _integer(given)
    if setting.type == "boolean":
        return _boolean(given)
    text = given.strip() if isinstance(given, str) else ""
    if not text:
        raise ValueError(f"must be text that is not empty, not {given!r}")
    if setting.type == "choice" and text not in setting.choices:
        raise ValueError(f"must be one of {', '.join(setting.choices)}, not {text!r}")
    if setting.type == "url":
        return _url(text)
    if "\0" in text:
        raise ValueError("holds a NUL character")
    return text


def _secret(given: object) -> str:
    if not isinstance(given, str) or not given:
        raise ValueError("must be text that is not empty")
    return given


def _integer(given: object) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    try:
        return int(str(given).strip()) if isinstance(given, str) else int("")
    except ValueError:
        raise ValueError(f"must be a whole number, not {given!r}") from None


def _boolean(given: object) -> bool:
    if isinstance(given, bool):
        return given
    word = given.strip().lower() if isinstance(given, str) else ""
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(f"must be true or false, not {given!r}")


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 -- reading it checks it
    except ValueError as error:
        raise ValueError(f"must be a web address, but {error}") from None
    if parts.password is not None:
        raise ValueError("holds a password in clear: leave it out of the address, and give it as a secret")
    if not parts.scheme or not parts.hostname or any(character.isspace() for character in text):
        raise ValueError(f"must be a whole web address such as https://example.org/, not {text!r}")
    return text
