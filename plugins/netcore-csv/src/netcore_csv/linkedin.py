"""The tables in LinkedIn's archive of what it knows about its member: one of them holds contacts."""

from collections.abc import Sequence
from functools import cache

from netcore_csv.vocabulary import key

ABOUT_ONESELF = "it is about yourself, not about your contacts: those are in Connections.csv"

_BEGINNINGS = """
Email Address, Confirmed, Primary
Extension, Number, Type
Number, Extension, Is_WhatsApp_Number
CONVERSATION ID, CONVERSATION TITLE, FROM
From, To, Sent At, Message, Direction
Company Name, Title, Description, Location, Started On
Company Name, Role, Cause, Started On
School Name, Start Date, End Date
Endorsement Date, Skill Name
Registered At, Registration Ip
Organization, Followed On
Date, Status, FullName
Name, Proficiency
Name, Url, Authority, Started On
Name, Position, Description, Started On
Name, Published On, Description
Title, Description, Issued On
Title, Description, Url, Started On
Date/Time, Media Description, Media Link
Date, ShareLink, ShareCommentary
Date, Type, Link
Date, Link, Message
Date, OptionText, Link
Application Date, Contact Email, Contact Phone Number
Saved Date, Job Url, Job Title
Time, Search Query
Login Date, IP Address, User Agent
Challenge Date, IP Address, User Agent
Ad clicked Date, Ad Title/Id
Category, Type of inference, Description
Event Name, Event Time, Status
Transaction Made At, First Name, Last Name
"""
"""The first columns of each, by which it is told from a table of anybody's own."""


def about_oneself(names: Sequence[str]) -> bool:
    """Whether a table with this header tells of the member, or of what the member did."""
    keys = [key(name) for name in names]
    return {"maidenname", "headline", "summary"} <= {*keys} or any(
        tuple(keys[: len(beginning)]) == beginning for beginning in _beginnings()
    )


@cache
def _beginnings() -> frozenset[tuple[str, ...]]:
    lines = _BEGINNINGS.strip().splitlines()
    return frozenset(tuple(key(name) for name in line.split(", ")) for line in lines)
