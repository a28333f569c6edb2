"""Two watchers watch each other: the relay and the web process look, with their own heartbeats, after the watch."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.utils import timezone

from apps.expectations import house, signs
from apps.expectations.house import PARTS, WATCH
from apps.expectations.services import house as looking
from apps.expectations.services import paging
from apps.expectations.services.carrying import Carrier
from apps.foundation import heartbeats

A_BREAK: Final = timedelta(seconds=3 * heartbeats.EVERY_S)


class _Looker:
    """Since when this process has looked without a break: after one it grants grace anew."""

    def __init__(self) -> None:
        self.since = self.last = timezone.now()

    def looks(self, at: datetime) -> datetime:
        """Note a look; return since when it looks."""
        if at - self.last > max(house.grace() / 2, A_BREAK):
            self.since = at
        self.last = at
        return self.since


_looker = _Looker()


@cache
def carrier() -> Carrier:
    """Return the threads of this process that send."""
    return Carrier(threads=2)


def watch_the_watch(at: datetime) -> None:
    """Where the watch is silent: call somebody, and the next one, in its place."""
    if WATCH not in [part.name for part in house.expected()]:
        return
    part = PARTS[WATCH]
    seen = signs.of_heartbeats([part])
    since = _looker.looks(at)
    newest = max(seen.get(WATCH, since), since)
    looking.look(None, parts=[part], seen={WATCH: newest}, since=since, at=at)
    if at - newest > house.grace():
        paging.sweep(None, at=at)
        carrier().carry(at=at)
