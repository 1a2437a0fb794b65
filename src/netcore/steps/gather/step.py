"""Step 1: list everybody you know *now*; they need not live near you."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from netcore.errors import NotFound, UsageError
from netcore.model.contact import Contact, Phone
from netcore.model.folding import fold
from netcore.model.importing import ImportReport, RecordReport
from netcore.model.operation import Operation, OperationKind
from netcore.model.person import Account, Circle, Person, PersonDetail, Question, SideBySide, Standing, Tier, TierCount
from netcore.plugins.context import Progress, no_progress
from netcore.plugins.signing_in import SignInUi, Use
from netcore.steps.base import Step
from netcore.steps.gather.identity.policy import Policy
from netcore.steps.gather.recall import RecallPrompt
from netcore.store import Transaction
from netcore.store.chunks import chunks

if TYPE_CHECKING:
    from netcore.steps.gather.write_back import WriteBackReport


def nobody_listens(_: RecordReport) -> None:
    """For an import whose lines nobody wants one by one."""


class Gather(Step):
    """Address books come in, one human becomes one person, and circles prompt the memory.

    A ``person`` is named by id, e-mail address, or any unique part of the name: `NotFound` and `Ambiguous` say what is
    wrong with another.  Everything that changes something is one operation, which `undo` takes back.
    """

    # -- address books -----------------------------------------------------------------------------------------------

    def import_paths(
        self,
        paths: Sequence[str | Path],
        settings: Mapping[str, object] | None = None,
        *,
        account: str = "",
        preview: bool = False,
        progress: Progress = no_progress,
        on_record: Callable[[RecordReport], None] = nobody_listens,
    ) -> tuple[ImportReport, ...]:
        """Bring in files and folders, whatever format a plugin knows; one report for each address book.

        A folder is walked, and so is a zip archive; a file that no plugin reads is one refused line, in a report
        without account.  ``settings`` are for the plugins that read the files, and kept with the account.

        Each file, and each folder of single cards, is an address book of its own; unless most of its cards are those of
        one that is known: then it is a newer copy, or a part, of that.  ``account`` names the one that all files belong
        to instead.

        A preview tells the same and changes nothing.  What was interrupted (Ctrl-C, a broken file) keeps what it has;
        importing again goes on from there.  Raises `NotFound` when a path leads nowhere, and `PluginUnavailable` when
        no plugin reads files at all.

        A single file with a whole network (see `export`) fills this one, which must be empty: `NotPossibleNow` else,
        and `UnreadableFile` or `StoreTooNew` when it cannot be used.
        """
        from netcore.steps.gather.pull import import_files
        from netcore.steps.gather.whole import holds_network, import_network

        if len(paths) == 1 and holds_network(Path(paths[0])):
            file = Path(paths[0])
            return (import_network(self._desk, file, preview=preview, progress=progress, on_record=on_record),)
        return import_files(
            self._desk,
            [Path(path) for path in paths],
            settings or {},
            account=account,
            preview=preview,
            progress=progress,
            on_record=on_record,
        )

    def import_source(
        self,
        component: str,
        settings: Mapping[str, object] | None = None,
        *,
        account: str = "",
        preview: bool = False,
        progress: Progress = no_progress,
        on_record: Callable[[RecordReport], None] = nobody_listens,
    ) -> ImportReport:
        """Pull from a plugin's source, or from an account by its id; settings not given come from their usual places.

        Raises what the plugin says (`SettingMissing`, `SignInNeeded`…) when nothing came at all; when the source breaks
        later, the report says so in ``stopped``, and the next pull goes on from the last checkpoint.
        """
        from netcore.steps.gather.pull import import_from

        return import_from(
            self._desk,
            component,
            settings or {},
            account=account,
            preview=preview,
            progress=progress,
            on_record=on_record,
        )

    def accounts(self) -> tuple[Account, ...]:
        """The address books that were brought in, or configured, sorted by id."""
        from netcore.steps.gather.accounts import listed

        with self._store.read() as tx:
            return listed(tx)

    def add_account(
        self,
        component: str,
        settings: Mapping[str, object] | None = None,
        name: str = "",
        *,
        uses: Collection[Use] = (),
        ui: SignInUi | None = None,
    ) -> Account:
        """Configure an address book, a mailbox or a calendar for later; secrets among the settings go to the keyring.

        ``component``: the plugin's name for it, or an account's id, to change its settings; ``name``: what to call the
        account (default: its first setting).  What a plugin offers under one name shares one account.  Raises
        `SettingMissing` or `UsageError` when the settings cannot be used.

        Where the plugin wants the account's owner to sign in, that happens now: ``uses`` is what for (default: what
        they allowed before, else contacts), ``ui`` the way to them, and the account is named after them.  They are
        asked for no more than is lacking.  Raises `SignInNeeded` when they did not allow it, or there is no ``ui``.
        """
        from netcore.steps.gather.accounts import add

        return add(self._desk, component, settings or {}, name, uses=uses, ui=ui)

    def remove_account(self, account: str) -> str:
        """Forget how to reach an account, with its secrets; the people who came from it stay.

        A permission that its owner gave is taken back at the provider.  Returns "" or, when the provider could not be
        told, a sentence with what the owner can do there.  Raises `NotPossibleNow` while letters wait to leave through
        it, or may have left.
        """
        from netcore.steps.gather.accounts import remove

        return remove(self._desk, account)

    def check_account(self, account: str) -> str:
        """Whether all that an account is good for can be used at present: really connects, and changes nothing.

        What was found, in sentences; raises what its plugin says when it cannot.
        """
        from netcore.steps.gather.accounts import check

        return check(self._desk, account)

    # -- people ------------------------------------------------------------------------------------------------------

    def people(
        self, *, search: str = "", circle: str = "", standing: Standing | None = None, limit: int | None = None
    ) -> tuple[Person, ...]:
        """Everybody, or those who fit, sorted by name; ``search`` is part of a name or address."""
        with self._store.read() as tx:
            ids = tx.people.ids(search=search, circle=_circle(tx, circle).id if circle else "")
            if standing is not None:
                known = tx.standings.standing_of(ids)
                ids = tuple(person for person in ids if known.get(person, ("undecided",))[0] == standing)
            return tx.people.many(ids[:limit])

    def find(self, text: str) -> Person:
        """The one person whom the text means."""
        with self._store.read() as tx:
            return tx.people.find(text)

    def called(self, name: str) -> tuple[Person, ...]:
        """Everybody of this name, whole, as they are shown or on any of their cards; nobody when it is new.

        Titles and the order of the words do not count.
        """
        from netcore.steps.gather.recall import called

        with self._store.read() as tx:
            return called(tx, name)

    def perhaps_called(self, name: str) -> tuple[Person, ...]:
        """Whom somebody may mean who says only part of a name: those on the list who have all of its words in theirs.

        Nobody when they are many: then the part of a name means none of them.
        """
        from netcore.steps.gather.recall import perhaps_called

        with self._store.read() as tx:
            return perhaps_called(tx, name)

    def show(self, person: str) -> PersonDetail:
        """Everything about a person: the merged card, and what the user said."""
        with self._store.read() as tx:
            return tx.people.detail(tx.people.resolve(person))

    def show_all(self, people: Sequence[str]) -> tuple[PersonDetail, ...]:
        """Everything about many people, each named by id, in this order: far quicker than one after the other.

        Ids that nobody has, or no longer since two became one, are left out.
        """
        with self._store.read() as tx:
            return tx.people.details(list(dict.fromkeys(people)))

    def add(
        self,
        name: str,
        *,
        email: str = "",
        phone: str = "",
        circles: Sequence[str] = (),
        note: str = "",
        introduced_by: str = "",
    ) -> Person:
        """Add somebody; a bare name is enough.

        When an identifier proves that they are known, their person is returned; a mere namesake becomes a question.
        Raises `UsageError` for an ``email`` that can be none.
        """
        from netcore.steps.gather.by_hand import add_by_hand, emails_from, name_from

        contact = Contact(
            name=name_from(name),
            emails=emails_from(email),
            phones=(Phone(number=phone.strip()),) if phone.strip() else (),
        )
        if not contact.label():
            raise UsageError("Say at least a name.")
        with self._operation("add", f"Added {contact.label()}") as tx:
            introducer = tx.people.resolve(introduced_by) if introduced_by else ""
            anchor = add_by_hand(self._desk, tx, contact)
            if note.strip():
                tx.people.note(anchor, note.strip())
            if introducer:
                tx.people.introduce(anchor, introducer)
            tx.circles.enroll((_made(tx, circle), anchor) for circle in circles)
            person = tx.people.get(anchor)
            tx.journal.add("gather.added", f"{person.name} was added.", person=person.id)
            return person

    def edit(
        self,
        person: str,
        *,
        name: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        note: str | None = None,
    ) -> PersonDetail:
        """Correct what the address books say; the correction wins over them, now and later.

        ``email`` and ``phone`` become the best ones, the others stay; the empty text takes a correction back.
        ``note`` is added to the notes.
        """
        from netcore.steps.gather.by_hand import correct

        with self._operation("edit", "Edited a person") as tx:
            found = tx.people.find(person)
            if name is not None or email is not None or phone is not None:
                correct(self._desk, tx, found.id, name=name, email=email, phone=phone)
            if note is not None and note.strip():
                tx.people.note(found.id, note.strip())
            detail = tx.people.detail(found.id)
            tx.operations.summary = f"Edited {detail.person.name or found.name}"
            tx.journal.add("gather.edited", f"{detail.person.name} was edited.", person=detail.person.id)
            return detail

    def set_region(self, region: str) -> None:
        """Say where numbers without a calling code are dialled from ("GB"), and read all numbers anew.

        Raises `UsageError` for what is no region (ISO 3166-1, two letters).
        """
        from netcore.steps.gather.by_hand import reindex
        from netcore.steps.gather.numbers import known_region
        from netcore.steps.gather.run import REGION

        try:
            known = known_region(region)
        except ValueError:
            raise UsageError(f"{region!r} is no region: give two letters, such as GB, DE or US.") from None
        with self._operation("setting", f"Numbers are dialled from {known}") as tx:
            if tx.facts.get(REGION) == known:
                return
            tx.facts.set(REGION, known)
            for some in chunks(tx.records.all_anchors()):
                reindex(self._desk, tx, some)

    def region(self) -> str:
        """Where numbers without a calling code are dialled from; "" when nobody said."""
        from netcore.steps.gather.run import REGION

        with self._store.read() as tx:
            return tx.facts.get(REGION)

    # -- who is who --------------------------------------------------------------------------------------------------

    def duplicates(self, people: Sequence[str] = ()) -> tuple[Question, ...]:
        """The open questions of identity, one a pair of people; with ``people``, those about any of them.

        The most useful first: those that hold somebody, then the surest, and among these the ones about people who are
        kept.  How sure each is, is said as in `tiers`.
        """
        from netcore.steps.gather.joining import joiner
        from netcore.steps.gather.questions import questions, together

        with self._store.read() as tx:
            asked = questions(tx, [tx.people.resolve(person) for person in people] if people else None)
            return together(tx, joiner(self._desk, tx), asked)

    def side_by_side(self, people: Sequence[str] = (), *, limit: int | None = None) -> Iterator[SideBySide]:
        """What `duplicates` returns, each with everything about the two; at most ``limit`` of them.

        All are of the moment at which the first is asked for, whatever others change meanwhile: the store is being read
        until the last one was taken, or the iterator is closed.
        """
        from netcore.steps.gather.joining import joiner
        from netcore.steps.gather.questions import questions, side_by_side, together

        with self._store.read() as tx:
            asked = questions(tx, [tx.people.resolve(person) for person in people] if people else None)
            yield from side_by_side(tx, together(tx, joiner(self._desk, tx), asked)[:limit])

    def tiers(self) -> tuple[TierCount, ...]:
        """How many open questions of each tier can be accepted together, and how many mistakes that would make."""
        from netcore.steps.gather.joining import joiner
        from netcore.steps.gather.questions import questions, tiers

        with self._store.read() as tx:
            return tiers(tx, joiner(self._desk, tx), questions(tx))

    def accept(self, tier: Tier, *, preview: bool = False) -> tuple[Question, ...]:
        """Answer all questions of this tier, and of surer ones, with *same*, as one operation; returns them.

        A pair that would make one human of cards that contradict each other, or that the user told apart, is left
        open.  A preview changes nothing.
        """
        from netcore.steps.gather.joining import joiner
        from netcore.steps.gather.questions import accept, acceptable, questions

        if preview:
            with self._store.read() as tx:
                return acceptable(tx, joiner(self._desk, tx), questions(tx), tier)
        with self._operation("same", f"Accepted what is {tier}") as tx:
            accepted = acceptable(tx, joiner(self._desk, tx), questions(tx), tier)
            accept(tx, joiner(self._desk, tx), accepted)
            if accepted:
                number = len(accepted)
                tx.operations.summary = f"Joined {number} pair{'s' * (number != 1)} of people that are {tier} the same"
                tx.journal.add("gather.accepted", f"{tx.operations.summary}.")
            return accepted

    def policy(self) -> Policy:
        """What netcore joins without asking: strict (the default: only what is proven), balanced, or liberal."""
        from netcore.steps.gather.joining import policy_of

        with self._store.read() as tx:
            return policy_of(tx)

    def set_policy(self, policy: str) -> None:
        """Say what may be joined without asking, and compare all cards anew; raises `UsageError` for another word."""
        from netcore.steps.gather.by_hand import compare_all
        from netcore.steps.gather.identity.policy import POLICIES
        from netcore.steps.gather.joining import POLICY, policy_of

        if policy not in POLICIES:
            raise UsageError(f"{policy!r} is no policy: say {', '.join(POLICIES)}.")
        with self._operation("setting", f"The policy is {policy}") as tx:
            if policy_of(tx) == policy:
                return
            tx.facts.set(POLICY, policy)
            compare_all(self._desk, tx)

    def same(self, a: str, b: str) -> Person:
        """Two are one human, for ever; returns who they are together."""
        from netcore.steps.gather.answers import say_same
        from netcore.steps.gather.joining import joiner

        with self._operation("same", "Joined two people") as tx:
            one, other = tx.people.find(a), tx.people.find(b)
            say_same(tx, joiner(self._desk, tx), one.id, other.id)
            tx.operations.summary = f"Joined {_both(one, other)}"
            person = tx.people.get(one.id)
            tx.journal.add("gather.same", f"{_both(one, other)} are one human.", person=person.id)
            return person

    def different(self, a: str, b: str) -> None:
        """Two are two humans, for ever; no import joins them again."""
        from netcore.steps.gather.answers import say_different
        from netcore.steps.gather.joining import joiner

        with self._operation("different", "Told two people apart") as tx:
            one, other = tx.people.find(a), tx.people.find(b)
            say_different(tx, joiner(self._desk, tx), one.id, other.id)
            tx.operations.summary = f"Told {_both(one, other)} apart"
            tx.journal.add("gather.different", f"{_both(one, other)} are two humans.", person=one.id)

    def split(self, person: str, *, account: str = "", source_id: str = "") -> tuple[Person, Person]:
        """Take one card out of a person: (who remains, who was taken out).

        What the user said about the person stays with the card it was said about.
        """
        from netcore.steps.gather.answers import say_split
        from netcore.steps.gather.joining import joiner

        with self._operation("split", "Split a person") as tx:
            whole = tx.people.find(person)
            anchors = [anchor.id for anchor in tx.people.anchors([whole.id])[whole.id]]
            leaving = say_split(tx, joiner(self._desk, tx), whole.id, account, source_id)
            rest = next(anchor for anchor in anchors if anchor != leaving)
            tx.operations.summary = f"Split {whole.name}"
            tx.journal.add("gather.split", f"{whole.name} turned out to be two people.", person=whole.id)
            return tx.people.get(rest), tx.people.get(leaving)

    def undo(self) -> str:
        """Take back the newest operation exactly; returns what it was, in a sentence.

        Raises `NotPossibleNow` when there is nothing to undo, or when later work hangs on it.  What the user decided
        meanwhile about who may be written to stays decided.
        """
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            undone = tx.operations.undo()
            tx.journal.add("gather.undone", f"Taken back: {undone.summary}.")
            return undone.summary

    def operations(self, limit: int = 20) -> tuple[Operation, ...]:
        """What `undo` would take back, the newest first."""
        with self._store.read() as tx:
            return tx.operations.recent(limit)

    # -- circles -----------------------------------------------------------------------------------------------------

    def circles(self) -> tuple[Circle, ...]:
        """The parts of life, sorted by name, with how many people are in each."""
        with self._store.read() as tx:
            return tx.circles.all()

    def add_to_circle(self, circle: str, people: Sequence[str]) -> Circle:
        """Put people into a circle (its id or name), which is made when there is none."""
        with self._operation("circle", f"Put people into {circle}") as tx:
            ids = [tx.people.resolve(person) for person in people]
            key = _made(tx, circle)
            tx.circles.enroll((key, person) for person in ids)
            return _circle(tx, key)

    def remove_from_circle(self, circle: str, people: Sequence[str]) -> Circle:
        """Take people out of a circle; they stay in the network."""
        with self._operation("circle", f"Took people out of {circle}") as tx:
            found = _circle(tx, circle)
            ids = [tx.people.resolve(person) for person in people]
            anchors = [anchor.id for cluster in tx.people.anchors(ids).values() for anchor in cluster]
            tx.circles.dismiss(found.id, anchors)
            return _circle(tx, found.id)

    def map_category(self, category: str, circle: str | None) -> None:
        """Say which circle an address book's category means (None: none), for those who are here and for later ones."""
        from netcore.steps.gather.sorting import mean

        with self._operation("circle", f"“{category}” means {circle or 'nothing'}") as tx:
            mean(tx, category, _made(tx, circle) if circle else None)

    def join_circle(self, circle: str, into: str) -> Circle:
        """Put everybody in a circle into another one, which is made when there is none.

        What address books call the first one means the other from now on.  Raises `UsageError` when they are one.
        """
        from netcore.steps.gather.sorting import join

        with self._operation("circle", f"Put circle {circle} into {into}") as tx:
            found, key = _circle(tx, circle), _made(tx, into)
            if found.id == key:
                raise UsageError(f"{found.name} is that circle already.")
            join(tx, found.id, key)
            return _circle(tx, key)

    def describe_circle(self, circle: str, notes: str) -> Circle:
        """Note what a circle is to the user."""
        with self._operation("circle", f"Described {circle}") as tx:
            found = _circle(tx, circle)
            tx.circles.describe(found.id, notes)
            return _circle(tx, found.id)

    def rename_circle(self, circle: str, name: str) -> Circle:
        """Give a circle another name; its id stays, and so does what categories mean.

        Raises `UsageError` for no name, or that of another circle.
        """
        with self._operation("circle", f"Renamed {circle}") as tx:
            found = _circle(tx, circle)
            if not name.strip():
                raise UsageError("Say how the circle is to be called.")
            other = tx.circles.find(name)
            if other is not None and other.id != found.id:
                raise UsageError(f"There is a circle {other.name} already: put its people into one of the two.")
            tx.circles.rename(found.id, name)
            return _circle(tx, found.id)

    def recall(self) -> tuple[RecallPrompt, ...]:
        """Questions that bring people to mind, the parts of life where nobody is listed yet first."""
        from netcore.steps.gather.recall import recall

        with self._store.read() as tx:
            return recall(tx)

    # -- export ------------------------------------------------------------------------------------------------------

    def export(
        self,
        target: Path | BinaryIO,
        *,
        format: str = "",  # noqa: A002 -- the word that users know
        people: Sequence[str] | None = None,
        with_eliminated: bool = False,
        progress: Progress = no_progress,
    ) -> tuple[str, ...]:
        """Write merged cards; returns notes on what the format could not hold.

        ``format``: an exporter of a plugin, or "json" for the whole network, whoever is in it, with all the work
        (default: what the ending of the file's name says, else "vcard").  ``people``: only these (default: everybody
        who was not eliminated).  A file appears whole or not at all.
        Raises `PluginUnavailable` when no plugin writes the format, `StoreNotWritable` when the place is closed to us,
        `UsageError` when only some people of the whole network are asked for.
        """
        from netcore.steps.gather.export import export_people, usual_format, write
        from netcore.steps.gather.whole import FORMAT, export_network

        format = format or usual_format(self._desk, target)  # noqa: A001
        if format == FORMAT:
            if people is not None:
                raise UsageError("JSON is the whole network. To write some people, choose another format: vcard, csv.")
            return export_network(self._desk, lambda fill: write(target, fill))
        with self._store.read() as tx:
            if people is not None:
                ids = list(dict.fromkeys(tx.people.resolve(person) for person in people))
            else:
                known = tx.standings.standing_of()
                ids = [one for one in tx.people.ids() if with_eliminated or known[one][0] != "eliminated"]
        return export_people(self._desk, target, format, ids, progress)

    def write_back(
        self,
        account: str,
        people: Sequence[str] | None = None,
        settings: Mapping[str, object] | None = None,
        *,
        preview: bool = False,
        progress: Progress = no_progress,
    ) -> "WriteBackReport":
        """Write to an online address book what you corrected of the people in it, and nothing else.

        ``people``: only these, and those of them who are not in it get a card there, made of all that is known
        (default: everybody whom you corrected and who is in it).  What somebody else changed there meanwhile is left
        alone and reported as a conflict; repeating it is harmless.  Afterwards the account is read again.
        Raises `NotFound`, `PluginUnavailable` when the account cannot be written to, and what its plugin says when
        nothing was written.
        """
        from netcore.steps.gather.write_back import write_back

        with self._store.read() as tx:
            ids = None if people is None else dict.fromkeys(tx.people.resolve(person) for person in people)
        return write_back(self._desk, account, ids, settings or {}, preview=preview, progress=progress)

    # -- inside ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _operation(self, kind: OperationKind, summary: str) -> Iterator[Transaction]:
        with self._store.write() as tx:
            tx.lock_gate(alone=True)
            with tx.operations.one(kind, summary):
                yield tx


def _circle(tx: Transaction, text: str) -> Circle:
    found = tx.circles.find(text)
    if found is None:
        raise NotFound(f"There is no circle {text!r}. `netcore circles` lists them.")
    return found


def _made(tx: Transaction, text: str) -> str:
    """The id of the circle with this id or name, made when there is none."""
    if not fold(text):
        raise UsageError("A circle needs a name.")
    found = tx.circles.find(text)
    return found.id if found else tx.circles.add(text)


def _both(one: Person, other: Person) -> str:
    return f"{one.name or one.id} and {other.name or other.id}"
