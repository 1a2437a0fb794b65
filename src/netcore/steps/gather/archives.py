"""Address books in a zip archive: read where they are, and never unpacked onto the disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = frozenset({"[Content_Types].xml", "META-INF/manifest.xml", "Index/Document.iwa", "Index.zip"})
"""What is in the files of Microsoft's, the free and Apple's office programs only."""
IN_AN_OFFICE = "it is a file of an office program: open it there, save it as CSV, and import that"
_MOST_FILES = 100_000
_MOST_BYTES = 4 << 30
_USUAL_BYTES = 100 << 20
_MOST_TIMES = 200
"""Text is rarely packed into less than a thirtieth; a bomb is packed into a thousandth."""
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".localized", ".directory"})


class NoBook(Exception):
    """Why an archive cannot be imported, for the end of a sentence."""


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so is a zip archive."""
    return head.startswith(_HEADS)


def is_litter(name: str) -> bool:
    """Whether a file or folder is what systems leave behind by themselves: nothing that anybody brought."""
    return name.lower() in _LITTER or name.startswith("._")


class Archives:
    """Opens archives; close it at the end, or use it in a ``with`` block.

    The latest one stays open, since whoever reads a file of it will read the next one, too: to open an archive means to
    read the list of all that is in it.
    """

    def __init__(self) -> None:
        self._latest: tuple[Path, zipfile.ZipFile] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, archive: Path) -> zipfile.ZipFile:
        """The archive, open until another one is; what is being read of it can be read to the end all the same."""
        if self._latest is None or self._latest[0] != archive:
            self.close()
            self._latest = archive, zipfile.ZipFile(archive)
        return self._latest[1]

    def close(self) -> None:
        """Let go of the latest one."""
        if self._latest is not None:
            self._latest[1].close()
            self._latest = None

    def unpack(self, archive: Path) -> Iterator["Zipped"]:
        """The files in an archive, sorted by name; raises `NoBook` when it is none that can be read safely."""
        try:
            members = [member for member in self.open(archive).infolist() if not member.is_dir()]
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise NoBook("the archive is damaged: fetch or make it again") from None
        _refuse_what_is_unsafe(archive, members)
        for member in sorted(members, key=lambda member: member.filename):
            if not any(is_litter(part) for part in PurePosixPath(member.filename).parts):
                yield Zipped(self, archive, member)


@dataclass(frozen=True)
class Zipped:
    """A file in an archive, which can be read like one outside."""

    archives: Archives
    archive: Path
    member: zipfile.ZipInfo

    @property
    def name(self) -> str:
        """Its own name."""
        return PurePosixPath(self.member.filename).name

    @property
    def path(self) -> Path:
        """Where it would be if the archive were a folder; never outside of it, whatever the member is called."""
        parts = PurePosixPath(self.member.filename.replace("\\", "/")).parts
        return self.archive.joinpath(*(part for part in parts if part not in {"/", ".."}))

    def open(self, mode: str = "rb") -> BinaryIO:
        """Read it; raises `OSError` when the archive is damaged, now or at any reading."""
        return io.BufferedReader(_Unpacking(self))


def _refuse_what_is_unsafe(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    if any(member.filename in _OFFICE for member in members):
        raise NoBook(IN_AN_OFFICE)
    if any(member.flag_bits & 1 for member in members):
        raise NoBook("the archive is locked with a password: unpack it, and import the folder")
    if len(members) > _MOST_FILES:
        raise NoBook(f"there are {len(members)} files in the archive: no address book has so many")
    size = sum(member.file_size for member in members)
    if size > _MOST_BYTES or (size > _USUAL_BYTES and size > _MOST_TIMES * archive.stat().st_size):
        raise NoBook(
            f"unpacked, the archive would have {size / (1 << 30):,.1f} GB: no address book is packed so densely"
        )


class _Unpacking(io.RawIOBase):
    """A file of an archive, as a raw stream whose faults are those of any file."""

    def __init__(self, file: Zipped) -> None:
        super().__init__()
        with _faults():
            self._stream = file.archives.open(file.archive).open(file.member)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # what io hands in is always a buffer
        with _faults():
            data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _faults():
            return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what the packing raises into `OSError`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise OSError("the archive is damaged there") from error
