"""Recordings on paper that a person may have: the care team of the mother, and nobody else. Read-only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, NotVisible
from apps.foundation.files.serving import NOTHING, whole
from apps.foundation.visibility import SubjectQuerySet
from apps.recordings.models import Report, ReportState, Review, ReviewState
from apps.recordings.selectors import recording_visible_to
from apps.recordings.services.may import require_care_team
from apps.recordings.states import State


def reports_of(person: Person, recording_id: UUID) -> SubjectQuerySet:
    """The reports of a recording, newest first, each with `is_outdated`. Raises NotVisible, Forbidden.

    Outdated is also what was printed while an analysis is due or has failed: there are samples that none has seen.
    """
    recording = recording_visible_to(person, recording_id)
    require_care_team(person)
    signed = Review.objects.for_system("whether a visible report holds the newest reading")
    newest = signed.filter(recording=OuterRef("recording"), state=ReviewState.SIGNED).order_by("-version")
    rows = Report.objects.visible_to(person).filter(recording_id=recording.pk)
    rows = rows.select_related("recording", "analysis", "review").defer(
        "analysis__result", "analysis__baseline"
    )
    same_analysis = Q(analysis=F("recording__current_analysis")) | Q(
        analysis=None, recording__current_analysis=None
    )
    rows = rows.annotate(newest_review=Subquery(newest.values("pk")[:1]))
    same_review = Q(review=F("newest_review")) | Q(review=None, newest_review=None)
    is_settled = Q(recording__state=State.ANALYSED)
    current = Case(When(is_settled & same_analysis & same_review, then=Value(False)), default=Value(True))
    return rows.annotate(is_outdated=current).order_by("-requested_at", "-pk")


def report_visible_to(person: Person, recording_id: UUID, report_id: UUID) -> Report:
    """One report of a recording. Raises NotVisible, Forbidden."""
    report: Report | None = reports_of(person, recording_id).filter(public_id=report_id).first()
    if report is None:
        raise NotVisible
    return report


def answer(
    person: Person, recording_id: UUID, report_id: UUID, *, picture: bool = False
) -> StreamingHttpResponse:
    """Answer its file or the picture of its first page. Raises NotVisible, Forbidden, Conflict, Unavailable."""
    report = report_visible_to(person, recording_id, report_id)
    if report.state != ReportState.READY:
        raise Conflict(_("This paper is not ready yet."), code="not_ready")
    key, size = (
        (report.picture_name, report.picture_bytes) if picture else (report.file_name, report.size_bytes)
    )
    ending, media_type = ("png", "image/png") if picture else ("pdf", "application/pdf")
    return whole(
        key,
        size_bytes=int(size or 0),
        media_type=media_type,
        disposition=f'inline; filename="cardiotocogram-{report.public_id}.{ending}"',
        policy=NOTHING,
    )
