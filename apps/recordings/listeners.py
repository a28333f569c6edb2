"""What recordings do about events: a completed one is analysed, and what was printed is printed anew."""

from __future__ import annotations

from apps.foundation.events import listens_to
from apps.recordings.events import RecordingAnalysed, RecordingCompleted, ReportRequested
from apps.recordings.services import reports


@listens_to(RecordingCompleted)
def enqueue_analysis(event: RecordingCompleted) -> None:
    """Twice is harmless: the task claims the recording's row."""
    from apps.recordings.tasks import enqueue

    enqueue(event.recording)


@listens_to(ReportRequested)
def enqueue_report(event: ReportRequested) -> None:
    """Twice is harmless: the task claims the report's row."""
    from apps.recordings.report_tasks import enqueue

    enqueue(event.report)


@listens_to(RecordingAnalysed)
def print_anew(event: RecordingAnalysed) -> None:
    """Twice is harmless: the same content is made once."""
    reports.remake(None, recording_id=event.recording, at=event.at)
