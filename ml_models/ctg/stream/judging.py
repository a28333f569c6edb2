"""Verdicts on the trace so far, put together from what has settled and the last look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ml_models.ctg import analysis, course
from ml_models.ctg.analysis import Analysis
from ml_models.ctg.cleaning import Cleaned
from ml_models.ctg.coincidence import near_but_apart
from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import covered
from ml_models.ctg.recording import Recording
from ml_models.ctg.stream.following import Followed
from ml_models.ctg.stream.trail import HOUR, Trail
from ml_models.ctg.variability import bandwidth_bpm
from ml_models.ctg.verdicts import Verdict, with_numbers

FIRST, EVERY = int(600 * FS_HZ), int(120 * FS_HZ)


@dataclass(frozen=True)
class Context:
    """What `analyze` is told beside the recording."""

    gestation_weeks: float | None = None
    in_labour: bool = False
    second_stage_s: float | None = None
    fetus: int = 1


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
    fhr_bpm, line = trail.fhr_bpm[:n], trail.baseline_bpm[:n]
    cleaned = Cleaned(fhr_bpm, trail.cause[:n])
    ups, downs, uterine = (
        _until(followed, family, n / FS_HZ) for family in ("acceleration", "deceleration", "contraction")
    )
    single = recording.of_fetus(context.fetus)
    near_s = float(near_but_apart(fhr_bpm, single.mhr_bpm).sum() / FS_HZ)
    stv_ms, reason = analysis._variation(single, fhr_bpm, covered(downs, n))
    notes = analysis._notes(single, cleaned, line, context.gestation_weeks) + ([reason] if reason else [])
    notes += ["ends_in_deceleration"] if course.still_open(downs, fhr_bpm) else []
    in_event = covered(ups + downs, n)
    found = Analysis(
        fhr_bpm=fhr_bpm,
        baseline_bpm=line,
        accelerations=ups,
        decelerations=downs,
        contractions=uterine,
        signal_loss=float(np.isnan(fhr_bpm).mean()),
        stv_ms=stv_ms,
        bandwidth_bpm=bandwidth_bpm(fhr_bpm, line, in_event),
        hole_causes=cleaned.cause,
        course=course.by_ten_minutes(fhr_bpm, line, in_event),
        ending=course.ending(fhr_bpm),
        near_mother_s=near_s,
        notes=notes,
        fetus=context.fetus,
        gestation_weeks=context.gestation_weeks,
        in_labour=context.in_labour,
        second_stage_s=context.second_stage_s,
    )
    return with_numbers(found, recording)[1]


def _until(followed: list[Followed], family: str, end_s: float) -> list[Event]:
    """The events of one family that began before `end_s`, as far as they go until then."""
    return [
        replace(one.event, end_s=min(one.event.end_s, end_s), peak_s=min(one.event.peak_s, end_s))
        for one in followed
        if one.family == family and one.event.start_s < end_s
    ]
