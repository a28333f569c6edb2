"""The life of a report: claimed by one task, drawn outside any transaction, kept in the private storage, or failed.

The claim is the report's row (`foundation.claims`). A worker that is killed leaves a claim that runs out; the next one
writes the same keys again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import OperationalError
from django.utils import translation

from apps.foundation.claims import Work, pause_after
from apps.foundation.files.storage import StorageAway, store
from apps.foundation.transactions import write
from apps.recordings.models import Report, ReportState

log = structlog.get_logger(__name__)

WORK: Final = Work(
    Report.objects.for_system,
    ReportState.WAITING,
    ReportState.RENDERING,
    longest_s=600.0,  # a day at 3 cm/min takes seconds; whoever takes ten minutes hangs
)
MOST_ATTEMPTS: Final = 5
DRAWING_ERROR: Final = "drawing_error"
GAVE_UP: Final = "gave_up"
BEGUN_PERCENT, DRAWN_PERCENT = 10, 80


@dataclass(frozen=True)
class Claim:
    """The right to make a report; `token` is the moment it was given."""

    report: Report
    token: datetime


def run(report_id: UUID, *, task_id: str, now: Callable[[], datetime]) -> None:
    """Make a report if it waits and nobody else does. Raises OperationalError: try again later."""
    claimed = claim(None, report_id=report_id, task_id=task_id, at=now())
    if claimed is None:
        return
    try:
        with WORK.kept(claimed.report, claimed.token, now):
            made = _make(claimed, now)
    except OperationalError:
        raise
    except StorageAway as error:
        log.warning("report_not_kept", report=str(report_id), error=type(error).__name__)
        put_back(None, claimed, at=now())
        return
    except Exception:
        log.exception("report_failed", report=str(report_id))
        tell(None, claimed, state=ReportState.FAILED, failure=DRAWING_ERROR)
        return
    tell(None, claimed, state=ReportState.READY, progress=100, ready_at=now(), **made)


@write
def claim(_system: None, *, report_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up a report that waits; None where it does not, or somebody else has it."""
    taken = WORK.take(report_id, task_id=task_id, at=at, progress=BEGUN_PERCENT)
    report = _locked(report_id) if taken else None
    if report is None:
        return None
    claimed = Claim(report, at)
    if report.attempts > MOST_ATTEMPTS:
        tell(None, claimed, state=ReportState.FAILED, failure=GAVE_UP)
        return None
    return claimed


@write
def put_back(_system: None, claimed: Claim, *, at: datetime) -> None:
    """Give it back after a failure that says nothing about the paper; the pauses grow."""
    report = _locked(claimed.report.public_id)
    if report is not None and WORK.is_held(report, claimed.token):
        WORK.release(report, due_at=at + pause_after(report.attempts))


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return reports that are due but lie still: a lost message, a worker that was killed, a storage that was away."""
    rows = WORK.lying(at=at)
    for report in rows:
        if report.state == ReportState.RENDERING:
            WORK.release(report, due_at=at)
    return [report.public_id for report in rows]


def file_key(report_id: UUID, ending: str) -> str:
    """Return where a report lies in the private storage."""
    return f"papers/{report_id.hex[-2:]}/{report_id.hex}.{ending}"


def _make(claimed: Claim, now: Callable[[], datetime]) -> dict[str, Any]:
    from apps.recordings import printing

    report = claimed.report
    with translation.override(report.language):
        pdf, picture, pages = printing.drawn(report, at=now())
    tell(None, claimed, progress=DRAWN_PERCENT)
    file_name, picture_name = file_key(report.public_id, "pdf"), file_key(report.public_id, "png")
    store().put(file_name, pdf)
    store().put(picture_name, picture)
    return {
        "file_name": file_name,
        "file_sha256": hashlib.sha256(pdf).digest(),
        "size_bytes": len(pdf),
        "picture_name": picture_name,
        "picture_bytes": len(picture),
        "page_count": pages,
    }


@write
def tell(_system: None, claimed: Claim, **told: Any) -> bool:
    """Say how far it is or how it ended; False where the claim was lost."""
    rows = Report.objects.for_system("a worker makes a report, or could not")
    held = rows.filter(pk=claimed.report.pk, state=ReportState.RENDERING, claimed_at=claimed.token)
    return bool(held.update(**told))


def _locked(report_id: UUID) -> Report | None:
    rows = Report.objects.for_system("a report is made for who asked for it")
    found: Report | None = (
        rows.filter(public_id=report_id)
        .select_related(
            "recording__subject",
            "recording__pregnancy",
            "recording__fetus",
            "recording__second_fetus",
            "analysis",
            "review__author",
        )
        .select_for_update(of=("self",))
        .first()
    )
    return found
