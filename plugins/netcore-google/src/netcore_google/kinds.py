"""Google's words for what an address or a number is for, and the words of `netcore.model.contact`."""

_PHONES: dict[str, tuple[str, ...]] = {
    "home": ("home",),
    "work": ("work",),
    "mobile": ("cell",),
    "homeFax": ("home", "fax"),
    "workFax": ("work", "fax"),
    "otherFax": ("fax",),
    "pager": ("pager",),
    "workMobile": ("work", "cell"),
    "workPager": ("work", "pager"),
    "main": ("main",),
    "googleVoice": ("google-voice",),
    "other": ("other",),
}
_OTHERS: dict[str, tuple[str, ...]] = {"home": ("home",), "work": ("work",), "other": ("other",)}
_LINKS: dict[str, tuple[str, ...]] = _OTHERS | {
    "blog": ("blog",),
    "profile": ("profile",),
    "homePage": ("home-page",),
    "ftp": ("ftp",),
    "reservations": ("reservations",),
    "appInstallPage": ("app-install-page",),
}
_TABLES: dict[str, dict[str, tuple[str, ...]]] = {"phone": _PHONES, "link": _LINKS}


def read_kind(text: str, what: str = "") -> tuple[tuple[str, ...], str]:
    """Kinds and label for a ``type``: a word of Google's is kinds, anything else is the user's own label."""
    known = _TABLES.get(what, _OTHERS)
    return (known[text], "") if text in known else ((), text)


def write_kind(kinds: tuple[str, ...], label: str, what: str = "") -> str:
    """The ``type`` for kinds and label; a label wins, since the user wrote it."""
    if label:
        return label
    known = _TABLES.get(what, _OTHERS)
    wanted = {"cell" if kind == "mobile" else kind for kind in kinds}
    for word, own in known.items():
        if wanted == set(own):
            return word
    for word, own in known.items():  # the best that there is: work and voice are work
        if wanted.issuperset(own):
            return word
    return next((kind for kind in kinds if kind not in {"pref", "voice", "internet"}), "")
