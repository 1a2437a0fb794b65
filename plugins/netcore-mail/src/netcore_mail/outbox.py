"""The outbox ``mail``: one letter, one visit to the SMTP server, and the truth about it kept at every step."""

import re
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from ssl import SSLContext

import msgspec

from netcore.errors import NetcoreError, SignInNeeded, Unreachable
from netcore.model.base import Value
from netcore.model.message import Outgoing, Receipt
from netcore.plugins import Context, Deferred, Outbox, Rejected, Uncertain, Whereabouts
from netcore.plugins.eml import to_eml
from netcore_mail.account import Account, Patience, Sending
from netcore_mail.addresses import Mailbox, mailbox
from netcore_mail.providers import renames_mail
from netcore_mail.refusals import NotSignedIn, no_secret
from netcore_mail.sent_mail import SentMail
from netcore_mail.signing_in import Credentials
from netcore_mail.smtp import Reply
from netcore_mail.spool import Accepted, Attempt, Spool
from netcore_mail.submission import Envelope, NotTaken, Submission
from netcore_mail.tls import tls_context

SETTLING = timedelta(minutes=10)
"""How long after the handing over a letter that is not in the Sent folder of a server that files by itself may still
come to be there."""

_KEEP_NOTES = timedelta(days=90)

_TRIES = 3
"""Visits in vain, one after the other, before the rest of the letters are spared the waiting."""


class Handle(Value, frozen=True, kw_only=True):
    """What the core keeps for us between `prepare` and the other calls."""

    attempt: Attempt
    """Which attempt of which letter it is, in the spool that made it."""
    text: str
    """The digest of what the letter says."""
    message_id: str
    envelope: Envelope


