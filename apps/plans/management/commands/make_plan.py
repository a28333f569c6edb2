"""`manage.py make_plan --profile FILE --json`: plan the week of a profile, or of each line of a file of profiles."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
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
        with_dishes, failed = self._larder(), False
        for given in _profiles(options["profile"]):
            try:
                said = whole.make(given, with_dishes, language=options["language"])
            except ProfileError as error:
                said, failed = {"error": "invalid_profile", "errors": error.errors}, True
            self.stdout.write(
                json.dumps(said, ensure_ascii=False) if options["json"] else whole.as_text(said)
            )
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


def _profiles(name: str) -> Iterator[Any]:
    """Yield profiles: the file as one object, or a line each. What is no JSON is refused by its line."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
    try:
        found = json.loads(text)
    except ValueError:
        yield from _lines(name, text)
        return
    yield from found if isinstance(found, list) else [found]


def _lines(name: str, text: str) -> Iterator[Any]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines:
        try:
            yield json.loads(line)
        except ValueError as error:
            raise CommandError(f"{name}, line {number}: is no JSON ({error})") from error
