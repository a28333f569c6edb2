"""Unpacking of a feed: plain, gzip, or zip with one member. What comes out is bounded in size and in ratio."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Final, cast

from apps.referrals.catalogue.findings import FeedRefused

MOST_BYTES: Final = 8 * 1024**3
MOST_RATIO: Final = 200
"""Feeds pack to a tenth or a twentieth; runs of one letter to a thousandth."""
RATIO_FROM: Final = 16 * 1024**2
"""So much may come out of anything: short files repeat themselves."""
GZIP: Final = b"\x1f\x8b"
ZIP: Final = b"PK\x03\x04"
EMPTY_ZIP: Final = b"PK\x05\x06"


@dataclass(frozen=True)
class Limits:
    """How much may come out of a file, and how much more than went in."""

    most_bytes: int = MOST_BYTES
    most_ratio: int = MOST_RATIO
    ratio_from: int = RATIO_FROM


class Bounded(io.RawIOBase):
    """A stream of bytes that refuses to give more than it may. Knows how much of the packed file has been read."""

    def __init__(self, inner: IO[bytes], packed: IO[bytes], limits: Limits) -> None:
        super().__init__()
        self._inner, self._packed, self._limits = inner, packed, limits
        self.given = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def position(self) -> int:
        """Return how many bytes of the file as it came have been read."""
        return self._packed.tell()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes. Raises FeedRefused."""
        try:
            piece = self._inner.read(size if size >= 0 else 1024 * 1024)
        except (
            OSError,
            EOFError,
            zlib.error,
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise FeedRefused("packing") from error
        self.given += len(piece)
        if self.given > self._limits.most_bytes:
            raise FeedRefused("too_large", limit=self._limits.most_bytes)
        if self._inner is not self._packed and self._is_too_tight():
            raise FeedRefused("packed_too_tight", limit=self._limits.most_ratio)
        return piece

    def _is_too_tight(self) -> bool:
        limits = self._limits
        return self.given > max(limits.ratio_from, limits.most_ratio * self._packed.tell())


def unpacked(packed: IO[bytes], limits: Limits | None = None) -> Bounded:
    """Return the feed inside a file that can seek. Raises FeedRefused; so does reading from what is returned."""
    limits = limits or Limits()
    head = packed.read(4)
    packed.seek(0)
    if not head:
        raise FeedRefused("empty")
    if head.startswith(GZIP):
        return _once(Bounded(cast("IO[bytes]", gzip.GzipFile(fileobj=packed)), packed, limits))
    if head in (ZIP, EMPTY_ZIP):
        return _once(Bounded(_member(packed, limits), packed, limits))
    return Bounded(packed, packed, limits)


def _member(packed: IO[bytes], limits: Limits) -> IO[bytes]:
    """Return the one file of an archive; folders and what macOS adds do not count."""
    try:
        archive = zipfile.ZipFile(packed)
        files = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX/" not in one.filename]
        if len(files) != 1:
            raise FeedRefused("zip_members", limit=1)
        if files[0].file_size > limits.most_bytes:
            raise FeedRefused("too_large", limit=limits.most_bytes)
        return archive.open(files[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise FeedRefused("packing") from error


def _once(stream: Bounded) -> Bounded:
    """A packed file in a packed file is no feed."""
    head = stream.read(4)
    if head.startswith(GZIP) or head == ZIP:
        raise FeedRefused("packed_twice")
    return _Again(head, stream)


class _Again(Bounded):
    """A stream whose first bytes have been looked at."""

    def __init__(self, head: bytes, stream: Bounded) -> None:
        super().__init__(stream._inner, stream._packed, stream._limits)
        self._head, self.given = head, stream.given

    def read(self, size: int = -1) -> bytes:
        """Return the first bytes, then the others."""
        if self._head:
            piece, self._head = self._head, b""
            return piece
        return super().read(size)
