"""One start a data folder. Two locks, because a start that was killed may still have dying children.

`lock` is held by the start command alone, and names its process: whoever finds it held is told so.
`family.lock` is inherited by every child, so that it is free only when the last of them is gone: the next
start waits for that.
"""

import fcntl
import os
import time
from dataclasses import dataclass
from pathlib import Path

from kaishi.embedded.errors import CannotStart

DYING_SECONDS = 15.0


@dataclass
class FolderLock:
    own: int
    family: int

    @classmethod
    def take(cls, data: Path) -> "FolderLock":
        """Lock the data folder. Raises CannotStart when another start works on it."""
        own = _open(data / "lock")
        if not _try(own):
            number = os.pread(own, 32, 0).decode(errors="replace").strip() or "unknown"
            raise CannotStart(
                f"KAISHI already runs on the data folder {data} (process {number}). Stop that one, or start "
                "this one with another folder: --data DIR."
            )
        family = _open(data / "family.lock")
        _wait_for_the_last_start(family, data)
        os.ftruncate(own, 0)
        os.pwrite(own, str(os.getpid()).encode(), 0)
        os.set_inheritable(family, True)
        return cls(own, family)

    def leave_to_parent(self) -> None:
        """In a forked child: only the start command itself holds its own lock."""
        os.close(self.own)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_the_last_start(family: int, data: Path) -> None:
    until = time.monotonic() + DYING_SECONDS
    while not _try(family):
        if time.monotonic() > until:
            raise CannotStart(f"Processes of the last start still use {data}; end them, then start again.")
        time.sleep(0.05)
