"""Heartbeats of our own long-running processes: a row each, written every few seconds. Silence is a signal.

A `Pulse` writes from a thread of its own, on a connection of its own (a worker forks: Django's pool must not be made in
it), and only while what it stands for has shown that it moves: `touch` comes from the loop that does the work.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import psycopg
import structlog
from django.db import connection
from django.utils import timezone

from apps.foundation.plain_connections import parameters

log = structlog.get_logger(__name__)
EVERY_S: Final = 5.0
STALE_S: Final = 15.0
"""A loop that was not touched for so long does not move."""
RELAY: Final = "outbox_relay"
WEB, WORKER, BEAT, FOLLOW, WATCH = "web", "worker", "beat", "follow", "watch"

BEATS: Final = """
INSERT INTO foundation_heartbeat (name, seen_at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET seen_at = greatest(foundation_heartbeat.seen_at, excluded.seen_at)
"""

Round = Callable[[datetime], object]
_rounds: list[Round] = []
_last_round: dict[int, float] = {}


def beat(name: str, *, at: datetime) -> None:
    """Note that a process was there, over Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(BEATS, [name, at])


def with_each_beat(do: Round) -> None:
    """Let the relay and the web process do something with each of their beats: they watch whoever watches them."""
    if do not in _rounds:
        _rounds.append(do)


def make_round(*, at: datetime) -> None:
    """Do what was asked for with each beat, at most every few seconds; what fails is logged, and tried the next time."""
    now = time.monotonic()
    if now - _last_round.get(os.getpid(), -EVERY_S) < EVERY_S:
        return
    _last_round[os.getpid()] = now
    for do in _rounds:
        try:
            do(at)
        except Exception:
            log.exception("round_failed", round=do.__qualname__)


class Pulse:
    """Beats for one process until it ends. `makes_rounds`: the process also watches whoever watches it."""

    def __init__(self, name: str, *, every_s: float = EVERY_S, makes_rounds: bool = False) -> None:
        self.name, self.every_s, self.makes_rounds = name, every_s, makes_rounds
        self._touched = time.monotonic()
        self._stopping = threading.Event()
        self._plain: psycopg.Connection[tuple[object, ...]] | None = None
        self._thread: threading.Thread | None = None

    def touch(self) -> None:
        """The loop that does the work moves."""
        self._touched = time.monotonic()

    def start(self) -> None:
        """Beat from now on; twice is harmless."""
        self.touch()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name=f"pulse-{self.name}", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=self.every_s)

    def moves(self) -> bool:
        """Say whether the loop was touched lately."""
        return time.monotonic() - self._touched < STALE_S

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self.moves():
                self._once()
            self._stopping.wait(self.every_s)
        self._close()

    def _once(self) -> None:
        try:
            if self._plain is None:
                self._plain = psycopg.connect(**parameters(connect_timeout=3), autocommit=True)
            self._plain.execute(BEATS, [self.name, timezone.now()])
        except psycopg.Error as error:  # the database is away: whoever watches sees that by itself
            log.warning("heartbeat_failed", name=self.name, error=type(error).__name__)
            self._close()
            return
        if self.makes_rounds:
            make_round(at=timezone.now())
            connection.close()

    def _close(self) -> None:
        if self._plain is not None:
            self._plain.close()
            self._plain = None