class MailOutbox(Outbox):
    """Sends through the SMTP server of the settings.

    `prepare` keeps the whole letter in the account's folder.  `commit` notes there that the letter is about to become
    the server's before it sends the last dot, and what the server said after it.  So `lookup` knows, after any crash:
    not noted means not sent; accepted means sent; only the time between the two has to be settled by the Sent folder.

    A handle names one attempt.  Of an attempt that was made elsewhere, or that a later one replaced, the folder knows
    nothing, whatever it has of the same letter.
    """

    def __init__(self, context: Context, *, patience: Patience | None = None) -> None:
        """Read the settings; raises `UsageError` in a sentence when they make no sense.  Nothing is connected."""
        self._context = context
        self._account = Account.of(context.settings, patience)
        self._sending = Sending.of(context.settings)
        self._spool = Spool(context.cache_dir / "letters")
        self._tidied = False
        self._in_vain = 0
        self._shut_out: Credentials | None = None

    def prepare(self, message: Outgoing) -> str:
        """Check the addresses, make the letter and keep it; no server is asked.

        What has left for this mailbox, or may have, does not leave again, whatever it says now: the handle is then that
        of the attempt which is known here, unless the message names it as `unsent`.

        Raises `SignInNeeded` when there is no password, or the server refused it just now: the other letters need not
        try it, too, and lock the account.  In the same way `Unreachable`, when the server sent us away several times.
        """
        self._make_sure_of_the_way()
        recipient = _checked("recipient", message.to_address)
        _checked("sender", message.from_address)
        envelope_sender = _checked("mail account", self._account.address)
        for attachment in message.attachments:
            if not attachment.data:
                raise Rejected(f"The attachment {attachment.name!r} is empty or missing. Attach it again.")
        letter = to_eml(_in_wire_form(message, recipient))
        if len(letter) > self._sending.size_limit:
            raise Rejected(
                f"The letter to {message.to_address} has {len(letter) / 1e6:.1f} MB, more than the"
                f" {self._sending.size_limit / 1e6:.0f} MB of the setting size-limit. Make the attachments smaller."
            )
        self._tidy()
        handle = Handle(
            attempt=self._spool.keep(message.key, recipient.address, letter, unsent=_unsent(message)),
            text=_digest(message),
            message_id=message.message_id,
            envelope=Envelope(
                sender=envelope_sender.address,
                recipient=recipient.address,
                international=recipient.international or envelope_sender.international or not _head(letter).isascii(),
            ),
        )
        return msgspec.json.encode(handle).decode().replace(" ", "\\u0020")  # one line, whatever is done to blanks

    def commit(self, handle: str) -> Receipt:
        """Take the letter to the server.

        Raises `Rejected`, `Deferred` or `NotSignedIn` (a `Deferred`, too) when the server does not have it, and
        `Uncertain` when nobody can know.
        """
        what = _parsed(handle)
        letter = self._letter(what)
        if isinstance(letter, Receipt):
            return letter
        visit = self._visit()
        try:
            self._introduce(visit)
            visit.offer(what.envelope, letter)
            receipt = self._hand_over(visit, what)
            self._note(what, receipt)
            visit.leave()
        finally:
            visit.close()
        place = self._file(letter, receipt, what)
        self._spool.drop_letter(what.attempt)
        return msgspec.structs.replace(receipt, detail=f"{receipt.detail}{place}")

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        """What the spool says, and where that is silent, what the Sent folder says.

        Not being in the Sent folder means *not sent* only for a server that files what it accepts by itself, and only
        `SETTLING` after the letter was handed over: asked earlier, the answer is "cannot tell", and may change.  For an
        attempt that was made elsewhere it means nothing: nobody here knows whether it is being made at this moment.
        """
        what = _parsed(handle)
        stage = self._spool.stage(what.attempt)
        if stage == "prepared":
            return "not sent"
        if stage == "sent" and (accepted := self._spool.accepted(what.attempt)):
            return accepted.receipt
        search = self._sent_mail.find(what.message_id, what.envelope.recipient)
        if isinstance(search, Receipt):
            self._note(what, search)
            return search
        if stage == "handed" and search == "nowhere" and self._is_settled(what):
            self._spool.take_back(what.attempt)
            return "not sent"
        return "cannot tell"

    def discard(self, handle: str) -> None:
        """Remove the letter, unless it was handed over."""
        self._spool.forget(_parsed(handle).attempt)

    def check(self) -> str:
        """Visit the server, sign in, and leave again; raises as `commit`, when it cannot be talked to."""
        self._make_sure_of_the_way()
        visit = self._visit()
        try:
            self._introduce(visit)
            visit.leave()
        finally:
            visit.close()
        return f"{self._sending.smtp.host} let {self._account.user} in: letters can leave through it."

    # -- the steps of commit -----------------------------------------------------------------------------------------

    def _letter(self, what: Handle) -> bytes | Receipt:
        """The letter to send; or the receipt when it has left.  Whatever is not clearly unsent is not sent again."""
        stage = self._spool.stage(what.attempt)
        if stage == "sent" and (accepted := self._spool.accepted(what.attempt)):
            return _of_before(accepted, what)
        to = what.envelope.recipient
        if stage != "prepared":
            why = "was handed to the server before" if stage == "handed" else "is no longer where it was prepared"
            raise Uncertain(f"The letter to {to} {why}: nobody can tell whether it left. Look in the Sent folder.")
        try:
            return self._spool.letter(what.attempt)
        except OSError as error:
            raise Deferred(f"The letter to {to} cannot be read: {error.strerror}. Nothing was sent.") from None

    def _visit(self) -> Submission:
        return Submission(self._sending.smtp, self._account, self._credentials(), tls=self._tls, now=self._context.now)

    def _make_sure_of_the_way(self) -> None:
        credentials = self._credentials()
        if self._sending.smtp.security != "none" and not (credentials.password or credentials.token):
            raise SignInNeeded(no_secret(self._sending.smtp.host, self._account))
        if self._shut_out == credentials:
            raise SignInNeeded(
                f"{self._sending.smtp.host} did not let {credentials.user} in, so the other letters wait. Give the"
                f" password (or token) of the mail account anew. {self._account.advice}".strip()
            )
        if self._in_vain >= _TRIES:
            raise Unreachable(
                f"{self._sending.smtp.host} could not be talked to {self._in_vain} times in a row, so the other letters"
                " wait. Look at the reasons of the first ones, and try again later."
            )

    def _introduce(self, visit: Submission) -> None:
        try:
            visit.introduce()
        except NotSignedIn as error:
            self._shut_out, error.until = self._credentials(), self._context.now()  # with others, it leaves at once
            raise
        except Deferred:
            self._in_vain += 1
            raise
        self._in_vain, self._shut_out = 0, None

    def _hand_over(self, visit: Submission, what: Handle) -> Receipt:
        to = what.envelope.recipient
        try:
            first = self._spool.hand_over(what.attempt, self._context.now(), what.text)
        except OSError as error:
            raise Deferred(
                f"The letter to {to} cannot be noted as leaving: {error.strerror}. Nothing was sent."
            ) from None
        if not first:
            raise Uncertain(f"Another process is handing the letter to {to} to the server. Wait, and look again.")
        try:
            reply = visit.hand_over(what.envelope)
        except NotTaken as refused:
            self._spool.take_back(what.attempt)
            raise refused.why from None
        return Receipt(
            sent_at=self._context.now(),
            message_id=self._new_name(reply, what),
            detail=f"{self._sending.smtp.host} accepted it: {reply}",
        )

    def _new_name(self, reply: Reply, what: Handle) -> str:
        if renames_mail(self._sending.smtp.host) and (found := re.search(r"<[^<>\s@]+@[^<>\s@]+>", reply.text)):
            return "" if found[0] == what.message_id else found[0]
        return ""

    def _note(self, what: Handle, receipt: Receipt) -> None:
        try:
            self._spool.sent(what.attempt, receipt, what.text)
        except OSError as error:  # it left all the same; only a crash right now would make it uncertain
            self._context.log.warning("Cannot note that a letter was accepted: %s", error.strerror)

    def _file(self, letter: bytes, receipt: Receipt, what: Handle) -> str:
        """Put a copy into the Sent folder where that is ours to do; what fails here changes nothing."""
        if self._sending.copies != "netcore" or self._account.imap is None:
            return ""
        try:
            folder = self._sent_mail.keep_copy(letter, what.message_id, what.envelope.recipient, receipt.sent_at)
        except NetcoreError as error:
            self._context.log.warning("No copy in the Sent folder: %s", error)
            return f". There is no copy in the Sent folder: {error}"
        return f". A copy is in {folder}"

    # -- helpers -----------------------------------------------------------------------------------------------------

    @cached_property
    def _tls(self) -> SSLContext:
        return tls_context(self._account.ca_file)

    @cached_property
    def _sent_mail(self) -> SentMail:
        return SentMail(
            self._account,
            self._credentials,
            folder=self._sending.sent_folder,
            tls=lambda: self._tls,
            log=self._context.log,
        )

    def _credentials(self) -> Credentials:
        secrets = self._context.secrets
        return Credentials(
            user=self._account.user, password=secrets.get("password") or "", token=secrets.get("token") or ""
        )

    def _is_settled(self, what: Handle) -> bool:
        handed = self._spool.handed_at(what.attempt)
        return self._sending.copies == "server" and handed is not None and self._context.now() - handed >= SETTLING

    def _tidy(self) -> None:
        if not self._tidied:
            self._tidied = True
            self._spool.tidy(self._context.now() - _KEEP_NOTES)


