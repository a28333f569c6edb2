"""`manage.py up`. From the command line it never gets here (see manage.py); this is for `help`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kaishi.embedded.options import add_arguments


class Command(BaseCommand):
    help = "Start KAISHI with everything it needs: servers, migrations, web, worker, beat, relay."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("Start from the command line: python manage.py up")
