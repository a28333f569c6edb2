"""How often the recogniser was right, by what it was and by week: for whoever trains it, without any mother in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.nutrition.models import RecognitionOutcome

ENOUGH: Final = 5
"""A share of fewer than these says nothing."""
GOOD_ENOUGH: Final = 0.7
"""Below this share of first answers right, more photos of a label would help."""


@dataclass(frozen=True)
class Accuracy:
    """Of one label in one week: how often, right at first, right among five. `label` empty: none of the vocabulary."""

    label: str
    week_on: date
    count: int
    first_right: int
    among_five: int
    taken_for: str
    """What it was most often taken for where that was wrong; empty where it never was."""


@dataclass(frozen=True)
class Lacking:
    """Where prototypes would help: a label that is often missed, or a food that has no label at all."""

    label: str
    food_code: str
    count: int
    first_right: int


@dataclass(frozen=True)
class Counted:
    """How often, right at first, right among five: of a label (`name` empty: none of the vocabulary) or of a version."""

    name: str
    count: int
    first_right: int
    among_five: int
    taken_for: str = ""


@dataclass(frozen=True)
class Report:
    """All that is known of a span of weeks, fetched once. `labels`: the most frequent first."""

    by_label_and_week: list[Accuracy]
    labels: list[Counted]
    versions: list[Counted]
    lacking: list[Lacking]


def report(*, first: date, last: date) -> Report:
    """Return everything about weeks that begin from `first` to `last`."""
    outcomes = list(_outcomes(first, last))
    labels: dict[str, list[RecognitionOutcome]] = {}
    versions: dict[str, list[RecognitionOutcome]] = {}
    for outcome in outcomes:
        labels.setdefault(outcome.confirmed_label, []).append(outcome)
        versions.setdefault(outcome.model_version, []).append(outcome)
    return Report(
        _by_label_and_week(outcomes),
        sorted((_counted(*one) for one in labels.items()), key=lambda one: (-one.count, one.name)),
        [_counted(name, versions[name]) for name in sorted(versions, reverse=True)],
        _lacking(outcomes),
    )


def by_label_and_week(*, first: date, last: date) -> list[Accuracy]:
    """Return the accuracy of weeks that begin from `first` to `last`, by label, the newest week first."""
    return _by_label_and_week(_outcomes(first, last))


def _by_label_and_week(outcomes: Iterable[RecognitionOutcome]) -> list[Accuracy]:
    groups: dict[tuple[date, str], list[RecognitionOutcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.week_on, outcome.confirmed_label), []).append(outcome)
    ordered = sorted(groups, key=lambda key: (-key[0].toordinal(), key[1]))
    return [_accuracy(label, week_on, groups[week_on, label]) for week_on, label in ordered]


def lacking(*, first: date, last: date) -> list[Lacking]:
    """Return where more photos would help most, the most frequent first; of fewer than five nothing is said."""
    return _lacking(_outcomes(first, last))


def _lacking(outcomes: Iterable[RecognitionOutcome]) -> list[Lacking]:
    groups: dict[tuple[str, str], list[RecognitionOutcome]] = {}
    for outcome in outcomes:
        code = "" if outcome.confirmed_label else outcome.food_code
        if outcome.confirmed_label or code:
            groups.setdefault((outcome.confirmed_label, code), []).append(outcome)
    found = [
        Lacking(label, code, len(rows), sum(_is_first(row) for row in rows))
        for (label, code), rows in groups.items()
    ]
    weak = [one for one in found if one.count >= ENOUGH and one.first_right < GOOD_ENOUGH * one.count]
    return sorted(weak, key=lambda one: (-(one.count - one.first_right), one.label, one.food_code))


def _outcomes(first: date, last: date) -> Iterable[RecognitionOutcome]:
    rows = RecognitionOutcome.objects.for_system("counts of labels, with no mother in them")
    return rows.filter(week_on__range=(first, last)).order_by("pk")


def _accuracy(label: str, week_on: date, rows: list[RecognitionOutcome]) -> Accuracy:
    one = _counted(label, rows)
    return Accuracy(label, week_on, one.count, one.first_right, one.among_five, one.taken_for)


def _counted(name: str, rows: list[RecognitionOutcome]) -> Counted:
    wrong = [_first(row) for row in rows if not _is_first(row)]
    return Counted(
        name,
        len(rows),
        sum(_is_first(row) for row in rows),
        sum(_is_among(row) for row in rows),
        max(sorted(set(wrong)), key=wrong.count, default=""),
    )


def _first(row: RecognitionOutcome) -> str:
    return str(row.predicted[0][0]) if row.predicted else ""


def _is_first(row: RecognitionOutcome) -> bool:
    return bool(row.confirmed_label) and _first(row) == row.confirmed_label


def _is_among(row: RecognitionOutcome) -> bool:
    return bool(row.confirmed_label) and any(label == row.confirmed_label for label, _ in row.predicted)
