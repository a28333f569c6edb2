"""Work on a row that one worker at a time has: claimed, kept by a heartbeat, taken up again where none is heard of.

The claim is the row: its state, the id of the task, and the moment, which is the token that whoever ends the work must
still find there. Whoever was overtaken, or came after the row had changed, changes nothing. The row's columns are
`state`, `claimed_at`, `claimed_by`, `attempts`, and one that says when somebody has to look after it (`Work.due`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import DatabaseError, connection
from django.db.models import F, Q

log = structlog.get_logger(__name__)

CLAIM_LASTS: Final = timedelta(seconds=30)
"""After so long without a word the worker is dead. With the sweep every ten seconds another has the work within 40."""
BEAT_EVERY_S: Final = 5.0
FIRST_PAUSE: Final = timedelta(seconds=5)
PUSHED_BACK: Final = FIRST_PAUSE * 3
"""What a sweep has returned is not returned again for so long."""


@dataclass(frozen=True)
class Work:
    """A table whose rows wait for a worker. `rows`: all of them, told what for. `longest_s`: who works longer hangs."""

    rows: Callable[[str], Any]
    waiting: str
    working: str
    longest_s: float
    due: str = "due_at"

    def take(self, public_id: UUID, *, task_id: str, at: datetime, **also: Any) -> bool:
        """Claim a row that waits, or that the same task has already; `at` is the token. Only inside a `@write`."""
        mine_again = Q(state=self.working, claimed_by=task_id)
        open_rows = self.rows("due work is claimed").filter(
            Q(state=self.waiting) | mine_again, public_id=public_id
        )
        told = {self.due: at + CLAIM_LASTS, "attempts": F("attempts") + 1, **also}
        hit: int = open_rows.update(state=self.working, claimed_at=at, claimed_by=task_id, **told)
        return hit == 1

    def is_held(self, row: Any, token: datetime) -> bool:
        """Say whether a row in hand still belongs to the claim."""
        return row.state == self.working and row.claimed_at == token

    def release(self, row: Any, *, due_at: datetime, **also: Any) -> None:
        """Let a row in hand wait again, for whoever comes after `due_at`; nothing where it has moved on."""
        told = {"state": self.waiting, self.due: due_at, "claimed_at": None, "claimed_by": "", **also}
        held = self.rows("a claim ends").filter(pk=row.pk, state=self.working)
        if held.update(**told):
            for name, value in told.items():
                setattr(row, name, value)

    def lying(self, *, at: datetime, most: int = 100) -> list[Any]:
        """Return what is due but lies still, locked: its task was lost, its pause is over, or its worker is dead.

        What waits is pushed back here; what a dead worker has is for the caller to `release`. Only inside a `@write`.
        """
        due = self.rows("a sweep looks for lost work").filter(
            state__in=(self.waiting, self.working), **{f"{self.due}__lt": at}
        )
        rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by(self.due)[:most])
        waiting = [row.pk for row in rows if row.state == self.waiting]
        self.rows("a sweep looks for lost work").filter(pk__in=waiting).update(**{self.due: at + PUSHED_BACK})
        return rows

    def beat(self, row: Any, token: datetime, *, at: datetime) -> None:
        """Push back the moment at which a claim counts as dead. No change that anybody is told of."""
        rows = self.rows("a worker says that it is alive")
        rows.filter(pk=row.pk, state=self.working, claimed_at=token).update(**{self.due: at + CLAIM_LASTS})

    @contextmanager
    def kept(self, row: Any, token: datetime, now: Callable[[], datetime]) -> Iterator[None]:
        """While the block runs, say every few seconds that somebody works on a row, for at most `longest_s`."""
        with heartbeat(
            lambda: self.beat(row, token, at=now()), every_s=BEAT_EVERY_S, at_most_s=self.longest_s
        ):
            yield


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after a failure that says nothing about the work: it grows."""
    return FIRST_PAUSE * 2 ** (attempts - 1)


@contextmanager
def heartbeat(beat: Callable[[], None], *, every_s: float, at_most_s: float) -> Iterator[None]:
    """While the block runs, call `beat` every so often in a thread with a connection of its own.

    No longer than `at_most_s`: the work of somebody who hangs is to be had by others. A beat that the database does not
    take is only logged.
    """
    done = threading.Event()
    beating = threading.Thread(target=_beat, args=(beat, done, every_s, at_most_s), daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()


def _beat(beat: Callable[[], None], done: threading.Event, every_s: float, at_most_s: float) -> None:
    until = time.monotonic() + at_most_s
    try:
        while not done.wait(every_s) and time.monotonic() < until:
            try:
                beat()
            except DatabaseError as error:
                log.warning("heartbeat_not_written", error=type(error).__name__)
                connection.close()
    finally:
        connection.close()
