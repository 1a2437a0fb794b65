"""The words of programs and the words of netcore: labels, relations, messengers, sexes."""

from collections.abc import Mapping
from types import MappingProxyType

_WRAPPED = ("_$!<", ">!$_")

KINDS_OF_LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mobile": ("cell",),
        "home": ("home",),
        "work": ("work",),
        "other": ("other",),
        "main": ("main",),
        "pager": ("pager",),
        "homefax": ("home", "fax"),
        "workfax": ("work", "fax"),
        "otherfax": ("other", "fax"),
    }
)
"""Apple's built-in labels that say no more than a TYPE parameter does."""

BUILT_IN_LABELS: Mapping[str, str] = MappingProxyType(
    {
        label.lower(): label
        for label in [
            "Anniversary",
            "Assistant",
            "AssistantPhone",
            "Brother",
            "CarPhone",
            "Child",
            "CompanyMain",
            "Daughter",
            "Father",
            "Friend",
            "Home",
            "HomeFAX",
            "HomePage",
            "Main",
            "Manager",
            "Mobile",
            "Mother",
            "Other",
            "OtherFAX",
            "Pager",
            "Parent",
            "Partner",
            "Radio",
            "Sister",
            "Son",
            "Spouse",
            "Work",
            "WorkFAX",
        ]
    }
)
"""Apple's built-in labels, by their lower-case form."""

RELATIONS: frozenset[str] = frozenset(
    [
        "contact",
        "acquaintance",
        "friend",
        "met",
        "co-worker",
        "colleague",
        "co-resident",
        "neighbor",
        "child",
        "parent",
        "sibling",
        "spouse",
        "kin",
        "muse",
        "crush",
        "date",
        "sweetheart",
        "me",
        "agent",
        "emergency",
        "assistant",
        "brother",
        "daughter",
        "father",
        "manager",
        "mother",
        "partner",
        "relative",
        "sister",
        "son",
    ]
)
"""What a person can be to another: RFC 6350 section 6.6.6, and what address books add."""

SEXES: Mapping[str, str] = MappingProxyType(
    {"m": "male", "f": "female", "o": "other", "n": "none", "u": "unknown"}
    | {word: word for word in ("male", "female", "other", "none", "unknown")}
)
"""GENDER's letters (RFC 6350 section 6.2.7) and X-GENDER's words."""

LETTERS_OF_SEXES: Mapping[str, str] = MappingProxyType(
    {word: letter.upper() for letter, word in SEXES.items() if len(letter) == 1}
)

SERVICES_OF_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "X-AIM": "aim",
        "X-FACEBOOK": "facebook",
        "X-GADUGADU": "gadugadu",
        "X-GOOGLE-TALK": "gtalk",
        "X-GROUPWISE": "groupwise",
        "X-GTALK": "gtalk",
        "X-ICQ": "icq",
        "X-JABBER": "jabber",
        "X-LINKEDIN": "linkedin",
        "X-MATRIX": "matrix",
        "X-MSN": "msn",
        "X-QQ": "qq",
        "X-SKYPE": "skype",
        "X-SKYPE-USERNAME": "skype",
        "X-TELEGRAM": "telegram",
        "X-TWITTER": "twitter",
        "X-YAHOO": "yahoo",
    }
)
"""Properties that each name one messenger or network."""

NAMES_OF_SERVICES: Mapping[str, str] = MappingProxyType(
    {service: f"X-{service.upper()}" for service in ("aim", "gadugadu", "groupwise", "gtalk", "icq", "jabber", "msn")}
    | {service: f"X-{service.upper()}" for service in ("qq", "skype", "yahoo")}
)
"""The properties of 3.0 that most programs read."""

SERVICES_OF_SCHEMES: Mapping[str, str] = MappingProxyType(
    {"msnim": "msn", "xmpp": "jabber", "ymsgr": "yahoo", "im": "im", "gg": "gadugadu"}
)
"""URI schemes that differ from the service's name."""


def read_label(text: str) -> str:
    """A label without Apple's wrapping of its built-in ones (``_$!<Spouse>!$_``)."""
    if text.startswith(_WRAPPED[0]) and text.endswith(_WRAPPED[1]):
        return text.removeprefix(_WRAPPED[0]).removesuffix(_WRAPPED[1])
    return text


def write_label(text: str) -> str:
    """A label as Apple writes it: wrapped when it is built in, so that it is shown in the reader's language."""
    return text.join(_WRAPPED) if BUILT_IN_LABELS.get(text.lower()) == text else text
