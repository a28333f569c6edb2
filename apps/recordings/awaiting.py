"""What is awaited of recordings: that a planned one begins, that one that was begun ends, that one is read.

Each is said in the write from which it follows; docs/explanation/silence.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Person
from apps.alerts.limits import LimitTable
from apps.alerts.selectors.limits import limits_for
from apps.expectations import kinds
from apps.expectations.kinds import Kind
from apps.expectations.services import expect, meet, withdraw
from apps.foundation.severity import Severity
from apps.recordings.models import Recording
from apps.recordings.states import State
from apps.recordings.triage import ORDER

PLANNED: Final = "planned_recording"
UPLOAD: Final = "recording_upload"
REVIEW: Final = "recording_review"
UNFINISHED_AFTER: Final = timedelta(minutes=30)
TABLES: Final = Path(__file__).parent / "alert_rules"
LEVELS: Final = {place: level for level, place in ORDER.items()}
OF_LEVEL: Final = {"critical": "critical_minutes", "warning": "warning_minutes", "unknown": "warning_minutes"}


def register() -> None:
    """Register the kinds, and what is written down ahead."""
    from apps.recordings.services import plans

    for kind in KINDS:
        kinds.register(kind)
    kinds.prepare_by("recording_plans", plans.foresee)


def began(recording: Recording, *, at: datetime) -> None:
    """It was announced: its end is awaited."""
    expect(
        None,
        kind=UPLOAD,
        key=str(recording.public_id),
        due_at=at + UNFINISHED_AFTER,
        subject_id=recording.subject_id,
        pregnancy=recording.pregnancy,
        at=at,
    )


def ended(recording: Recording, *, at: datetime) -> None:
    """The phone has sent everything."""
    meet(None, kind=UPLOAD, key=str(recording.public_id), at=at)


def deleted(recording: Recording, *, at: datetime) -> None:
    """She took it back before it was complete."""
    withdraw(None, kind=UPLOAD, key=str(recording.public_id), at=at)


def analysed(recording: Recording, *, at: datetime) -> None:
    """There is a result, or none can be had: somebody is to read it, the sooner the worse it looks.

    `at`: when these samples were first analysed. A newer method gives nobody more time, and ends no alert.
    """
    level = LEVELS.get(recording.need_order if recording.need_order is not None else -1, "unknown")
    limits = limits_for(REVIEW_KIND.limits, REVIEW_KIND.rule_id, recording.subject_id, at=at)
    expect(
        None,
        kind=REVIEW,
        key=str(recording.public_id),
        due_at=at + timedelta(minutes=limits[OF_LEVEL.get(level, "notice_minutes")]),
        subject_id=recording.subject_id,
        pregnancy=recording.pregnancy,
        at=at,
    )


def signed(recording: Recording, *, by: Person, at: datetime) -> None:
    """Somebody has read it."""
    meet(None, kind=REVIEW, key=str(recording.public_id), at=at, by=str(by.public_id))


def _last_samples(keys: Sequence[str]) -> Mapping[str, datetime]:
    """Return, by recording, when samples of it last came."""
    rows = Recording.objects.for_system("do samples still come").filter(
        public_id__in=keys, state=State.RECEIVING, deleted_at=None
    )
    newest = rows.annotate(newest=Max("chunks__received_at")).exclude(newest=None)
    return {str(public_id): moment for public_id, moment in newest.values_list("public_id", "newest")}


def _recording(key: str, person: Any) -> str:
    return reverse("console:recording", args=[UUID(key)]) if person.is_clinician else ""


def _nowhere(key: str, person: Any) -> str:
    return ""


REVIEW_KIND: Final = Kind(
    name=REVIEW,
    title=_("Recording not read in time"),
    needs=_("When a recording was analysed, what was found, and whether somebody has signed it."),
    ends=_("Somebody signs the recording. The alert stays until a person ends it."),
    wrong_if=_("It was read, and nobody has signed."),
    limits=LimitTable.load(TABLES / "recording_review.toml"),
    url=_recording,
    severity=Severity.URGENT,
)
KINDS: Final = (
    Kind(
        name=PLANNED,
        title=_("Planned recording has not begun"),
        needs=_("When she is to record, and when a recording of hers begins."),
        ends=_("A recording of hers begins within six hours of it. The alert stays until a person ends it."),
        wrong_if=_("She records elsewhere, or somebody has agreed with her that she need not."),
        limits=LimitTable.load(TABLES / "planned_recording.toml"),
        url=_nowhere,
    ),
    Kind(
        name=UPLOAD,
        title=_("Recording unfinished or not uploaded"),
        needs=_("When a recording was begun, when samples of it last came, and whether it was completed."),
        ends=_("It is completed, deleted, or goes on. The alert stays until a person ends it."),
        wrong_if=_("Her phone keeps the rest, and sends it once it has a network."),
        limits=LimitTable.load(TABLES / "recording_upload.toml"),
        url=_recording,
        seen=_last_samples,
        every=UNFINISHED_AFTER,
    ),
    REVIEW_KIND,
)
