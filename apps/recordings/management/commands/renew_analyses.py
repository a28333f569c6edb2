"""`manage.py renew_analyses`: have results of an older method, or of other weights, made anew. Older results stay."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.recordings.services import renewing

PAUSE_S = 2.0


class Command(BaseCommand):
    """Make outdated results due anew, a few at a time, each time waiting until the workers are through."""

    help = "Analyse anew what an older method, or other weights, have analysed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what is renewed beyond the usual, and whether to count only."""
        parser.add_argument(
            "--spoken-of", action="store_true", help="Also where a reading was signed or a text released."
        )
        parser.add_argument("--ended", action="store_true", help="Also of pregnancies that are over.")
        parser.add_argument(
            "--at-once", type=int, default=renewing.AT_ONCE, help="How many are due together."
        )
        parser.add_argument(
            "--only-once", action="store_true", help="Do not wait for the workers; do one round."
        )
        parser.add_argument("--count", action="store_true", help="Say how many there are, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew until nothing is outdated, and say how many were.

        Raises CommandError where the workers' results stay outdated.
        """
        which = {"spoken_of": options["spoken_of"], "ended": options["ended"]}
        if options["count"]:
            self.stdout.write(f"Outdated: {renewing.outdated(**which).count():,} recordings")
            return
        done: set[UUID] = set()
        while True:
            taken = set(renewing.renew(None, at=timezone.now(), most=options["at_once"], **which))
            if taken and taken <= done:
                raise CommandError(
                    "The workers run another method, or have chosen other weights, than this command."
                )
            done |= taken
            if options["only_once"] or not renewing.outdated(**which).exists():
                break
            time.sleep(PAUSE_S)
        self.stdout.write(f"Due anew: {len(done):,} recordings")
