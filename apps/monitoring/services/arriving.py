"""How far live recordings have come, and what happened on the way: written together every few seconds.

Not with each frame: a row that changes every second a thousand times over would cost more than the frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from apps.foundation.transactions import write
from apps.monitoring.frames import Frame
from apps.monitoring.happenings import between, carried
from apps.monitoring.models import Happening, LinkEvent

ADVANCE: Final = """
UPDATE monitoring_liverecording AS live
SET last_number = greatest(live.last_number, new.number), last_sample = greatest(live.last_sample, new.sample),
    last_phone_at = CASE WHEN live.last_number > new.number THEN live.last_phone_at
                         ELSE to_timestamp(new.phone_s) END,
    last_received_at = greatest(live.last_received_at, to_timestamp(new.received_s))
FROM (
    SELECT row.id, g.* FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::float8[], %s::float8[])
        AS g (recording_id, number, sample, phone_s, received_s)
    JOIN monitoring_liverecording row ON row.recording_id = g.recording_id
    ORDER BY row.id FOR UPDATE OF row SKIP LOCKED
) AS new
WHERE live.id = new.id
RETURNING live.recording_id
"""


@dataclass(slots=True)
class Progress:
    """How far one recording has come. `flags`: of its newest frame; `happened`: not written yet."""

    subject_id: int
    number: int = -1
    sample: int | None = None
    phone_ms: int = 0
    received_s: float = 0.0
    flags: int | None = None
    happened: list[tuple[Happening, float, int]] = field(default_factory=list)

    def add(self, frame: Frame, received_s: float) -> None:
        """Count a stored frame in. What comes out of its order tells nothing of the way that is not known later."""
        self.received_s = max(self.received_s, received_s)
        if frame.first_sample is not None:
            self.sample = max(self.sample or 0, frame.first_sample + frame.sample_count)
        if frame.number <= self.number:
            return
        for what in between(self.flags, frame.flags):
            self.happened.append((what, received_s, frame.phone_ms))
        self.number, self.phone_ms = frame.number, frame.phone_ms
        self.flags = carried(self.flags, frame.flags)


def advance(progress: Sequence[tuple[int, Progress]]) -> set[int]:
    """Write how far recordings, by primary key, have come; returns those that were written. Rows that somebody holds are
    left for the next time.
    """
    columns: list[list[float | int | None]] = [
        [pk for pk, _ in progress],
        [one.number for _, one in progress],
        [one.sample for _, one in progress],
        [one.phone_ms / 1_000 for _, one in progress],
        [one.received_s for _, one in progress],
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, columns)
        return {row[0] for row in cursor.fetchall()}


@write
def note(actor: None, *, happened: Iterable[tuple[int, int, Happening, float, int]]) -> None:
    """Keep what happened: (recording's key, subject's, what, when in s by our clock, in ms by the phone's)."""
    LinkEvent.objects.bulk_create(
        LinkEvent(
            recording_id=recording_pk,
            subject_id=subject_id,
            what=what,
            at=datetime.fromtimestamp(at_s, UTC),
            phone_at=datetime.fromtimestamp(phone_ms / 1_000, UTC),
        )
        for recording_pk, subject_id, what, at_s, phone_ms in happened
    )
