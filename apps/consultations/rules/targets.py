"""The response targets, read once and checked: how long an answer may take, and how bad it is when it is late."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.consultations.states import Urgency
from apps.foundation.severity import Severity

PATH: Final = Path(__file__).with_name("targets.toml")
REQUIRED: Final = ("id", "version", "runs", "late", "source", "checked")
AMOUNT: Final = {"always": "minutes", "service": "minutes", "working_days": "days"}


class BadTargets(ValueError):
    """A table that may not be used: an urgency without a target, or a row that does not say what it must."""


@dataclass(frozen=True)
class Target:
    """How long an answer of one urgency may take. `amount`: minutes, or working days where `runs` says so."""

    urgency: Urgency
    version: int
    runs: str
    amount: int
    late: Severity


def parse(text: str) -> dict[Urgency, Target]:
    """Return the targets by urgency. Raises BadTargets."""
    found: dict[Urgency, Target] = {}
    for row in tomllib.loads(text)["target"]:
        target = _target(row)
        if target.urgency in found:
            raise BadTargets(f"{target.urgency}: this id is used twice")
        found[target.urgency] = target
    if set(found) != set(Urgency):
        raise BadTargets("every urgency needs a target")
    return found


def _target(row: Mapping[str, Any]) -> Target:
    missing = [name for name in REQUIRED if row.get(name) in (None, "")]
    if missing or row["runs"] not in AMOUNT or row["checked"] not in ("seen", "recalled"):
        raise BadTargets(f"{row.get('id', '?')}: not every field says what it must {missing}")
    amount = row.get(AMOUNT[row["runs"]])
    if not isinstance(amount, int) or amount < 1:
        raise BadTargets(f"{row['id']}: needs {AMOUNT[row['runs']]}")
    return Target(Urgency(row["id"]), row["version"], row["runs"], amount, Severity(row["late"]))


@cache
def targets() -> dict[Urgency, Target]:
    """Return the targets of this release by urgency."""
    return parse(PATH.read_text(encoding="utf-8"))


SEVERITIES: Final = {
    Urgency.EMERGENCY: Severity.EMERGENCY,
    Urgency.URGENT: Severity.URGENT,
    Urgency.SOON: Severity.WARN,
    Urgency.ROUTINE: Severity.INFO,
    Urgency.ADMINISTRATIVE: Severity.INFO,
}


def severity_of(urgency: str) -> Severity:
    """Return how loudly a clinician is told of a consultation of this urgency."""
    return SEVERITIES[Urgency(urgency)]
