"""A recording is put on paper when somebody asks. The same content is made once; a newer analysis makes a newer paper."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Language, Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.recordings.events import ReportRequested
from apps.recordings.models import Disagreement, Recording, Report, ReportState, Review, ReviewState
from apps.recordings.selectors import gestation_days
from apps.recordings.services import locks
from apps.recordings.services.may import require_care_team
from apps.recordings.states import State

LAYOUT_VERSION: Final = 3
"""Changes with what the drawing puts on the paper, so that an older file is not taken for the same."""
SPEEDS: Final = (1, 2, 3)
SCALES: Final = (20, 30)


@write
def request_report(
    person: Person,
    *,
    recording_id: UUID,
    language: str,
    speed_cm_per_min: int,
    scale_bpm_per_cm: int,
    at: datetime,
) -> tuple[Report, bool]:
    """Ask for a recording on paper as it is now; returns the report and whether it has to be made.

    For the care team: verdicts reach a mother in words that a clinician has released. One that failed is made again.
    Raises NotVisible, Forbidden, Invalid, Conflict (not analysed yet).
    """
    recording = locks.recording_of(person, recording_id)
    require_care_team(person)
    _require_known(language, speed_cm_per_min, scale_bpm_per_cm)
    if recording.state not in (State.ANALYSED, State.FAILED):
        raise Conflict(_("This recording is not analysed yet."), code="not_analysed")
    about = {
        "language": language,
        "speed_cm_per_min": speed_cm_per_min,
        "scale_bpm_per_cm": scale_bpm_per_cm,
    }
    return _asked(recording, person, about, at)


@write
def remake(_system: None, *, recording_id: UUID, at: datetime) -> list[Report]:
    """Ask anew for every kind of paper of a recording that an older analysis stands on; the older ones stay."""
    recording = locks.recording_for_analysis(recording_id)
    rows = Report.objects.for_system("a newer analysis is printed for who printed the older one")
    made: dict[tuple[Any, ...], Report] = {}
    for report in rows.filter(recording=recording).select_related("requested_by").order_by("pk"):
        made[report.language, report.speed_cm_per_min, report.scale_bpm_per_cm] = report
    again = [one for one in made.values() if one.analysis_id != recording.current_analysis_id]
    return [_asked(recording, one.requested_by, _paper_of(one), at)[0] for one in again]


def signed_review(recording: Recording) -> Review | None:
    """Return the newest signed reading of a recording in hand."""
    rows = Review.objects.for_system("a report is made of a recording that was seen")
    found: Review | None = (
        rows.filter(recording=recording, state=ReviewState.SIGNED)
        .select_related("author")
        .order_by("version")
        .last()
    )
    return found


def _paper_of(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ("language", "speed_cm_per_min", "scale_bpm_per_cm")}


def _asked(recording: Recording, person: Person, about: dict[str, Any], at: datetime) -> tuple[Report, bool]:
    review = signed_review(recording)
    digest = _digest(recording, review, about)
    rows = Report.objects.for_system("the recording was seen")
    found: Report | None = rows.filter(recording=recording, content_sha256=digest).first()
    if found is not None and found.state != ReportState.FAILED:
        return found, False
    report = found or Report(
        subject_id=recording.subject_id,
        recording=recording,
        analysis_id=recording.current_analysis_id,
        review=review,
        content_sha256=digest,
        requested_by=person,
        **about,
    )
    report.state, report.progress, report.attempts, report.failure = ReportState.WAITING, 0, 0, ""
    report.requested_at, report.due_at, report.claimed_at, report.claimed_by = at, at, None, ""
    report.save()
    emit(ReportRequested(recording=recording.public_id, report=report.public_id, at=at))
    return report, True


def _digest(recording: Recording, review: Review | None, about: dict[str, Any]) -> bytes:
    """SHA-256 over everything that the paper shows and that may change."""
    facts = {
        **about,
        "layout": LAYOUT_VERSION,
        "analysis": recording.current_analysis_id,
        "review": review.pk if review else None,
        "disagreements": _last_disagreement(recording),
        "samples": recording.stored_count,
        "name": recording.subject.get_full_name(),
        "gestation_days": gestation_days(recording),
        "fetuses": [fetus.label if fetus else "" for fetus in (recording.fetus, recording.second_fetus)],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).digest()


def _last_disagreement(recording: Recording) -> int:
    """Rows are only added: the newest tells whether a paper shows all of them. 0: there are none."""
    rows = Disagreement.objects.for_system("a report is made of a recording that was seen")
    return rows.filter(recording=recording).order_by("-pk").values_list("pk", flat=True).first() or 0


def _require_known(language: str, speed: int, scale: int) -> None:
    for field, value, choices in (
        ("language", language, list(Language.values)),
        ("speed_cm_per_min", speed, list(SPEEDS)),
        ("scale_bpm_per_cm", scale, list(SCALES)),
    ):
        if value not in choices:
            raise Invalid.field(field, _("There is no such choice."), code="invalid_choice", limit=choices)
