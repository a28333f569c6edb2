"""manage.py verify_access_log [--person UUID]: has anybody changed, removed or cut off an entry?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.verification import Damage, verify_all


class Command(BaseCommand):
    """Checks numbers, digests and heads; exits 1 with the first bad entry."""

    help = "Check that no access log was changed, shortened or cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--person", type=UUID, help="Public id of one mother; without it all logs are checked."
        )

    def handle(self, *args: Any, person: UUID | None = None, **options: Any) -> None:
        try:
            checked = verify_all(person)
        except Damage as damage:
            raise CommandError(str(damage), returncode=1) from damage
        self.stdout.write(f"The access log is whole: {checked.entries} entries of {checked.people} people.")
