"""A folder that only our own user enters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from apps.foundation.files.storage import PIECE_BYTES, UNFINISHED, StorageAway
from apps.foundation.ids import uuid7


class PrivateFolder(FileSystemStorage):
    """A file is there whole, on disk, or not at all."""

    def put(self, key: str, content: bytes) -> None:
        """Write aside, flush to disk, then rename."""
        path, part = Path(self.path(key)), Path(self.path(f"{UNFINISHED}{uuid7().hex}"))
        try:
            _make_private(path.parent)
            _make_private(part.parent)
            _write_whole(part, content)
            part.replace(path)
            _flush_folder(path.parent)
        except OSError as error:
            raise StorageAway(type(error).__name__) from error

    def size_bytes(self, key: str) -> int:
        """Return how many bytes are kept."""
        return Path(self.path(key)).stat().st_size

    def pieces(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield bytes from `start` up to, without, `stop`."""
        with open(self.path(key), "rb") as file:
            file.seek(start)
            left = (os.fstat(file.fileno()).st_size if stop is None else stop) - start
            while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
                left -= len(piece)
                yield piece

    def remove(self, key: str) -> None:
        """Forget a key."""
        Path(self.path(key)).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a prefix, in order."""
        root = Path(self.location)
        for path in sorted((root / prefix.rpartition("/")[0]).rglob("*")):
            key = path.relative_to(root).as_posix()
            if path.is_file() and key.startswith(prefix):
                yield key


def _make_private(folder: Path) -> None:
    """Make a folder and those above it, each for our own user only: `Path.mkdir` gives that mode to the last one."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a new file down to the disk; what could not be written leaves nothing."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
    """A rename is on disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
