"""From address books into the network: files and folders, and what plugins fetch from elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from netcore.errors import Ambiguous, NetcoreError, PluginError, SignInNeeded, UsageError
from netcore.model.importing import ImportReport, Outcome, RecordReport
from netcore.plugins import (
    Checkpoint,
    ContactSource,
    ContactSourceDescriptor,
    Context,
    FileSource,
    Record,
    Unreadable,
)
from netcore.plugins.context import Progress
from netcore.steps.base import Desk
from netcore.steps.gather.alike import Readable
from netcore.steps.gather.archives import Archives
from netcore.steps.gather.files import AddressBook, Plan, Planner
from netcore.steps.gather.intake import Intake, ensure_account
from netcore.steps.gather.run import Run
from netcore.steps.gather.same_ids import SameIds
from netcore.store import Transaction
from netcore.store.accounts import AccountState, StoredAccount

OnRecord = Callable[[RecordReport], None]

_TOLD: tuple[tuple[Outcome, str], ...] = (
    ("new", "new"),
    ("same", "known from elsewhere"),
    ("question", "to be asked about"),
    ("updated", "updated"),
    ("gone", "gone there"),
)


def import_files(
    desk: Desk,
    paths: Sequence[Path],
    settings: Mapping[str, object],
    *,
    account: str,
    preview: bool,
    progress: Progress,
    on_record: OnRecord,
) -> tuple[ImportReport, ...]:
    """Read files and folders: see `Gather.import_paths`."""
    with Archives() as archives:
        plan = Planner(desk, archives, settings).plan(paths, account)
        return _import_planned(desk, plan, preview=preview, progress=progress, on_record=on_record)


def _import_planned(
    desk: Desk, plan: Plan, *, preview: bool, progress: Progress, on_record: OnRecord
) -> tuple[ImportReport, ...]:
    done: list[tuple[str, Intake, bool]] = []
    with Run(desk, "An import that was broken off", preview=preview, progress=progress, on_record=on_record) as run:
        refused = tuple(
            RecordReport(source_id="", name=name, outcome="refused", notes=(reason,), place=name)
            for name, reason in plan.unreadable
        )
        for line in refused:
            on_record(line)
        for book in plan.books:
            intake, interrupted = _read_book(desk, run, book)
            done.append((book.account.id, intake, interrupted))
            if interrupted:
                break
        run.weigh()
        _look_again(run, done)
        operation = run.finish(_summary(done), lambda tx: _tell(tx, done))
    reports = [
        ImportReport(
            account=name,
            operation=operation,
            preview=preview,
            interrupted=interrupted,
            known_by=book.known_by,
            circles=tuple(intake.sorter.made),
            records=tuple(intake.lines),
        )
        for book, (name, intake, interrupted) in zip(plan.books, done, strict=False)
    ]
    return (*reports, *([ImportReport(account="", preview=preview, records=refused)] if refused else []))


def _read_book(desk: Desk, run: Run, book: AddressBook) -> tuple[Intake, bool]:
    """Read one address book; returns what came in, and whether the user stopped it."""
    source = desk.registry.create(book.descriptor, _context(desk, run, book.descriptor, book.account, {}))
    assert isinstance(source, FileSource)
    intake = Intake(run, book.account, source.parse, remember=False)
    feed, settle = _way_in(desk, book, intake, source)
    whole = book.complete
    try:
        for file in book.files:
            whole &= _read_file(source, file, intake, feed)
        settle()
        intake.finish(complete=whole)
    except KeyboardInterrupt:
        return intake, True
    return intake, False


def _way_in(
    desk: Desk, book: AddressBook, intake: Intake, source: FileSource
) -> tuple[Callable[[Record | Unreadable, str], None], Callable[[], None]]:
    """What takes a thing and the name of its file, and what to call at the end."""
    account = book.account.id
    with desk.store.read() as tx:
        if len(book.files) > 1 or not book.complete or tx.records.named_after(account, _name(book.files[0])):
            same_ids = SameIds(intake, source.parse, tx.records.digests(account), complete=book.complete)
            return same_ids.feed, same_ids.settle
    return lambda item, _: intake.feed(item), lambda: None


def _name(file: Readable) -> str:
    """The file's name, also where it was written in a character set that is not this system's."""
    return file.name.encode(errors="replace").decode()


def _read_file(
    source: FileSource, file: Readable, intake: Intake, feed: Callable[[Record | Unreadable, str], None]
) -> bool:
    """Feed one file; False when its reading broke off: what came before that is kept."""
    try:
        with file.open("rb") as stream:
            for item in source.read(stream, file.name):
                feed(item, _name(file))
    except OSError as error:
        intake.refuse(file.name, f"it cannot be read any further: {error.strerror or error}")
        return False
    except NetcoreError:
        raise
    except Exception as error:  # a reader that breaks costs the rest of its file, and nothing else
        intake.refuse(file.name, f"its plugin failed on the rest of the file ({type(error).__name__}: {error})")
        return False
    return True


def import_from(
    desk: Desk,
    component: str,
    settings: Mapping[str, object],
    *,
    account: str,
    preview: bool,
    progress: Progress,
    on_record: OnRecord,
) -> ImportReport:
    """Pull from a source that is no file: see `Gather.import_source`."""
    descriptor, stored = source_account(desk, component, settings, account)
    if descriptor.sign_in and not stored.uses:
        raise SignInNeeded(f"Nobody has signed in to {component} yet. Run: netcore accounts add {descriptor.name}")
    with Run(
        desk, f"An import from {stored.id} that was broken off", preview=preview, progress=progress, on_record=on_record
    ) as run:
        context = _context(desk, run, descriptor, stored, settings)
        source = desk.registry.create(descriptor, context)
        assert isinstance(source, ContactSource)
        intake = Intake(run, stored, source.parse, remember=True)
        stopped, interrupted = "", False
        try:
            _pull(source, stored, run, intake)
        except KeyboardInterrupt:
            interrupted = True
        except (Exception, SystemExit) as error:  # a plugin that ends the process costs its own import, too
            if intake.received == 0:
                run.finish("", lambda _: None)  # nothing came: there is nothing to take back
            if intake.received == 0 and isinstance(error, NetcoreError):
                raise
            if intake.received == 0:
                raise PluginError(f"{component} failed: {type(error).__name__}: {error}") from error
            failed = f"its plugin failed ({type(error).__name__}: {error})."
            stopped = str(error) if isinstance(error, NetcoreError) else failed
            interrupted = True
        done = [(stored.id, intake, interrupted)]
        run.weigh()
        _look_again(run, done)
        operation = run.finish(_summary(done), lambda tx: _tell(tx, done))
    if not preview and (intake.received or not interrupted):
        keep_secrets(descriptor, context, settings)  # they are the right ones: something came
    return ImportReport(
        account=stored.id,
        operation=operation,
        preview=preview,
        again=stored.cursor is not None,
        interrupted=interrupted,
        stopped=stopped,
        circles=tuple(intake.sorter.made),
        records=tuple(intake.lines),
    )


def _pull(source: ContactSource, stored: StoredAccount, run: Run, intake: Intake) -> None:
    with run.transaction() as tx:
        if stored.cursor is None:
            tx.records.begin_listing(stored.id)
        ensure_account(tx, stored)
    full = False
    try:
        for item in source.pull(stored.cursor):
            if isinstance(item, Checkpoint):
                intake.reached(item.cursor)
                if item.begins:
                    intake.flush()
                    intake.begin_listing()
                if item.full:
                    intake.flush()
                    intake.mark_vanished()
                    full = True
            else:
                intake.feed(item)
    except (Exception, KeyboardInterrupt, SystemExit):
        intake.flush()  # what came before is kept; it is asked for again from the last checkpoint on
        raise
    intake.finish(complete=False)
    if not full:
        with run.transaction() as tx:
            tx.records.begin_listing(stored.id)


def source_account(
    desk: Desk, component: str, settings: Mapping[str, object], name: str
) -> tuple[ContactSourceDescriptor, StoredAccount]:
    """The source and the account that the user means: an account's id, or a component and a name for its account.

    Without a name: the account with these settings; else a new one, or where its owner has to sign in, the only one of
    the component.  Raises `Ambiguous` when several people have signed in.
    """
    with desk.store.read() as tx:
        named = tx.accounts.get(component)
        descriptor = desk.registry.source(named.component if named else component)
        if descriptor.patterns:
            raise UsageError(f"{descriptor.name} reads files: give it one (`netcore import FILE`).")
        plain = {setting.name for setting in descriptor.settings if not setting.secret}
        said = {key: value for key, value in settings.items() if key in plain and value is not None}
        if named is not None:
            return descriptor, _with(named, said)
        wanted = f"{descriptor.name}:{name.removeprefix(f'{descriptor.name}:')}" if name else ""
        if wanted and (known := tx.accounts.get(wanted)) is not None:
            return descriptor, _with(known, said)
        ours = [one for one in tx.accounts.all() if one.component == descriptor.name]
    if not wanted:
        alike = [one for one in ours if all(one.settings.get(key) == value for key, value in said.items())]
        meant = alike or (ours if descriptor.sign_in else [])
        if len(meant) == 1:
            return descriptor, _with(meant[0], said)
        if meant and descriptor.sign_in:
            names = ", ".join(one.id for one in meant)
            raise Ambiguous(
                f"{descriptor.name!r} has {len(meant)} accounts: name one of {names}.",
                tuple((one.id, one.name) for one in meant),
            )
        first = next((str(value) for value in said.values() if isinstance(value, str)), "")
        wanted = f"{descriptor.name}:{first or 'default'}"
        if any(one.id == wanted for one in ours):
            raise UsageError(
                f"There is an account {wanted} already, with other settings. Give this one a name of its own "
                f"(`netcore accounts add {descriptor.name} … --name NAME`), or say {wanted} to change that one."
            )
    made = StoredAccount(
        id=wanted,
        component=descriptor.name,
        name=wanted.partition(":")[2],
        location=next((str(value) for value in said.values() if isinstance(value, str)), ""),
        settings=dict(said),  # type: ignore[arg-type]  # checked when the context is made
        created_at=desk.now(),
    )
    return descriptor, made


def keep_secrets(descriptor: ContactSourceDescriptor, context: Context, settings: Mapping[str, object]) -> None:
    """Keep the secrets that the user just gave, for the next time."""
    for setting in descriptor.settings:
        if setting.secret and settings.get(setting.name) is not None:
            context.secrets.set(setting.name, str(settings[setting.name]))


def _with(stored: StoredAccount, said: Mapping[str, object]) -> StoredAccount:
    return msgspec.structs.replace(stored, settings={**stored.settings, **said}) if said else stored


def _context(
    desk: Desk,
    run: Run,
    descriptor: ContactSourceDescriptor,
    stored: StoredAccount,
    settings: Mapping[str, object],
) -> Context:
    state = AccountState(desk.store, stored.id)
    return desk.surroundings.context(
        descriptor,
        account=stored.id,
        explicit=settings,
        stored=stored.settings,
        state=dict(state) if run.preview else state,
        progress=run.progress,
    )


def _look_again(run: Run, done: Sequence[tuple[str, Intake, bool]]) -> None:
    """Complete the lines with what only the end of an import in many pieces can tell."""
    anchors = {anchor for _, intake, _ in done for anchor in intake.anchors.values()}
    if not anchors or not run.in_many_pieces:
        return
    with run.transaction() as tx:
        current = tx.people.current(anchors)
    claimed = {person for person in current.values() if person not in anchors}
    for _, intake, _ in done:
        intake.look_again(current, claimed)


def _summary(done: Sequence[tuple[str, Intake, bool]]) -> str:
    names = [name for name, _, _ in done]
    what = names[0] if len(names) == 1 else f"{len(names)} address books"
    return f"Imported {what}: {_counts(done)}"


def _counts(done: Sequence[tuple[str, Intake, bool]]) -> str:
    counts = [
        (sum(line.outcome == outcome for _, intake, _ in done for line in intake.lines), word)
        for outcome, word in _TOLD
    ]
    return ", ".join(f"{number} {word}" for number, word in counts if number) or "nothing new"


def _tell(tx: Transaction, done: Sequence[tuple[str, Intake, bool]]) -> None:
    for one in done:
        if one[1].lines:
            tx.journal.add("gather.imported", f"Imported {one[0]}: {_counts([one])}.")
