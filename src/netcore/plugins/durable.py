"""Files that are whole or not there, also after a power cut, and that only their owner can read."""

import errno
import os
from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet, mode 0600, and wait until the disk has it.

    Raises `OSError`; then there is no file.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's entries; does nothing where the system cannot do that (Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:  # file systems that sync no folders
            raise
    finally:
        os.close(descriptor)
