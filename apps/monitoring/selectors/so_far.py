"""What the analysis says of a recording that is still being made: from the state that is kept each minute, and what came
on top of it. The recording was seen before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from apps.monitoring.following.course import Course
from apps.monitoring.models import LiveRecording, LiveVerdict
from apps.monitoring.services.following import taken
from apps.recordings.models import Recording
from ml_models.ctg.errors import FormatError
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.stream.recent import Recent

LINE_STEP: Final = 4
"""The baseline is told once a second, as that of a stored analysis."""
FAMILIES: Final = ("acceleration", "deceleration", "contraction")
SEEN: Final = "what is known so far of a recording that was seen"


@dataclass(frozen=True)
class SoFar:
    """One fetus. `update`: the newest look; `marks`: what is drawn over the trace; `verdicts`: the newest ones."""

    number: int
    update: Mapping[str, Any]
    marks: Mapping[str, Any]
    verdicts: Mapping[str, Any]
    verdicts_at_s: int | None


def so_far(recording: Recording, live: LiveRecording, *, at: datetime) -> list[SoFar]:
    """Return what is known of each fetus; empty before the first look."""
    updates: Sequence[Mapping[str, Any]] = live.update
    recent = _recent(recording, live, at)
    judged = _verdicts(recording)
    return [
        SoFar(
            number,
            update,
            _marks(recent[number - 1] if recent else None, update),
            judged[number].verdicts if number in judged else {},
            judged[number].at_s if number in judged else None,
        )
        for number, update in enumerate(updates, start=1)
    ]


def _verdicts(recording: Recording) -> dict[int, LiveVerdict]:
    rows = LiveVerdict.objects.for_system(SEEN).filter(recording_id=recording.pk)
    return {row.fetus: row for row in rows.order_by("fetus", "-at_s").distinct("fetus")}


def _recent(recording: Recording, live: LiveRecording, at: datetime) -> list[Recent]:
    """The last hour of each fetus, up to a minute old; nothing where no state is kept yet, or one of another version."""
    if live.stream_state is None:
        return []
    course = Course(taken(recording.pk, at=at).about, {})
    try:
        course.take_over(bytes(live.stream_state))
    except FormatError:  # of an older version: the follower begins anew, and so do we
        return []
    return [stream.recent() for stream in course.streams]


def _marks(recent: Recent | None, update: Mapping[str, Any]) -> dict[str, Any]:
    events = _events(recent, update)
    marks: dict[str, Any] = {
        f"{family}s": sorted(
            (one for one in events.values() if one["family"] == family), key=lambda one: float(one["start_s"])
        )
        for family in FAMILIES
    }
    if recent is not None:
        marks["baseline_bpm"] = {"step_s": LINE_STEP / FS_HZ, "values": _line(recent)}
    return marks


def _events(recent: Recent | None, update: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """By number: those of the kept state, and what the newest look says of them."""
    found = {one.id: _plain(one) for one in (recent.events if recent else ())}
    for name in ("opened", "changed", "open", "closed"):
        found.update((one["id"], dict(one)) for one in update.get(name, ()))
    for number in update.get("withdrawn", ()):
        found.pop(number, None)
    return found


def _plain(one: Any) -> dict[str, Any]:
    event = one.event
    return {
        "id": one.id,
        "family": one.family,
        "kind": event.kind,
        "start_s": event.start_s,
        "end_s": event.end_s,
        "peak_s": event.peak_s,
        "amplitude_bpm": _known(event.amplitude_bpm),
        "is_open": one.is_open,
    }


def _line(recent: Recent) -> list[float | None]:
    before: Iterable[float | None] = [None] * (recent.start // LINE_STEP)
    return [*before, *(_known(value) for value in recent.baseline_bpm[::LINE_STEP])]


def _known(value: float) -> float | None:
    return round(float(value), 1) if np.isfinite(value) else None
