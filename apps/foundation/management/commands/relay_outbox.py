"""`manage.py relay_outbox`: deliver what services have written into the outbox, as soon as it is committed."""

from __future__ import annotations

import signal
from typing import Any

import psycopg
import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from apps.foundation import outbox
from apps.foundation.models import Heartbeat

log = structlog.get_logger(__name__)
HEARTBEAT = "outbox_relay"


class Command(BaseCommand):
    """Listen for notifications, and look for itself every few seconds: a lost notification only delays."""

    help = "Deliver outbox messages after their transactions commit."
    stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sweep-seconds", type=float, default=2.0, help="look for due messages at least this often")
        parser.add_argument("--once", action="store_true", help="deliver what is due and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; the message in hand is finished first."""
        if options["once"]:
            while outbox.deliver_due(at=timezone.now()):
                pass
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        with psycopg.connect(**listening_parameters(), autocommit=True) as listening:
            listening.execute(f"LISTEN {outbox.CHANNEL}")
            while not self.stopping:
                self._beat_and_deliver()
                for _notice in listening.notifies(timeout=options["sweep_seconds"], stop_after=1):
                    continue

    def _stop(self, *_: Any) -> None:
        self.stopping = True

    def _beat_and_deliver(self) -> None:
        Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"seen_at": timezone.now()})
        while not self.stopping and outbox.deliver_due(at=timezone.now()):
            continue


def listening_parameters() -> dict[str, Any]:
    """Return Django's own connection parameters, for one plain connection outside the pool."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    return parameters
