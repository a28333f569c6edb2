"""Recordings of one pregnancy as rows with their key numbers, and what each mother of a list has waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.console.selectors.findings import count_of
from apps.console.selectors.recording import age_days_at, fetuses_in_words
from apps.pregnancies.models import Pregnancy
from apps.recordings.models import Analysis, Recording, Review, ReviewState
from apps.recordings.page import recordings_of_pregnancy
from apps.recordings.states import State
from apps.recordings.worklist import need_of
from apps.ui import levels

ARRIVED = (State.ANALYSED, State.FAILED)


@dataclass(frozen=True)
class RecordingRow:
    """One recording. Lists have one entry for each fetus; `progress` is None once it has arrived."""

    url: str
    started_at: datetime
    duration_s: float
    fetuses: str
    gestational_age_days: int | None
    level: str
    level_word: str
    progress: int | None
    baselines_bpm: list[int | None]
    accelerations: list[int | None]
    decelerations: list[int | None]
    signal_loss: float | None
    reading: str
    is_signed: bool


def recording_rows(person: Person, pregnancy: Pregnancy) -> list[RecordingRow]:
    """The newest recordings of a pregnancy in hand: two queries."""
    recordings = recordings_of_pregnancy(person, pregnancy.public_id)
    analyses = _results(person, recordings)
    return [_row(row, pregnancy, analyses.get(row.current_analysis_id or 0)) for row in recordings]


def _results(person: Person, recordings: Sequence[Recording]) -> dict[int, dict[str, Any]]:
    ids = [row.current_analysis_id for row in recordings if row.current_analysis_id]
    rows = Analysis.objects.visible_to(person).filter(pk__in=ids).defer("baseline")
    return {row.pk: row.result for row in rows}


def _row(row: Any, pregnancy: Pregnancy, result: dict[str, Any] | None) -> RecordingRow:
    found = result["fetuses"] if result else [None]
    has_arrived = row.state in ARRIVED
    level = need_of(row.state, row.need, was_read=row.was_signed)[0] if has_arrived else "unknown"
    losses = [one["signal_loss"] for one in found if one and one["signal_loss"] is not None]
    return RecordingRow(
        url=reverse("console:recording", args=[row.public_id]),
        started_at=row.started_at,
        duration_s=row.duration_s,
        fetuses=fetuses_in_words(row, pregnancy),
        gestational_age_days=age_days_at(row, pregnancy),
        level=level,
        level_word=str(levels.level_of(level).word) if has_arrived else state_word(row.state),
        progress=None if has_arrived else row.progress,
        baselines_bpm=[
            None if one is None or one["mean_baseline_bpm"] is None else round(one["mean_baseline_bpm"])
            for one in found
        ],
        accelerations=[None if one is None else count_of(one, "accelerations") for one in found],
        decelerations=[None if one is None else count_of(one, "decelerations") for one in found],
        signal_loss=max(losses) if losses else None,
        reading=_reading(row),
        is_signed=row.was_signed,
    )


def state_word(state: str) -> str:
    """Where a recording is before its findings are there."""
    return _("Arriving") if state == State.RECEIVING else _("Being analysed")


def _reading(row: Any) -> str:
    if row.was_signed:
        return _("Signed")
    return _("Waits") if row.state in ARRIVED else "–"


def newest_by_pregnancy(person: Person, pregnancies: Sequence[Pregnancy]) -> dict[int, datetime]:
    """When the newest recording of each pregnancy began, by the pregnancies' internal ids."""
    rows = (
        Recording.objects.visible_to(person)
        .filter(deleted_at=None, pregnancy__in=pregnancies)
        .values("subject_id", "pregnancy_id")
        .annotate(newest=Max("started_at"))
    )
    return {row["pregnancy_id"]: row["newest"] for row in rows}


def waiting_by_pregnancy(person: Person, pregnancies: Sequence[Pregnancy]) -> dict[int, int]:
    """How many recordings of each pregnancy nobody has signed yet."""
    signed = Review.objects.for_system("whether a visible recording was read").filter(
        recording=OuterRef("pk"), state=ReviewState.SIGNED
    )
    rows = (
        Recording.objects.visible_to(person)
        .filter(~Exists(signed), deleted_at=None, pregnancy__in=pregnancies, state__in=ARRIVED)
        .values("subject_id", "pregnancy_id")
        .annotate(waiting=Count("pk"))
    )
    return {row["pregnancy_id"]: row["waiting"] for row in rows}
