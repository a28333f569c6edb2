"""`manage.py watch_for_silence`: find what should have come by now and has not, and call somebody."""

from __future__ import annotations

import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from apps.expectations.watching.loop import Watch

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Looks every few seconds, by its own clock: what it watches cannot be what wakes it."""

    help = "Watch over everything that should arrive: heartbeats, recordings, answers. Call somebody where it does not."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stopping = threading.Event()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; the round in hand is finished first."""
        watch = Watch(started_at=timezone.now())
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._stop)
        while not self.stopping.is_set():
            try:
                watch.round(timezone.now())
            except Exception:
                log.exception("watch_round_failed")
            if options["once"]:
                break
            self.stopping.wait(settings.WATCH_EVERY_S)
        watch.carrier.finish()

    def _stop(self, *_: Any) -> None:
        self.stopping.set()
