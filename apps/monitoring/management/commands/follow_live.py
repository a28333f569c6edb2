"""`manage.py follow_live`: look at recordings while they are made, and call whoever must know."""

from __future__ import annotations

import os
import signal
import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.foundation.heartbeats import FOLLOW, Pulse
from apps.foundation.ids import uuid7
from apps.monitoring.following.process import MOST, Follower


class Command(BaseCommand):
    """As many of these as there are cores to spare; each takes what nobody follows."""

    help = "Analyse live recordings while they come in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=MOST, help="follow at most so many recordings")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; every state is kept first."""
        name = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid7().hex[-8:]}"
        follower = Follower(name, most=options["most"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: follower.stopping.set())
        pulse = Pulse(FOLLOW)
        pulse.start()
        follower.run(touch=pulse.touch)
        pulse.stop()
