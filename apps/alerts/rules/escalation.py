"""How an alert climbs: a table of waiting times, and the next link of the chain. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.foundation.severity import Severity

TABLE: Final = Path(__file__).parent / "escalation.toml"


class Audience(models.TextChoices):
    """The links of the chain, in its order."""

    RESPONSIBLE = "responsible", _("Responsible clinician")
    ON_DUTY = "on_duty", _("On duty")
    LEAD = "lead", _("Lead of the team")


CHAIN: Final = tuple(Audience)
EVERYBODY: Final = "everybody"
"""The audience of an incident: leads and administrators."""


class BadTable(ValueError):
    """A table with which an alert could be silent."""


@dataclass(frozen=True)
class Course:
    """The course of alerts of one severity. Empty `waits`: it is told once and then waits in the worklist."""

    version: int
    waits: tuple[timedelta, ...]
    repeat_every: timedelta | None
    return_after: timedelta | None
    longest_snooze: timedelta | None

    @property
    def climbs(self) -> bool:
        """Whether it is passed on where nobody takes it."""
        return bool(self.waits)


def parse(text: str) -> dict[Severity, Course]:
    """Read a table. Raises BadTable where a severity lacks, or where an alert that matters could rest unseen."""
    rows = tomllib.loads(text)
    if set(rows) != set(Severity.values):
        raise BadTable("one section for each severity is needed")
    courses = {Severity(name): _course(row) for name, row in rows.items()}
    for severity, course in courses.items():
        if course.waits and not (
            len(course.waits) == len(CHAIN) and course.repeat_every and course.return_after
        ):
            raise BadTable(f"{severity}: a wait for each link, repeat_minutes and return_minutes are needed")
        if severity.is_at_least(Severity.WARN) and not course.climbs:
            raise BadTable(f"{severity}: it must climb")
    if courses[Severity.EMERGENCY].longest_snooze is not None:
        raise BadTable("an emergency cannot be snoozed")
    return courses


def _course(row: Mapping[str, Any]) -> Course:
    waits = tuple(timedelta(minutes=minutes) for minutes in row["wait_minutes"])
    if any(wait <= timedelta(0) for wait in waits):
        raise BadTable("a wait must be longer than nothing")
    return Course(
        version=row["version"],
        waits=waits,
        repeat_every=_minutes(row["repeat_minutes"]),
        return_after=_minutes(row["return_minutes"]),
        longest_snooze=_minutes(row["snooze_minutes"]),
    )


def _minutes(number: int) -> timedelta | None:
    return timedelta(minutes=number) if number > 0 else None


@cache
def courses() -> dict[Severity, Course]:
    """Return the table."""
    return parse(TABLE.read_text(encoding="utf-8"))


def course_of(severity: str) -> Course:
    """Return the course of alerts of a severity."""
    return courses()[Severity(severity)]
