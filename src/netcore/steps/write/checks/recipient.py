"""May this person be written to, at this address, in this campaign?"""

from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.address import fault_of


class RecipientExcluded(MessageCheck):
    """They are off the list, or might be somebody who is.  Nobody can overrule this one."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        for obstacle in draft.obstacles:
            yield Finding(id="recipient-excluded", level="block", text=obstacle)


class NoAddress(MessageCheck):
    """There is nowhere to send it to."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if not draft.to_address:
            text = f"{draft.to_name or 'This person'} has no e-mail address: add one with `netcore people edit`."
            yield Finding(id="no-address", level="block", text=text)
        elif fault := fault_of(draft.to_address):
            yield Finding(id="malformed-address", level="block", text=fault)


class AlreadyInCampaign(MessageCheck):
    """The campaign has another letter for the same human, or for the same mailbox."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        for subject in draft.also_to_them:
            text = f"The same campaign has another letter for them, “{subject}”: throw one of the two away."
            yield Finding(id="already-in-campaign", level="block", text=text)


class OnTheirWay(MessageCheck):
    """Another letter to them waits to leave, from another campaign or by itself."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if draft.on_their_way:
            text = f"Another letter to them waits to leave, “{draft.on_their_way[0]}”: two at once are one too many."
            yield Finding(id="another-on-its-way", level="warn", text=text)


class AddressFailed(MessageCheck):
    """A letter to this address came back."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if draft.address_failed:
            text = f"A letter to {draft.to_address} came back. `netcore people edit` has room for another address."
            yield Finding(id="address-came-back", level="warn", text=text)


class MaybeTheSame(MessageCheck):
    """They may be the same human as somebody else in the network; one who gets two letters will not be amused.

    This is the moment to ask what was left open: before somebody is written to.
    """

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        ask = f"`netcore duplicates {draft.person.person.id}` asks you."
        if draft.maybe_twice:
            text = f"{draft.maybe_twice[0]}, who has a letter of the same campaign, may be the same human: {ask}"
            yield Finding(id="maybe-the-same", level="block", text=text)
        elif draft.maybe_same:
            text = f"{draft.maybe_same[0]} in your network may be the same human: {ask}"
            yield Finding(id="maybe-the-same", level="warn", text=text)


class DuplicateText(MessageCheck):
    """Others get the same words."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if draft.same_text_to:
            text = f"The very same text goes to {draft.same_text_to[0]}: nothing in it is for this person alone."
            yield Finding(id="duplicate-text", level="block", text=text)
        elif draft.shared > 0.9:
            text = (
                f"{draft.shared:.0%} of it stands word for word in other letters of the campaign. People who know each "
                "other compare: write a sentence or two for this person alone."
            )
            yield Finding(id="duplicate-text", level="warn", text=text, grade="F")
