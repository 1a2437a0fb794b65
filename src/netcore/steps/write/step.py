"""Step 4: a message to each, read and approved by its author, delivered exactly once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from mimetypes import guess_type

from msgspec.structs import replace

from netcore.errors import IllegalMove, NotFound, NotPossibleNow, UsageError
from netcore.model.base import Value
from netcore.model.message import Attachment, Message, MessageState, Purpose, Reply, ReplyKind, Sender
from netcore.plugins.context import Progress, no_progress
from netcore.steps.address import checked_address
from netcore.steps.base import Step
from netcore.steps.silence import keep_wait, wait_of
from netcore.steps.write import compose, failures, follow_up, inbox, replies
from netcore.steps.write.checks import NEVER_WAIVED
from netcore.steps.write.compose import Drafted, Slots
from netcore.steps.write.digest import digest_of
from netcore.steps.write.failures import Correction, Failure, Mended
from netcore.steps.write.inbox import Synced
from netcore.steps.write.outbox.opening import WayOut, accounts_that_send, open_delivery, way_out
from netcore.steps.write.outbox.overview import Overview, overview
from netcore.steps.write.outbox.preview import preview, unseen
from netcore.steps.write.outbox.report import SendReport, Tally
from netcore.steps.write.outbox.sending import run
from netcore.steps.write.put_off import put_off, tell_what_was_put_off
from netcore.steps.write.review import Checked, PluginChecks, check_all
from netcore.steps.write.rhythm import Rhythm, keep_rhythm, rhythm_of
from netcore.steps.write.sender import keep_sender, sender_of
from netcore.steps.write.text import one_line, plain_text, text_digest
from netcore.store import Transaction
from netcore.store.moves import Changes, label

_TO_CHECK: tuple[MessageState, ...] = ("draft", "approved")
_APPROVED: tuple[MessageState, ...] = ("approved",)


class Approval(Value, frozen=True, kw_only=True):
    """What became of letters that were to be approved."""

    approved: tuple[Message, ...] = ()
    blocked: tuple[Checked, ...] = ()
    """Those that stay drafts, and what forbids to send them."""


class Write(Step):
    """Drafts, checks, approval, delivery, replies.  People are named by id, e-mail, or a unique part of the name."""

    # -- who writes --------------------------------------------------------------------------------------------------

    def me(self) -> Sender:
        """Who the letters come from: name and address, empty when never stated."""
        with self._store.read() as tx:
            return sender_of(tx)

    def set_me(self, *, name: str | None = None, address: str | None = None) -> Sender:
        """State who the letters come from; None leaves as it is.  Raises `UsageError` for what is no address."""
        checked = checked_address(address) if address else address
        with self._store.write() as tx:
            keep_sender(tx, name=None if name is None else one_line(name), address=checked)
            return sender_of(tx)

    # -- drafts ------------------------------------------------------------------------------------------------------

    def draft(
        self,
        name: str,
        *,
        people: Sequence[str] = (),
        circle: str = "",
        subject: str,
        template: str,
        slots: Slots | None = None,
    ) -> Drafted:
        """Draft a campaign: a letter for each of ``people`` (default: everybody kept), those of ``circle`` only.

        ``subject`` and ``template`` are templates (see `netcore.steps.write.template`); ``slots`` are the marked parts
        for each person, by whatever names them, "" for everybody.  The list of people is frozen: each human and each
        mailbox is on it once, and whoever may not be written to is skipped with a reason.  Raises `ClarityMissing`,
        `TemplateError` (line and person), `NotFound`, `Ambiguous`, `UsageError`; then nothing is kept.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=False)
            return compose.draft_campaign(
                tx, name=name, people=people, circle=circle, subject=subject, template=template, slots=slots or {}
            )

    def draft_one(self, person: str, *, purpose: Purpose, subject: str, body: str, in_reply_to: str = "") -> Message:
        """Draft a single letter, in words that are final.  ``in_reply_to``: the Message-ID that it answers.

        Raises `NotContactable`, `ClarityMissing` (thanks need none), `NotFound`, `Ambiguous`, or `UsageError` when
        there is no usable address; for a follow-up also `NotPossibleNow`, as `follow_up`.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=purpose == "follow-up")
            if purpose == "follow-up":
                return follow_up.follow_up(tx, person, plain_text(body), subject=subject, in_reply_to=in_reply_to)
            found = tx.people.find(person)
            return compose.draft_one(tx, found, purpose=purpose, subject=subject, body=body, in_reply_to=in_reply_to)

    def follow_up(self, whom: str, body: str = "") -> Message:
        """Draft the one follow-up to a letter that was not answered, as an answer to it: short, and without pressure.

        ``whom``: the person, or the id of the letter; ``body``: in words of your own.  It is checked and approved like
        any letter.  Raises `NotPossibleNow` while it is not due (`follow_up_after`), after one follow-up or three
        letters, when something came back or a talk came of it; else as `draft_one`.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            return follow_up.follow_up(tx, whom, plain_text(body))

    def follow_up_after(self, days: int | None = None) -> int:
        """After how many business days of silence a follow-up is due; ``days`` sets it (`UsageError` for nonsense)."""
        if days is not None:
            with self._store.write() as tx:
                keep_wait(tx, days)
        with self._store.read() as tx:
            return wait_of(tx)

    def messages(
        self, *, state: MessageState | None = None, campaign: str = "", person: str = ""
    ) -> tuple[Message, ...]:
        """The messages that fit, in the order of drafting; ``campaign``: its id or name."""
        with self._store.read() as tx:
            return tx.messages.find(
                states=(state,) if state else (),
                campaign=_campaign_id(tx, campaign),
                person=tx.people.resolve(person) if person else "",
            )

    def message(self, message: str) -> Message:
        """The message with this id; raises `NotFound`."""
        with self._store.read() as tx:
            return _get(tx, message)

    def edit(
        self, message: str, *, subject: str | None = None, body: str | None = None, address: str | None = None
    ) -> Message:
        """Change a letter that has not left; its approval is gone, and it is a draft again.

        Also mends a refused one.  Raises `IllegalMove` for one that is leaving, left or thrown away, and `UsageError`
        for what is no address.
        """
        checked = checked_address(address) if address is not None else None
        with self._store.write() as tx:
            found = _get(tx, message)
            return _revised(
                tx,
                found,
                subject=found.subject if subject is None else one_line(subject),
                body=found.body if body is None else plain_text(body),
                address=found.to_address if checked is None else checked,
            )

    def fill(self, message: str, **parts: str) -> Message:
        """Write the marked parts of a letter, in place of their gaps or of what was there: ``fill(id, memory="…")``.

        Raises `UsageError` when a part cannot be found in the text any more, and as `edit`.
        """
        with self._store.write() as tx:
            found = _get(tx, message)
            slots = tx.messages.slots([found.id])[found.id]
            subject, body = compose.fill(found, slots, parts)
            slots |= {name: plain_text(text) for name, text in parts.items()}
            return _revised(tx, found, subject=subject, body=body, address=found.to_address, slots=slots)

    def attach(self, message: str, name: str, data: bytes, *, media_type: str = "") -> Message:
        """Let a file go with a letter, in place of one of the same name; the letter is a draft again."""
        name = one_line(name)
        if not name or "/" in name or "\\" in name:
            raise UsageError(f"{name!r} is no name for a file.")
        kind = media_type or guess_type(name)[0] or "application/octet-stream"
        with self._store.write() as tx:
            found = _get(tx, message)
            tx.messages.attach(found.id, Attachment(name=name, media_type=kind, data=data))
            return _revised(tx, found, subject=found.subject, body=found.body, address=found.to_address)

    def detach(self, message: str, name: str) -> Message:
        """Take a file away from a letter; it is a draft again.  Raises `NotFound` when there is no such file."""
        with self._store.write() as tx:
            found = _get(tx, message)
            if not tx.messages.detach(found.id, name):
                raise NotFound(f"No file {name!r} goes with the letter {label(found)}.")
            return _revised(tx, found, subject=found.subject, body=found.body, address=found.to_address)

    def withdraw(self, message: str) -> Message:
        """Take back the approval of a letter that has not left: it is a draft again."""
        with self._store.write() as tx:
            found = _get(tx, message)
            _require(tx.messages.move(found, "revise", approved_digest=""), found, "taken back")
            return _get(tx, message)

    def discard(self, message: str) -> Message:
        """Throw a letter away that has not left."""
        with self._store.write() as tx:
            found = _get(tx, message)
            _require(tx.messages.move(found, "discard"), found, "thrown away")
            return _get(tx, message)

    # -- checks and approval -----------------------------------------------------------------------------------------

    def check(self, message_ids: Collection[str] = ()) -> tuple[Checked, ...]:
        """What the checks say of letters (default: all drafts and approved ones); changes nothing."""
        with self._store.read() as tx:
            found = _all(tx, message_ids) if message_ids else tx.messages.find(states=_TO_CHECK)
            return check_all(tx, found, self._plugin_checks())

    def review(self) -> Iterator[Checked]:
        """The drafts to be read, one after the other, each as it is when its turn comes."""
        for message in self.messages(state="draft"):
            with self._store.read() as tx:
                now = tx.messages.get(message.id)
                if now is not None and now.state == "draft":
                    checked = check_all(tx, (now,), self._plugin_checks())[0]
                else:
                    continue
            yield checked

    def waive(self, message: str, finding: str, reason: str) -> None:
        """Overrule a finding, for this text of this letter; the reason is stored with it.

        Raises `NotPossibleNow` for findings that nobody can overrule, such as ``recipient-excluded``, and `UsageError`
        for one that no check has of this letter.
        """
        if finding in NEVER_WAIVED:
            raise NotPossibleNow(f"{finding} cannot be overruled: what it says is asked again when the letter leaves.")
        if not one_line(reason):
            raise UsageError("Say why you overrule it: the reason is kept with the letter.")
        with self._store.read() as tx:
            (checked,) = check_all(tx, [_get(tx, message)], self._plugin_checks())
        found = sorted({one.id for one in checked.findings})
        if finding not in found:
            there = f"There is {', '.join(found)}" if found else "There is nothing to overrule"
            raise UsageError(f"No check says {finding!r} of this letter. {there}.")
        with self._store.write() as tx:
            tx.messages.waive(_get(tx, message).id, finding, one_line(reason))

    def approve(self, message_ids: Collection[str]) -> Approval:
        """Approve drafts as they are now; those that a finding blocks stay drafts and are listed.

        Raises `NotFound`, and `IllegalMove` for a message that is no draft; then nothing is approved.
        """
        with self._store.read() as tx:
            found = _all(tx, message_ids)
            for message in found:
                _require(message.state in {"draft", "approved"}, message, "approved")
            checked = check_all(tx, found, self._plugin_checks())
        passed = [one.message for one in checked if not one.blocked]
        with self._store.write() as tx:
            for message in passed:
                if message.state == "draft":
                    digest = _unchanged(tx, message)
                    _require(tx.messages.move(message, "approve", approved_digest=digest), message, "approved")
            approved = tuple(_get(tx, message.id) for message in passed)
        return Approval(approved=approved, blocked=tuple(one for one in checked if one.blocked))

    # -- delivery ----------------------------------------------------------------------------------------------------

    def queue(self, message_ids: Collection[str] = (), *, outbox: str = "folder") -> Approval:
        """Let approved letters (default: all) wait for an outbox; those that a finding blocks by now stay behind."""
        with self._store.read() as tx:
            found = _all(tx, message_ids) if message_ids else tx.messages.find(states=_APPROVED)
            for message in found:
                _require(message.state == "approved", message, "queued")
            checked = check_all(tx, found, self._plugin_checks())
        passed = [one.message for one in checked if not one.blocked]
        queued = []
        with self._store.write() as tx:
            for message in passed:  # but not what somebody else queued, or changed, at this moment
                now = _get(tx, message.id)
                handle = now.handle if now.outbox == outbox else ""  # no other outbox would know it
                if now == message and tx.messages.move(now, "queue", outbox=outbox, handle=handle):
                    queued.append(_get(tx, message.id))
        return Approval(approved=tuple(queued), blocked=tuple(one for one in checked if one.blocked))

    def send(
        self,
        *,
        outbox: str = "folder",
        settings: Mapping[str, object] | None = None,
        dry_run: bool | None = False,
        limit: int | None = None,
        again: bool = False,
        progress: Progress = no_progress,
    ) -> SendReport:
        """Send what is approved: queue it, settle what a former run left half-done, then bring out what waits.

        ``outbox``: an account, or the name of an outbox that has none or one; ``settings``: for this run; ``dry_run``:
        show what would leave and send nothing; None: only when there are letters of a campaign of which none was ever
        given to an outbox, and that was never shown for this one (a dry run is remembered as having shown them);
        ``limit``: send at most so many.  Nothing that happens to one letter stops the others, except an outbox that
        cannot work at all.  Before follow-ups leave, the inboxes are read.  Each letter leaves once, or is listed as
        uncertain, whatever dies meanwhile; when, the `rhythm` says.  Raises `NotPossibleNow` while nobody knows who the
        sender is, or while a plugin that may have a say is broken; `PluginError` when there is no such outbox,
        `Ambiguous` when it has several accounts.
        """
        way = way_out(self._desk, outbox)
        if dry_run or (dry_run is None and self._first_time(way)):
            return self._preview(way)
        self._read_before_following_up()
        with self._store.at_length() as store:
            delivery = open_delivery(self._desk, store, way, settings=settings or {}, progress=progress)
            for one in self.queue(outbox=way.name).blocked:
                delivery.tally.add("blocked", one.message, one.why_not())
            if again:
                self._let_come_due(way)
            finished = run(delivery, limit=limit, progress=progress)
            with self._store.read() as tx:
                tell_what_was_put_off(tx, way, delivery.tally)
        return delivery.tally.report(way.name, sender=delivery.sender, interrupted=not finished)

    def _read_before_following_up(self) -> None:
        """A follow-up does not leave while an answer lies in the mailbox; what cannot be read holds it back, too."""
        with self._store.read() as tx:
            follow_ups = tx.outbox.follow_ups()
        if follow_ups:
            with suppress(NotPossibleNow):  # there is no mailbox to read
                self.sync_replies()

    def accounts_that_send(self) -> tuple[str, ...]:
        """The accounts through which letters can leave, besides the outboxes that need none."""
        return accounts_that_send(self._desk)

    def rhythm(self) -> Rhythm:
        """How fast and when letters may leave."""
        with self._store.read() as tx:
            return rhythm_of(tx)

    def set_rhythm(self, rhythm: Rhythm) -> Rhythm:
        """Set it, for all letters that have not left yet.  Raises `UsageError` for what makes no sense."""
        with self._store.write() as tx:
            keep_rhythm(tx, rhythm)
            return rhythm_of(tx)

    def outbox(self, state: MessageState | None = None) -> Overview:
        """Where all messages are, since when, and why: all but those thrown away, or those in one state."""
        with self._store.read() as tx:
            return overview(tx, state)

    def failures(self) -> tuple[Failure, ...]:
        """The letters that did not arrive: refused, or sent and come back."""
        with self._store.read() as tx:
            return failures.failures(tx)

    def mend(self, corrections: Sequence[Correction]) -> Mended:
        """Correct the addresses of people whom a letter did not reach, and approve those letters again as they were.

        A new address becomes a correction of the person.  Repeating it makes no letter twice.  Raises `UsageError` for
        what is no address, or names no message; then nothing was done.
        """
        plugins = self._plugin_checks()

        def why_not(message: Message) -> str:
            with self._store.read() as tx:
                return "".join(one.why_not() for one in check_all(tx, [message], plugins) if one.blocked)

        drafts, mended = failures.mended_drafts(self._desk, corrections, why_not)
        if not drafts:
            return mended
        approval = self.approve([draft.id for draft in drafts])
        blocked = tuple((one.message.id, one.why_not()) for one in approval.blocked)
        return replace(mended, approved=approval.approved, blocked=(*mended.blocked, *blocked))

    def resolve(self, message: str, *, sent: bool) -> Message:
        """Say what became of an uncertain letter; one that did not leave waits to be sent again."""
        with self._store.write() as tx:
            found = _get(tx, message)
            if sent:
                moved = tx.messages.move(found, "resolve as sent", sent_at=found.sent_at or tx.now)
            else:
                moved = tx.messages.move(found, "resolve as not sent")
            _require(moved, found, "resolved, since only an uncertain one has to be")
            return _get(tx, message)

    # -- replies -----------------------------------------------------------------------------------------------------

    def log_reply(self, person: str, text: str = "", *, kind: ReplyKind = "reply", at: datetime | None = None) -> Reply:
        """Tell of an answer; until it is looked at, nothing more leaves for that person.

        Bounces and automatic answers are no replies, but stop the next letter in the same way; somebody who asked not
        to be written to is never written to again.  ``at``: when it came (default: now).
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            return replies.log_reply(tx, person, text, kind=kind, at=at)

    def sync_replies(self, account: str = "", *, progress: Progress = no_progress) -> Synced:
        """Read the inboxes (default: of all accounts that have one) for answers to letters, and keep those, unread.

        Bounces, automatic answers and opt-outs are told apart.  Nothing else of a mailbox is kept.  It can be
        interrupted at any moment, and repeated.  What cannot be read is listed as a problem; until it can, no letter
        leaves for anybody who was written to before.  Raises `NotFound` for an unknown account, `NotPossibleNow` when
        there is none to read.
        """
        return inbox.sync(self._desk, account, progress=progress)

    def replies(self, *, unread_only: bool = False) -> tuple[Reply, ...]:
        """What came back, the newest first."""
        with self._store.read() as tx:
            return tx.replies.find(unread_only=unread_only)

    def look_at(self, reply: str, *, kind: ReplyKind | None = None) -> Reply:
        """Remember that the user looked at an answer; ``kind`` corrects what it was taken for."""
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            return replies.look_at(tx, reply, kind=kind)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _plugin_checks(self) -> PluginChecks:
        return PluginChecks(self._desk.registry, self._desk.surroundings.context)

    def _first_time(self, way: WayOut) -> bool:
        with self._store.read() as tx:
            return bool(unseen(tx, self._about_to_leave(tx, way), way.name))

    def _preview(self, way: WayOut) -> SendReport:
        with self._store.read() as tx:
            about = self._about_to_leave(tx, way)
            first = unseen(tx, about, way.name)
            tally = Tally()
            checked = check_all(tx, tx.messages.find(states=_APPROVED), self._plugin_checks())
            for one in checked:
                if one.blocked:
                    tally.add("blocked", one.message, one.why_not())
            passed = [one.message for one in checked if not one.blocked]
            tell_what_was_put_off(tx, way, tally)
            report = preview(tx, way, passed, tally, first=first.values())
        leaving = {line.message for line in (*report.left, *report.deferred)}
        shown = {message.campaign for message in about if message.id in leaving} & first.keys()
        if shown:  # where nothing can leave yet, there was nothing to see
            with self._store.write() as tx:
                tx.campaigns.show(shown, way.name)
        return report

    def _let_come_due(self, way: WayOut) -> None:
        with self._store.write() as tx:
            for message in put_off(tx, way):
                tx.messages.move(message, "come due", not_before=None)

    def _about_to_leave(self, tx: Transaction, way: WayOut) -> tuple[Message, ...]:
        return (*tx.messages.find(states=_APPROVED), *tx.outbox.unfinished(way.name))


def _get(tx: Transaction, message: str) -> Message:
    found = tx.messages.get(message)
    if found is None:
        raise NotFound(f"There is no message with the id {message!r}. `netcore outbox` lists them.")
    return found


def _all(tx: Transaction, ids: Collection[str]) -> tuple[Message, ...]:
    return tuple(_get(tx, message) for message in dict.fromkeys(ids))


def _campaign_id(tx: Transaction, campaign: str) -> str:
    if not campaign:
        return ""
    found = tx.campaigns.get(campaign)
    if found is None:
        names = ", ".join(one.name for one in tx.campaigns.all()) or "none"
        raise NotFound(f"There is no campaign {campaign!r}. There are: {names}.")
    return found.id


def _revised(
    tx: Transaction,
    message: Message,
    *,
    subject: str,
    body: str,
    address: str,
    slots: dict[str, str] | None = None,
) -> Message:
    """The message as a draft with this text; what was overruled in another text counts no more."""
    changes = Changes(subject=subject, body=body, to_address=address, approved_digest="")
    if slots is not None:
        changes["slots"] = slots
    files = tx.messages.attachment_digests(message.id)
    changes["text_digest"] = text_digest(
        to_name=message.to_name, to_address=address, subject=subject, body=body, files=files
    )
    _require(tx.messages.move(message, "revise", **changes), message, "changed")
    if changes["text_digest"] != message.text_digest:
        tx.messages.drop_waivers(message.id)
    return _get(tx, message.id)


def _unchanged(tx: Transaction, message: Message) -> str:
    """The digest of a message that was read before; raises `IllegalMove` when it is another by now."""
    digest = digest_of(tx, _get(tx, message.id))
    if digest != message.text_digest:
        raise IllegalMove(f"The letter {label(message)} was changed by somebody else at this moment: read it again.")
    return digest


def _require(moved: bool, message: Message, what: str) -> None:
    if not moved:
        raise IllegalMove(f"The letter {label(message)} is {message.state}: it cannot be {what}.")
