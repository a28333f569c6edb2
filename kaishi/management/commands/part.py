"""`manage.py part NAME`: one of the processes of `up` by itself, for a larger site or without fork."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kaishi import processes


class Command(BaseCommand):
    help = "Run one process: web FD, worker N, beat, relay, follow, watch; prepare, demo, ready, warm."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name",
            choices=[
                *("web", "worker", "beat", "relay", "follow", "watch"),
                *("prepare", "demo", "ready", "warm"),
            ],
        )
        parser.add_argument("arguments", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        processes.part(options["name"], options["arguments"])
