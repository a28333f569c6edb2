"""Targets of carbohydrate in words, with who set them, and what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Person
from apps.console.selectors.nutrients import figure
from apps.nutrition.models import MealKind
from apps.nutrition.selectors.targets import TargetsVersion, versions_of
from apps.pregnancies.models import Pregnancy


@dataclass(frozen=True)
class TargetsLine:
    """One set of targets. `windows`: kind of meal and from – to; empty: all were taken away."""

    at: datetime
    author: str
    windows: list[tuple[str, str]]


def target_lines(person: Person, pregnancy: Pregnancy) -> list[TargetsLine]:
    """Return what was set, the newest, which counts, first."""
    return [_line(version) for version in versions_of(person, pregnancy.subject)]


def _line(version: TargetsVersion) -> TargetsLine:
    windows = [
        (str(kind.label), f"{figure(found.low_g)}–{figure(found.high_g)} g")
        for kind in MealKind
        if (found := version.targets.get(kind.value))
    ]
    return TargetsLine(version.at, version.author.get_full_name() if version.author else "?", windows)