def _checked(whose: str, address: str) -> Mailbox:
    try:
        return mailbox(address)
    except ValueError as error:
        raise Rejected(f"The address of the {whose}, {address!r}, {error}. Nothing was sent: correct it.") from None


def _in_wire_form(message: Outgoing, recipient: Mailbox) -> Outgoing:
    return msgspec.structs.replace(
        message, from_address=mailbox(message.from_address).address, to_address=recipient.address
    )


def _head(letter: bytes) -> bytes:
    return letter.partition(b"\r\n\r\n")[0]


def _digest(message: Outgoing) -> str:
    """What the letter says, in short: equal for two that the reader could not tell apart."""
    said = message.subject, message.body, message.attachments
    return sha256(msgspec.json.encode(said)).hexdigest()[:16]


def _unsent(message: Outgoing) -> Attempt | None:
    """The attempt of which the message says that it did not leave, if an outbox like this one made it."""
    try:
        return msgspec.json.decode(message.unsent, type=Handle).attempt
    except msgspec.DecodeError:
        return None


def _of_before(accepted: Accepted, what: Handle) -> Receipt:
    """The receipt of a letter that is not sent again, and says so."""
    words = "" if accepted.text == what.text else " in other words"
    when = f"{accepted.receipt.sent_at:%Y-%m-%d %H:%M} UTC"
    return msgspec.structs.replace(
        accepted.receipt,
        detail=f"{accepted.receipt.detail}. It had left{words} on {when}, and was not sent a second time",
    )


def _parsed(handle: str) -> Handle:
    try:
        return msgspec.json.decode(handle, type=Handle)
    except msgspec.DecodeError:
        raise ValueError(f"{handle!r} is no handle of the outbox mail") from None
