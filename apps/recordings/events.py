"""What this app says. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("recording.completed", version=1)
class RecordingCompleted:
    """The phone has sent everything, or something late came: an analysis is due."""

    recording: UUID
    pregnancy: UUID
    at: datetime


@event("recording.analysed", version=1)
class RecordingAnalysed:
    """There is a result to read. What was found is in the analysis."""

    recording: UUID
    pregnancy: UUID
    analysis: UUID
    at: datetime


@event("review.signed", version=1)
class ReviewSigned:
    """A clinician has signed what she read; from version 2 on it amends the one before."""

    recording: UUID
    pregnancy: UUID
    review: UUID
    version: int
    at: datetime


@event("recording.report_requested", version=1)
class ReportRequested:
    """A recording is to be put on paper."""

    recording: UUID
    report: UUID
    at: datetime


@event("recording.plain_version_changed", version=1)
class PlainVersionChanged:
    """What the mother may read of a recording was released, or withdrawn."""

    recording: UUID
    pregnancy: UUID
    version: int
    is_released: bool
    at: datetime
