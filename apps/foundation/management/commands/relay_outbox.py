"""`manage.py relay_outbox`: deliver what services have put into the outbox, as soon as it is committed."""

from __future__ import annotations

import signal
import threading
from typing import Any

import psycopg
import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DjangoDatabaseError
from django.db import connection
from django.utils import timezone

from apps.foundation import heartbeats, outbox, plain_connections

log = structlog.get_logger(__name__)
PAUSE_S = 1.0


class Command(BaseCommand):
    """Listen for notifications, and look for itself every few seconds: a lost notification only delays."""

    help = "Deliver outbox messages after their transactions commit."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stopping = threading.Event()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sweep-seconds", type=float, default=2.0, help="look for due messages at least this often"
        )
        parser.add_argument("--once", action="store_true", help="deliver what is due and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; the message in hand is finished first."""
        if options["once"]:
            self._deliver()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping.is_set():
            self._until_disconnected(options["sweep_seconds"])

    def _stop(self, *_: Any) -> None:
        self.stopping.set()

    def _until_disconnected(self, sweep_s: float) -> None:
        """Listen and deliver. A database that goes away is waited for: the messages are in it."""
        try:
            with psycopg.connect(**plain_connections.parameters(), autocommit=True) as listening:
                listening.execute(f"LISTEN {outbox.CHANNEL}")
                while not self.stopping.is_set():
                    self._beat()
                    self._deliver()
                    for _notice in listening.notifies(timeout=sweep_s, stop_after=1):
                        continue
        except (psycopg.Error, DjangoDatabaseError) as error:
            log.warning("outbox_relay_disconnected", error=type(error).__name__)
            connection.close()
            self.stopping.wait(PAUSE_S)

    def _beat(self) -> None:
        heartbeats.beat(heartbeats.RELAY, at=timezone.now())
        heartbeats.make_round(at=timezone.now())

    def _deliver(self) -> None:
        while not self.stopping.is_set() and outbox.deliver_due(at=timezone.now()):
            heartbeats.beat(heartbeats.RELAY, at=timezone.now())
