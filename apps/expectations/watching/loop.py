"""One round of the watch, and the memory that it keeps between two. It needs neither Celery nor Valkey to work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import psycopg
import structlog
from django.db import Error as DjangoDatabaseError
from django.db import connection

from apps.alerts.services import sweeping as alerts
from apps.expectations import house, kinds, signs
from apps.expectations.house import DATABASE, VALKEY, WATCH
from apps.expectations.services import carrying, looking, paging, writing_down
from apps.expectations.services import house as house_service
from apps.expectations.watching import directly, servers
from apps.expectations.watching.away import Away
from apps.foundation import heartbeats
from apps.foundation.models import Heartbeat

log = structlog.get_logger(__name__)
REMEMBERED_EVERY: Final = timedelta(minutes=1)
DATABASE_AWAY: Final = (psycopg.Error, DjangoDatabaseError)


class Watch:
    """What one process knows: since when it watches, who is to be called, when Valkey last answered."""

    def __init__(
        self,
        *,
        started_at: datetime,
        database_answers: Callable[[], bool] = servers.database_answers,
        valkey_answers: Callable[[], bool] = servers.valkey_answers,
        away: Away | None = None,
    ) -> None:
        self.started_at = started_at
        self.valkey_seen = started_at
        self.away = away or Away(directly.send)
        self.carrier = carrying.Carrier()
        self._database_answers, self._valkey_answers = database_answers, valkey_answers
        self._remembered_at: datetime | None = None
        self._was_away = True
        """Heartbeats are as old as the time without a database, or without us: everybody gets grace anew."""

    def round(self, at: datetime) -> None:
        """Look at everything once. Without a database: call whom it remembers."""
        if self._valkey_answers():
            self.valkey_seen = at
        if not self._database_answers():
            connection.close()
            self._was_away = True
            self.away.step(at, grace=house.grace(), next_after=house.next_after())
            return
        try:
            self._with_database(at)
        except DATABASE_AWAY as error:
            log.warning("watch_disconnected", error=type(error).__name__)
            self._was_away = True
            connection.close()

    def _with_database(self, at: datetime) -> None:
        if self.away.calls and self.away.silent_since is not None:
            writing_down.write_down(None, silent_since=self.away.silent_since, calls=self.away.calls, at=at)
        self.away.is_there(at)
        if self._was_away:
            self._begin_anew(at)
        heartbeats.beat(heartbeats.WATCH, at=at)
        self._remember(at)
        self._each("sweep", {"alerts": alerts_sweep, "silence": silence_sweep, **kinds.sweeps()}, at)
        self._house(at)
        self.carrier.carry(at=at)

    def _begin_anew(self, at: datetime) -> None:
        """Nobody could beat, or nobody watched, for longer than grace: every part gets its grace from now on."""
        beats = Heartbeat.objects.filter(name=heartbeats.WATCH, seen_at__gte=at - house.grace())
        if not beats.exists():
            house_service.begin_anew(None, parts=house.expected(), since=at)
        self._was_away = False

    def _remember(self, at: datetime) -> None:
        if self._remembered_at is None or at >= self._remembered_at + REMEMBERED_EVERY:
            self._remembered_at = at
            self.away.operators = directly.remembered()
            self._each("prepare", kinds.preparations(), at)

    def _house(self, at: datetime) -> None:
        parts = house.expected()
        seen = signs.of_heartbeats(parts) | signs.of_backlogs(at=at)
        seen |= {DATABASE: at, VALKEY: self.valkey_seen, WATCH: at}
        house_service.look(None, parts=parts, seen=seen, since=self.started_at, at=at)
        paging.sweep(None, at=at)

    def _each(self, what: str, do: Mapping[str, kinds.Prepare], at: datetime) -> None:
        """One that fails is logged and done again the next time; it does not hold up the others."""
        for name, call in do.items():
            try:
                call(at)
            except DATABASE_AWAY:
                raise
            except Exception:
                log.exception("watch_step_failed", step=f"{what}:{name}")


def alerts_sweep(at: datetime) -> object:
    """Let alerts climb, whatever becomes of beat and workers."""
    return alerts.sweep(at=at)


def silence_sweep(at: datetime) -> object:
    """Find what is late about mothers."""
    return looking.sweep(at=at)
