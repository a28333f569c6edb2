"""What recordings do about events: a completed one is analysed."""

from __future__ import annotations

from apps.foundation.events import listens_to
from apps.recordings.events import RecordingCompleted


@listens_to(RecordingCompleted)
def enqueue_analysis(event: RecordingCompleted) -> None:
    """Twice is harmless: the task claims the recording's row."""
    from apps.recordings.tasks import enqueue

    enqueue(event.recording)
