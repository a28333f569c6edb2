"""Where files of people lie: a private folder, or a bucket. Chosen by `STORAGE_URL`; the same few verbs for both.

Keys are made here, never from a name that somebody gave: one below `received/` for what nobody has looked into, those
below `checked/` for what was written anew. Django's storages know no part of a file, so each has `pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Protocol, cast
from uuid import UUID

from django.core.files.storage import storages

PIECE_BYTES: Final = 256 * 1024
ALIAS: Final = "private"


RECEIVED: Final = "received/"
CHECKED: Final = "checked/"
UNFINISHED: Final = "unfinished/"
"""Where a folder writes; what stays there was cut off by a crash."""


class StorageAway(OSError):
    """The storage does not answer, or not as it should; nothing is known of the file. Try again."""


class Store(Protocol):
    """What files need of a storage. Every verb raises StorageAway; those that read raise FileNotFoundError."""

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes under a key, whole or not at all; the same key again replaces them."""

    def size_bytes(self, key: str) -> int:
        """Return how many bytes are kept."""

    def pieces(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield bytes from `start` up to, without, `stop`."""

    def remove(self, key: str) -> None:
        """Forget a key; one that is not there is forgotten already."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a prefix, in order."""


def store() -> Store:
    """Return the storage that the settings name."""
    return cast("Store", storages[ALIAS])


def read(key: str) -> bytes:
    """Return all that is kept under a key. Raises FileNotFoundError, StorageAway."""
    return b"".join(store().pieces(key))


def received_key(file_id: UUID) -> str:
    """Return where a file lies until it is checked. Its id is a UUIDv7: the key tells how old it is."""
    return f"{RECEIVED}{file_id.hex}"


def made_at(key: str) -> datetime | None:
    """Return when a key below `received/` or `unfinished/` was made, told by its name; None for any other name."""
    name = key.rpartition("/")[2]
    if not re.fullmatch(r"[0-9a-f]{12}7[0-9a-f]{19}", name):
        return None
    return datetime.fromtimestamp(int(name[:12], 16) / 1_000, tz=UTC)


def checked_key(file_id: UUID, variant: str) -> str:
    """Return where what was written anew lies. The last digits are random: folders fill up evenly."""
    return f"{CHECKED}{file_id.hex[-2:]}/{file_id.hex}-{variant}"
