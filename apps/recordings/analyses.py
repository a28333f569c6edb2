"""Every analysis of a recording: which method, when, and what it says otherwise than the one before. Read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.recordings import verdicts
from apps.recordings.models import Analysis, Recording
from apps.recordings.selectors import recording_visible_to


@dataclass(frozen=True)
class LabelChange:
    """A rule set whose answer is another one than before; `before` is empty where it was not asked then."""

    fetus: int
    rule_set: str
    before: str
    after: str


@dataclass(frozen=True)
class AnalysisLine:
    """One analysis in the history."""

    analysis: Analysis
    is_current: bool
    in_labour: bool
    changes: tuple[LabelChange, ...]

    @property
    def created_at(self) -> datetime:
        """When it was attached."""
        return self.analysis.created_at


def analyses_of(person: Person, recording_id: UUID) -> list[AnalysisLine]:
    """The analyses of a recording, newest first. Raises NotVisible."""
    return history(person, recording_visible_to(person, recording_id))


def history(person: Person, recording: Recording) -> list[AnalysisLine]:
    """The same of a recording in hand."""
    rows = Analysis.objects.visible_to(person).filter(recording_id=recording.pk).defer("baseline")
    by_id = {row.pk: row for row in rows.order_by("created_at", "pk")}
    lines = [_line(recording, row, by_id.get(row.supersedes_id or 0)) for row in by_id.values()]
    return sorted(lines, key=lambda line: (line.is_current, line.created_at, line.analysis.pk), reverse=True)


def one_of(person: Person, recording: Recording, analysis_id: UUID) -> Analysis:
    """One analysis of a recording in hand, whole. Raises NotVisible."""
    rows = Analysis.objects.visible_to(person).filter(recording_id=recording.pk)
    found: Analysis | None = rows.filter(public_id=analysis_id).first()
    if found is None:
        raise NotVisible
    return found


def _line(recording: Recording, row: Analysis, before: Analysis | None) -> AnalysisLine:
    fetuses = row.result["fetuses"]
    older = before.result["fetuses"] if before else []
    changes = [
        change
        for number, found in enumerate(fetuses, start=1)
        if number <= len(older)
        for change in changed_labels(older[number - 1], found, number)
    ]
    return AnalysisLine(
        analysis=row,
        is_current=row.pk == recording.current_analysis_id,
        in_labour=any(bool(found.get("in_labour")) for found in fetuses),
        changes=tuple(changes),
    )


def changed_labels(before: Mapping[str, Any], after: Mapping[str, Any], fetus: int = 1) -> list[LabelChange]:
    """Return the rule sets whose label differs between two findings of one fetus."""
    old, new = verdicts.labels(before), verdicts.labels(after)
    return [
        LabelChange(fetus, name, old.get(name, ""), label)
        for name, label in new.items()
        if old.get(name, "") != label
    ]
