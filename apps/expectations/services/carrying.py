"""Sends what is urgent and lies still by the process that watches, while no worker does. A delivery is sent once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from apps.expectations.house import NOTICE
from apps.foundation.severity import Severity
from apps.notifications.models import Delivery
from apps.notifications.services import delivering
from apps.notifications.states import State

log = structlog.get_logger(__name__)
LEFT_TO_WORKERS: Final = timedelta(seconds=20)
"""Calls of the house go out at once; what else is urgent only where no worker took it in this time."""
AT_ONCE: Final = 50


def waiting(*, at: datetime) -> list[UUID]:
    """Return the deliveries that somebody should send now, oldest first."""
    urgent = Q(
        notification__severity__in=[Severity.URGENT, Severity.EMERGENCY], due_at__lte=at - LEFT_TO_WORKERS
    )
    rows = Delivery.objects.filter(Q(notification__kind=NOTICE) | urgent, state=State.QUEUED, due_at__lte=at)
    return list(rows.order_by("due_at", "pk").values_list("public_id", flat=True)[:AT_ONCE])


class Carrier:
    """A few threads that send: a mail server that does not answer must not stop the watch."""

    def __init__(self, threads: int = 4) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="carry")
        self._under_way: set[UUID] = set()

    def carry(self, *, at: datetime) -> int:
        """Send what lies still; returns how many were begun. Claimed in the database: beside a worker it is sent once."""
        found = [delivery for delivery in waiting(at=at) if delivery not in self._under_way]
        for delivery in found:
            self._under_way.add(delivery)
            self._pool.submit(self._send, delivery)
        return len(found)

    def _send(self, delivery: UUID) -> None:
        try:
            send(delivery)
        finally:
            self._under_way.discard(delivery)

    def finish(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown(wait=True)


def send(delivery: UUID, now: Callable[[], datetime] = timezone.now) -> None:
    """Send one; what fails is logged and found again."""
    try:
        delivering.deliver(delivery, now=now)
    except Exception:
        log.exception("carrying_failed", delivery=str(delivery))
    finally:
        connection.close()
