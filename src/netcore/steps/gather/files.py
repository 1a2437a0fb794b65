"""Which plugin reads which file, and which files are one address book."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

import msgspec

from netcore.errors import NotFound, PluginError, PluginUnavailable, UsageError
from netcore.plugins import ContactSourceDescriptor, FileSource
from netcore.steps.base import Desk
from netcore.steps.gather.alike import Contents, Readable, is_all, is_another, known_as, parts
from netcore.steps.gather.archives import IN_AN_OFFICE, Archives, NoBook, Zipped, is_archive, is_litter
from netcore.store.accounts import Settings, StoredAccount
from netcore.store.portable import is_network

_HEAD = 64 * 1024

_BLANK = b" \t\r\n\xef\xbb\xbf"
_CARD = b"BEGIN:VCARD"
_NO_CARD_READER = (
    "there are vCards in it, and no plugin here reads those: install netcore-vcard, or let it load (netcore plugins)"
)
_NOBODY_READS = "no plugin reads this"
_AT_HOME = f"{_NOBODY_READS}: let the program that it belongs to export vCards (.vcf) or CSV, and import those"
_PACKED = f"{_NOBODY_READS}: unpack it, and import what was in it"
_WHAT_TO_DO = MappingProxyType(
    {
        **dict.fromkeys((".xls", ".xlsb", ".fods"), IN_AN_OFFICE),
        **dict.fromkeys((".abbu", ".contact", ".ldif", ".mab", ".msg", ".olm", ".ost", ".pst", ".wab"), _AT_HOME),
        **dict.fromkeys((".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz"), _PACKED),
    }
)
"""By the ending of a name: how to get at the people in a file that no plugin reads."""
_WHOLE = ".abbu"
"""A folder that a Mac shows as one file: what it keeps its address book in."""


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    """Files that are one account.  ``complete``: they are all there is of it."""

    account: StoredAccount
    descriptor: ContactSourceDescriptor
    files: tuple[Readable, ...]
    complete: bool
    known_by: str = ""
    """The name of the file when its cards told which account it is, and not its place."""


@dataclass(frozen=True)
class Plan:
    """What an import of some paths will read, and what it cannot."""

    books: tuple[AddressBook, ...]
    unreadable: tuple[tuple[str, str], ...]
    """(Name, reason) each."""


@dataclass
class _Found:
    file: Readable
    path: Path
    """Where it is, also inside an archive."""
    component: str
    one_of_many: bool
    walked: bool
    """Found by walking a folder, with everything that is beside it."""


class Planner:
    """Looks at files, and groups them into address books; changes nothing."""

    def __init__(self, desk: Desk, archives: Archives, settings: Mapping[str, object] | None = None) -> None:
        """``settings``: what the user says to the plugins that read the files; `UsageError` when none declares it."""
        self._desk = desk
        self._archives = archives
        self._settings = {name: value for name, value in (settings or {}).items() if value is not None}
        self._sources = {source.name: source for source in desk.registry.file_sources()}
        if not self._sources:
            problems = " ".join(map(str, desk.registry.file_sources().problems))
            raise PluginUnavailable(f"No plugin here reads files. Install netcore-vcard. {problems}".strip())
        self._readers: dict[str, FileSource] = {}
        self._problems: list[str] = []
        declared = {setting.name for source in self._sources.values() for setting in source.settings}
        if unknown := sorted(self._settings.keys() - declared):
            raise UsageError(f"No plugin that reads files has a setting {unknown[0]!r}.")

    def plan(self, paths: Sequence[Path], account: str = "") -> Plan:
        """The address books in these files and folders; ``account`` names the one that all of them belong to.

        Raises `NotFound`, before anything is read, when a path leads nowhere.
        """
        for path in paths:
            if not os.path.lexists(path):
                raise NotFound(f"There is no file or folder {path}.")
        found: list[_Found] = []
        unreadable: list[tuple[str, str]] = []

        def closed(error: OSError) -> None:
            unreadable.append((str(error.filename), f"it cannot be looked into: {error.strerror or error}"))

        for path, walked in dict(_files(paths, closed)).items():
            for file in self._unpacked(path, unreadable):
                try:
                    found.append(self._identified(file, walked=walked or isinstance(file, Zipped)))
                except _NotOurs as reason:
                    unreadable.append((str(_path_of(file)), str(reason)))
        books = self._one_book(found, account) if account else self._recognised([*self._books(found)])
        return Plan(tuple(books), tuple(unreadable))

    def _unpacked(self, path: Path, unreadable: list[tuple[str, str]]) -> Iterable[Readable]:
        """The file itself, or the files in it when it is an archive."""
        archive = False
        if path.is_file():
            with suppress(OSError), path.open("rb") as file:  # whoever looks at it closely will say why
                archive = is_archive(file.read(4))
        if not archive:
            return (path,)
        try:
            return tuple(self._archives.unpack(path))
        except NoBook as reason:
            unreadable.append((str(path), str(reason)))
        except OSError as error:
            unreadable.append((str(path), f"it cannot be read: {error.strerror or error}"))
        return ()

    def _identified(self, file: Readable, *, walked: bool) -> _Found:
        path = _path_of(file)
        if isinstance(file, Path) and file.exists() and not file.is_file():
            raise _NotOurs(_WHAT_TO_DO.get(path.suffix.lower(), "it is no file"))
        try:
            with file.open("rb") as stream:
                head = stream.read(_HEAD)
        except OSError as error:
            raise _NotOurs(f"it cannot be read: {error.strerror or error}") from None
        if not head:
            raise _NotOurs("it is empty")
        if is_network(head):
            raise _NotOurs("it holds a whole network: import it by itself, into an empty one")
        if isinstance(file, Zipped) and is_archive(head):
            raise _NotOurs("it is an archive within an archive: unpack it first")
        if head.lstrip(_BLANK).upper().startswith(_CARD) and not any(
            fnmatch("contacts.vcf", pattern) for source in self._sources.values() for pattern in source.patterns
        ):
            raise _NotOurs(_NO_CARD_READER)  # others would take it for a table of nonsense
        likely_first = sorted(
            self._sources.values(), key=lambda source: not any(fnmatch(path.name.lower(), p) for p in source.patterns)
        )
        problems = []
        for source in likely_first:
            reader = self._reader(source)
            try:
                if reader is not None and reader.identify(head, path):
                    return _Found(file, path, source.name, reader.one_of_many(head), walked)
            except Exception as error:  # a plugin that stumbles over a file is not its reader
                problems.append(f"{source.name} failed to look at it: {type(error).__name__}: {error}")
        why = _WHAT_TO_DO.get(path.suffix.lower(), _NOBODY_READS)
        raise _NotOurs(" ".join([why, *(f"({text})" for text in [*problems, *self._problems])]))

    def _reader(self, source: ContactSourceDescriptor) -> FileSource | None:
        """An instance that only looks at files; None when the plugin cannot make one."""
        if source.name not in self._readers:
            try:
                made = self._desk.registry.create(
                    source, self._desk.surroundings.context(source, explicit=self._said(source))
                )
            except PluginError as error:
                self._problems.append(str(error))
                del self._sources[source.name]
                return None
            assert isinstance(made, FileSource)
            self._readers[source.name] = made
        return self._readers[source.name]

    def _said(self, source: ContactSourceDescriptor) -> dict[str, object]:
        """What the user says to this one."""
        declared = {setting.name for setting in source.settings}
        return {name: value for name, value in self._settings.items() if name in declared}

    # -- accounts ----------------------------------------------------------------------------------------------------

    def _one_book(self, found: Sequence[_Found], account: str) -> Iterator[AddressBook]:
        """All files into the account that the user named; what they do not show may be elsewhere."""
        by_component: defaultdict[str, list[_Found]] = defaultdict(list)
        for one in found:
            by_component[one.component].append(one)
        for component, files in by_component.items():
            name = account.removeprefix(f"{component}:")
            with self._desk.store.read() as tx:
                known = tx.accounts.get(f"{component}:{name}")
            location = _location(files[0].path) if len(files) == 1 else ""
            stored = known or self._account(component, name, location, id_=f"{component}:{name}")
            complete = len(files) == 1 and bool(location) and stored.location == location
            yield self._made_book(stored, component, [one.file for one in files], complete=complete)

    def _books(self, found: Sequence[_Found]) -> Iterator[AddressBook]:
        names = _Names(self._desk)
        folders: defaultdict[tuple[str, Path], list[_Found]] = defaultdict(list)
        for one in found:
            if one.one_of_many:
                folders[one.component, one.path.parent].append(one)
        for one in found:
            folder = folders[one.component, one.path.parent] if one.one_of_many else []
            alone = len(folder) < 2 and not one.walked and names.known(one.component, one.path.parent) is None
            if not folder or alone:
                yield self._book(names, one.component, one.path, one.path.stem, [one.file], complete=True)
            elif one is folder[0]:
                files = [other.file for other in folder]
                parent, complete = one.path.parent, all(other.walked for other in folder)
                name = parent.resolve().name.removesuffix(".zip")
                yield self._book(names, one.component, parent, name, files, complete=complete)

    def _recognised(self, books: Sequence[AddressBook]) -> list[AddressBook]:
        """The same, those that are one address book as one: their cards tell, wherever the files are."""
        names = _Names(self._desk, taken=[book.account.id for book in books])
        by_component: defaultdict[str, list[AddressBook]] = defaultdict(list)
        for book in books:
            by_component[book.account.component].append(book)
        found = [book for some in by_component.values() for book in self._of_component(names, some)]
        order = {file: number for number, book in enumerate(books) for file in book.files}
        return sorted(found, key=lambda book: min(order[file] for file in book.files))

    def _of_component(self, names: "_Names", books: Sequence[AddressBook]) -> Iterator[AddressBook]:
        component = books[0].account.component
        with self._desk.store.read() as tx:
            accounts = [one.id for one in tx.accounts.all() if one.component == component]
        if self._said(self._sources[component]) or (len(books) == 1 and not accounts):
            yield from books
            return
        read = [self._contents(book) for book in books]
        books = [self._by_cards(names, book, found, accounts) for book, found in zip(books, read, strict=True)]
        one_book: defaultdict[str, list[int]] = defaultdict(list)
        for number, whole in enumerate(parts(read)):
            placed = books[number].account.id in accounts
            one_book[books[number if placed else whole].account.id].append(number)
        for numbers in one_book.values():
            numbers.sort(key=lambda number: (books[number].account.id not in accounts, -len(read[number].digests)))
            first = books[numbers[0]]
            if first.account.id not in accounts:
                ids = [one.id for n in numbers if (one := books[n].account).name == first.account.name]
                first = replace(first, account=msgspec.structs.replace(first.account, id=min(ids, key=len)))
            files = [file for number in numbers for file in books[number].files]
            complete = any(books[number].complete for number in numbers)
            yield replace(first, files=tuple(dict.fromkeys(files)), complete=complete)

    def _by_cards(self, names: "_Names", book: AddressBook, found: Contents, accounts: Sequence[str]) -> AddressBook:
        """The book with the account that its cards tell, which is that of its place unless they speak against it."""
        with self._desk.store.read() as tx:
            if book.account.id in accounts and not is_another(tx, found, book.account.id):
                return book
            known = tx.accounts.get(known_as(tx, found, accounts))
            if known is not None:
                complete = is_all(tx, found, known.id)
                return replace(book, account=known, complete=complete, known_by=_path_of(book.files[0]).name)
        if book.account.id not in accounts:
            return book
        id_ = names.free(book.account.component, book.account.name)
        return replace(
            book, account=self._account(book.account.component, book.account.name, book.account.location, id_=id_)
        )

    def _contents(self, book: AddressBook) -> Contents:
        context = self._desk.surroundings.context(book.descriptor, explicit=book.account.settings)
        source = self._desk.registry.create(book.descriptor, context)
        assert isinstance(source, FileSource)
        return Contents(source, book.files)

    def _book(
        self, names: "_Names", component: str, place: Path, name: str, files: Sequence[Readable], *, complete: bool
    ) -> AddressBook:
        known = names.known(component, place)
        stored = known or self._account(component, name, _location(place), id_=names.free(component, name))
        return self._made_book(stored, component, files, complete=complete)

    def _made_book(
        self, stored: StoredAccount, component: str, files: Sequence[Readable], *, complete: bool
    ) -> AddressBook:
        """With what the user says to its plugin, which is kept with the account."""
        descriptor = self._sources[component]
        secret = {setting.name for setting in descriptor.settings if setting.secret}
        said = {name: value for name, value in self._said(descriptor).items() if name not in secret}
        settings: Mapping[str, object] = stored.settings or self._said_before(descriptor, files[0])
        if said and (reader := self._reader(descriptor)) is not None:
            settings = reader.remembered(settings, said)
        if settings != stored.settings:
            stored = msgspec.structs.replace(stored, settings=settings)
        return AddressBook(account=stored, descriptor=descriptor, files=tuple(files), complete=complete)

    def _said_before(self, descriptor: ContactSourceDescriptor, file: Readable) -> Settings:
        """What the user said last of a file like this one."""
        with self._desk.store.read() as tx:
            others = [one for one in tx.accounts.all() if one.component == descriptor.name and one.settings]
        if not others:
            return {}
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
        for other in sorted(others, key=lambda one: (one.created_at, one.id), reverse=True):
            with suppress(Exception):  # what was said then may mean nothing to the plugin by now
                context = self._desk.surroundings.context(descriptor, explicit=other.settings)
                reader = self._desk.registry.create(descriptor, context)
                if isinstance(reader, FileSource) and reader.meant_for(head):
                    return other.settings
        return {}

    def _account(self, component: str, name: str, location: str, *, id_: str) -> StoredAccount:
        return StoredAccount(id=id_, component=component, name=name, location=location, created_at=self._desk.now())


class _NotOurs(Exception):
    """Why a file cannot be imported, for the end of a sentence."""


class _Names:
    """The accounts that there are, and free names for new ones."""

    def __init__(self, desk: Desk, taken: Iterable[str] = ()) -> None:
        self._desk = desk
        self._taken = set(taken)

    def known(self, component: str, place: Path) -> StoredAccount | None:
        with self._desk.store.read() as tx:
            return tx.accounts.at(component, _location(place))

    def free(self, component: str, name: str) -> str:
        """``component:name``, with a number when another place has that name already."""
        wanted = f"{component}:{name or 'contacts'}"
        number, candidate = 1, wanted
        with self._desk.store.read() as tx:
            while candidate in self._taken or tx.accounts.get(candidate) is not None:
                number += 1
                candidate = f"{wanted}-{number}"
        self._taken.add(candidate)
        return candidate


def _path_of(file: Readable) -> Path:
    return file.path if isinstance(file, Zipped) else file


def _location(path: Path) -> str:
    return str(path.resolve())


def _files(paths: Iterable[Path], closed: Callable[[OSError], None]) -> Iterator[tuple[Path, bool]]:
    """All files, folders walked in a stable order: (the file, whether it was found by walking).

    What systems leave in folders by themselves is passed over.
    """
    for path in paths:
        if not path.is_dir() or path.suffix.lower() == _WHOLE:
            yield path, False
            continue
        for folder, folders, names in os.walk(path, onerror=closed):
            whole = [name for name in folders if name.lower().endswith(_WHOLE)]
            yield from ((Path(folder, name), True) for name in sorted(whole))
            folders[:] = sorted(name for name in folders if not is_litter(name) and name not in whole)
            yield from ((Path(folder, name), True) for name in sorted(names) if not is_litter(name))
