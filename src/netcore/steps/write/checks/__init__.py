"""What a text is checked for before it leaves: the core's own checks, one idea a class."""

from collections.abc import Iterator

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.write.checks.asks import AsksForJob, NoClearRequest, ThanksWithRequest, TooManyRequests, VagueRequest
from netcore.steps.write.checks.attachments import AttachmentMissing
from netcore.steps.write.checks.dates import DateInPast, WrongWeekday
from netcore.steps.write.checks.letter import Letter, LetterCheck
from netcore.steps.write.checks.meeting import LongFirstTalk, MeetingOptions, NoDuration
from netcore.steps.write.checks.names import WrongName
from netcore.steps.write.checks.next_chapter import Clear, GoalNotMentioned
from netcore.steps.write.checks.offer import ContingentOffer, OfferMissing
from netcore.steps.write.checks.personal import NoPersonalTouch, TooSoon
from netcore.steps.write.checks.placeholders import UnresolvedPlaceholder
from netcore.steps.write.checks.recipient import (
    AddressFailed,
    AlreadyInCampaign,
    DuplicateText,
    MaybeTheSame,
    NoAddress,
    OnTheirWay,
    RecipientExcluded,
)
from netcore.steps.write.checks.shape import GreetingAndClosing, TooLong, UnsupportedLanguage
from netcore.steps.write.checks.subject import DeceptiveSubject, EmptyParts, UnhelpfulSubject
from netcore.steps.write.checks.tone import Despair, Pressure, Shouting

NEVER_WAIVED = frozenset(
    {
        "recipient-excluded",
        "no-address",
        "malformed-address",
        "clarity-missing",
        "already-in-campaign",
        "maybe-the-same",
    }
)
"""Findings that their author cannot overrule: the store knows better, or one answer settles them for good."""


def own_checks() -> tuple[MessageCheck, ...]:
    """The core's checks: what blocks on facts first, then what warns, then what hints."""
    return (
        RecipientExcluded(),
        NoAddress(),
        Clear(),
        AddressFailed(),
        AlreadyInCampaign(),
        OnTheirWay(),
        MaybeTheSame(),
        EmptyParts(),
        UnresolvedPlaceholder(),
        WrongName(),
        DeceptiveSubject(),
        AttachmentMissing(),
        DateInPast(),
        WrongWeekday(),
        DuplicateText(),
        TooSoon(),
        NoClearRequest(),
        TooManyRequests(),
        VagueRequest(),
        AsksForJob(),
        GoalNotMentioned(),
        NoPersonalTouch(),
        MeetingOptions(),
        NoDuration(),
        LongFirstTalk(),
        Pressure(),
        Despair(),
        Shouting(),
        TooLong(),
        UnhelpfulSubject(),
        GreetingAndClosing(),
        OfferMissing(),
        ContingentOffer(),
        ThanksWithRequest(),
        UnsupportedLanguage(),
    )


def own_findings(draft: Draft) -> Iterator[Finding]:
    """What the core's checks say of a draft; its letter is taken apart once."""
    letter = Letter.of(draft)
    for check in own_checks():
        yield from check.judge(letter) if isinstance(check, LetterCheck) else check.run(draft)
