"""The life of an analysis: claimed by one task, run outside any transaction, attached once or failed.

The claim is the recording's row: its state, the id of the task, and the moment, which is the token that
`attach` and `fail` must still find there. Whoever was overtaken (by a late chunk, or because it seemed
dead) changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import OperationalError
from django.db.models import F, Q

from apps.foundation import claims, feed
from apps.foundation.errors import NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.recordings import analysing, awaiting, selectors, triage
from apps.recordings.analysing import Findings
from apps.recordings.events import RecordingAnalysed
from apps.recordings.models import Analysis, Recording
from apps.recordings.services import locks, overtaken
from apps.recordings.services.moves import move
from apps.recordings.states import PROGRESS, WAITING, State

log = structlog.get_logger(__name__)

BEAT_EVERY_S: Final = 3.0
STALE_AFTER: Final = timedelta(seconds=15)
"""Whoever works on an analysis says so every three seconds; after fifteen without a word it is dead."""
LONGEST_S: Final = 1_800.0
"""Whoever works longer on an analysis hangs: nobody hears of it any more."""
MOST_ATTEMPTS: Final = 5
METHOD_ERROR: Final = "method_error"
GAVE_UP: Final = "gave_up"


@dataclass(frozen=True)
class Claim:
    """The right to analyse a recording's present samples; `token` is the moment it was given."""

    recording: Recording
    token: datetime


def run(recording_id: UUID, *, task_id: str, now: Callable[[], datetime]) -> None:
    """Analyse a recording if that is due and nobody else does. Raises OperationalError: try again later."""
    claimed = claim(None, recording_id=recording_id, task_id=task_id, at=now())
    if claimed is None:
        return
    try:
        with claims.heartbeat(lambda: beat(claimed, at=now()), every_s=BEAT_EVERY_S, at_most_s=LONGEST_S):
            found = analysing.findings(selectors.given_for_analysis(claimed.recording))
    except OperationalError:
        raise
    except Exception:
        log.exception("analysis_failed", recording=str(recording_id))
        fail(None, claimed, code=METHOD_ERROR, at=now())
        return
    attach(None, claimed, found, at=now())


@write
def claim(_system: None, *, recording_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up a recording whose analysis is due; None where it is not, or somebody else has it."""
    mine_again = Q(state=State.ANALYSING, claimed_by=task_id)
    due = Recording.objects.for_system("a due analysis is claimed").filter(
        Q(state=State.COMPLETE) | mine_again, public_id=recording_id, deleted_at=None
    )
    hit = due.update(
        state=State.ANALYSING,
        progress=PROGRESS[State.ANALYSING],
        analysis_due_at=at,
        claimed_at=at,
        claimed_by=task_id,
        attempts=F("attempts") + 1,
    )
    if hit == 0:
        return None
    recording = locks.recording_for_analysis(recording_id)
    if recording.attempts > MOST_ATTEMPTS:
        _fail(recording, GAVE_UP, at=at)
        return None
    feed.changed(recording.subject_id, "recording", recording.public_id)
    return Claim(recording, at)


@write
def attach(_system: None, claimed: Claim, found: Findings, *, at: datetime) -> Analysis | None:
    """Keep what was found as the recording's current analysis; None where the claim was lost."""
    recording = _still_mine(claimed)
    if recording is None:
        return None
    analysis, _ = Analysis.objects.for_system("the result of a task").get_or_create(
        recording=recording,
        method_version=found.method_version,
        weights_sha256=found.weights_sha256,
        input_sha256=found.input_sha256,
        defaults={
            "subject_id": recording.subject_id,
            "gestation_weeks": found.gestation_weeks,
            "result": found.result,
            "baseline": found.baseline,
            "supersedes": recording.current_analysis,
            "created_at": at,
        },
    )
    is_other = recording.current_analysis_id != analysis.pk
    move(
        recording,
        State.ANALYSED,
        current_analysis=analysis,
        need_order=found.need.order,
        analysis_due_at=None,
    )
    feed.changed(recording.subject_id, "analysis", analysis.public_id)
    awaiting.analysed(recording, at=_first_seen(analysis))
    if is_other:
        overtaken.tell(recording)
    emit(
        RecordingAnalysed(
            recording=recording.public_id,
            pregnancy=recording.pregnancy.public_id,
            analysis=analysis.public_id,
            at=at,
        )
    )
    return analysis


def _first_seen(analysis: Analysis) -> datetime:
    """When any method first had a result of the same samples, told the same of them."""
    rows = Analysis.objects.for_system("since when a reading is awaited").filter(
        recording_id=analysis.recording_id, input_sha256=analysis.input_sha256
    )
    first: datetime = rows.order_by("created_at").values_list("created_at", flat=True)[0]
    return first


@write
def fail(_system: None, claimed: Claim, *, code: str, at: datetime) -> None:
    """Make a failure visible: what cannot heal by itself is not tried again and again."""
    recording = _still_mine(claimed)
    if recording is not None:
        _fail(recording, code, at=at)


def _fail(recording: Recording, code: str, *, at: datetime) -> None:
    move(recording, State.FAILED, failure=code, need_order=triage.FAILED.order, analysis_due_at=None)
    awaiting.analysed(recording, at=at)


def _still_mine(claimed: Claim) -> Recording | None:
    try:
        recording = locks.recording_for_analysis(claimed.recording.public_id)
    except NotVisible:
        return None
    mine = recording.state == State.ANALYSING and recording.claimed_at == claimed.token
    return recording if mine else None


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return what is due but lies still: its task was lost, or nobody has heard of its worker for a while.

    A dead worker's claim ends here. What is returned is pushed back, so as not to be returned again at once.
    """
    lying = Recording.objects.for_system("a sweep looks for lost work").filter(
        deleted_at=None, state__in=WAITING, analysis_due_at__lt=at - STALE_AFTER
    )
    rows = list(lying.select_for_update(skip_locked=True).order_by("analysis_due_at")[:100])
    for recording in rows:
        _put_back(recording, at)
    return [recording.public_id for recording in rows]


def _put_back(recording: Recording, at: datetime) -> None:
    if recording.state == State.ANALYSING:
        move(recording, State.COMPLETE, analysis_due_at=at, claimed_at=None, claimed_by="")
        return
    rows = Recording.objects.for_system("a sweep looks for lost work").filter(pk=recording.pk)
    rows.update(analysis_due_at=at)


def beat(claimed: Claim, *, at: datetime) -> None:
    """Push back the moment at which the claim counts as dead. No change that anybody is told of."""
    mine = Recording.objects.for_system("a worker says that it is alive").filter(
        pk=claimed.recording.pk, state=State.ANALYSING, claimed_at=claimed.token
    )
    mine.update(analysis_due_at=at)
