"""`manage.py make_plan --profile FILE --json`: plan the week of a profile, or of each line of a file of profiles."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from apps.plans import packed
from apps.plans.rules import whole
from apps.plans.rules.larder import Larder
from apps.plans.rules.profile import ProfileError
from apps.plans.selectors import larder as stored

PATIENCE_S = 3.0
"""How long a database that does not answer is waited for; the packed table knows the same."""


class Command(BaseCommand):
    """Print a week of meals, supplements and activity."""

    help = "Plan the week of a profile: a JSON object, or one on each line. '-' reads standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and how to print."""
        parser.add_argument(
            "--profile", required=True, help="a file with one profile, or one on each line; - for stdin"
        )
        parser.add_argument("--json", action="store_true", help="one line of JSON for each profile")
        parser.add_argument("--language", default="en", choices=("en", "zh-hans", "ko"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a plan for each profile. A profile that is wrong gives a line that says so, and exit code 1."""
        given = _profiles(options["profile"])
        if not given:
            raise CommandError(f"{options['profile']} holds no profile")
        with_dishes, failed = self._larder(), False
        for one in given:
            try:
                said = whole.make(one() if callable(one) else one, with_dishes, language=options["language"])
            except ProfileError as error:
                said, failed = {"error": "invalid_profile", "errors": error.errors}, True
            self.stdout.write(json.dumps(said) if options["json"] else whole.as_text(said))
        if failed:
            sys.exit(1)

    def _larder(self) -> Larder:
        pool = connection.settings_dict["OPTIONS"].get("pool")
        if isinstance(pool, dict):
            pool["timeout"] = PATIENCE_S
        try:
            return stored.larder()
        except (OperationalError, ValueError) as error:
            self.stderr.write(
                f"The packed food table is used: {type(error).__name__}: {str(error).splitlines()[0]}"
            )
            return packed.larder()


def _profiles(name: str) -> list[Any]:
    """Return profiles: the file as one object or a list, or an object on each line."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        return [partial(_line, number, line) for number, line in lines]
    return list(found) if isinstance(found, list) else [found]


def _line(number: int, line: str) -> Any:
    """Return the profile of one line. Raises ProfileError for what is no JSON, so that the other lines are planned."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProfileError({f"line {number}": f"is no JSON ({type(error).__name__}: {error})"}) from error
