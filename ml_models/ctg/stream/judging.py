"""Verdicts on the trace so far, put together from what has settled and the last look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ml_models.ctg.analysis import Context, put_together
from ml_models.ctg.cleaning import Cleaned
from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.looking import Seen
from ml_models.ctg.recording import Recording
from ml_models.ctg.stream.following import Followed
from ml_models.ctg.stream.trail import HOUR, Trail
from ml_models.ctg.verdicts import Verdict

FIRST, EVERY = int(600 * FS_HZ), int(120 * FS_HZ)


def due(samples: int, told: int) -> int | None:
    """The last time, in samples, at which verdicts are due; None where those have been told."""
    last = min(HOUR, samples // EVERY * EVERY)
    return last if last >= max(FIRST, told + 1) else None


def goes_on(verdicts: Mapping[str, Verdict], at: int, *, in_labour: bool) -> bool:
    """True where the criteria before labour are not met and their hour is not over."""
    return not in_labour and at < HOUR and verdicts["antepartum_criteria"].label != "met"


def judged(
    trail: Trail, followed: list[Followed], recording: Recording, context: Context
) -> Mapping[str, Verdict]:
    """All verdicts on `recording`, the trace up to where verdicts are due; `trail` begins with it."""
    n = recording.samples
    ups, downs, uterine = (
        _until(followed, family, n / FS_HZ) for family in ("acceleration", "deceleration", "contraction")
    )
    cleaned = Cleaned(trail.fhr_bpm[:n], trail.cause[:n])
    seen = Seen(cleaned, trail.doubt_percent[:n] / 100, "", trail.baseline_bpm[:n], ups, downs, uterine)
    return put_together(recording, seen, context).verdicts


def _until(followed: list[Followed], family: str, end_s: float) -> list[Event]:
    """The events of one family that began before `end_s`, as far as they go until then."""
    return [
        replace(one.event, end_s=min(one.event.end_s, end_s), peak_s=min(one.event.peak_s, end_s))
        for one in followed
        if one.family == family and one.event.start_s < end_s
    ]
