"""From a recording to what can be read from it: what one look sees (`looking`), and what follows from that."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from ml_models.ctg import course
from ml_models.ctg.cleaning import Cause, Cleaned
from ml_models.ctg.coincidence import near_but_apart
from ml_models.ctg.course import Ending, Level
from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.looking import Seen, look
from ml_models.ctg.memory_source import with_known_source
from ml_models.ctg.numbers import LIKELY_FALSE, covered
from ml_models.ctg.outcome import NotInLabour, OutcomeScore, Trace, score
from ml_models.ctg.recording import FloatArray, Recording
from ml_models.ctg.runs import BoolArray, runs_of
from ml_models.ctg.variability import bandwidth_bpm, short_term_variation_ms
from ml_models.ctg.verdicts import Numbers, Verdict, with_numbers

METHOD_VERSION = "ctg-1.6"
"""Changes with every change of a result."""

BASELINE_STEP_S = course.STEP_S
TOLD_HOLE_S = 5.0
"""Stretches that were left out are listed from this length on."""
NEAR_MOTHER_S = 600.0
SHORT_S = 600.0
MUCH_LOSS = 0.2
MARKED_PART = 0.005
"""A cause of holes is noted from this part of the recording on."""
NOTED_FALSE_PART = 0.02
FINE_ENOUGH_BPM, FINE_ENOUGH_HZ = 0.5, 2.0


@dataclass(frozen=True)
class Context:
    """What is told beside the recording; see `analyze`."""

    gestation_weeks: float | None = None
    in_labour: bool = False
    second_stage_s: float | None = None
    fetus: int = 1


@dataclass(frozen=True, eq=False)
class Analysis:
    """What was found in one fetus's trace. Arrays have shape (n,) at 4 Hz, aligned with the recording."""

    fhr_bpm: FloatArray
    """Cleaned rate, NaN where nothing is believed; halved and doubled stretches that fit are put right."""
    baseline_bpm: FloatArray
    """One value for each sample, NaN where undefined."""
    accelerations: list[Event]
    decelerations: list[Event]
    contractions: list[Event]
    signal_loss: float
    """Part of the samples without a believed rate, 0 to 1."""
    stv_ms: float
    """Short-term variation in ms, NaN where it cannot be told (see `notes`)."""
    bandwidth_bpm: FloatArray
    """Variability of each whole minute in bpm, NaN where too little counts."""
    false_signal_probability: FloatArray
    """How likely a sample shows the mother's heart or noise: 0 to 1, and 0 where nothing was measured."""
    hole_causes: np.ndarray
    """Why a sample is missing from `fhr_bpm`, or was put right, shape (n,): values of `cleaning.Cause`."""
    course: list[Level]
    """The baseline of every ten minutes."""
    ending: Ending
    near_mother_s: float
    """Seconds in which the kept rate lay close to the mother's without following it."""
    notes: list[str]
    """Codes of `notes.EXPLANATIONS`."""
    fetus: int = 1
    gestation_weeks: float | None = None
    in_labour: bool = False
    second_stage_s: float | None = None
    method_version: str = METHOD_VERSION
    false_signal_weights: str = ""
    """Version of the network that was asked."""
    numbers: Numbers | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    belt_parts: list[float] = field(default_factory=list)
    """Part of each ten minutes, as in `course`, in which uterine activity was measured, 0 to 1."""

    @property
    def duration_s(self) -> float:
        return self.fhr_bpm.size / FS_HZ

    @property
    def mean_baseline_bpm(self) -> float:
        """Mean of the baseline, NaN where there is none."""
        return _mean(self.baseline_bpm)

    @property
    def lowest_baseline(self) -> Level | None:
        """The lowest level that lasted ten minutes, or the last three of the record; None where none is known."""
        return min(course.lasting(self.baseline_bpm), key=lambda level: level.baseline_bpm, default=None)

    @property
    def highest_baseline(self) -> Level | None:
        """The highest such level."""
        return max(course.lasting(self.baseline_bpm), key=lambda level: level.baseline_bpm, default=None)

    @property
    def left_out_parts(self) -> dict[str, float]:
        """Part of all samples that was measured and not believed, by its cause in lower case."""
        causes = [cause for cause in Cause if cause not in (Cause.KEPT, Cause.LOST)]
        parts = {
            cause.name.lower(): float(np.mean(self.hole_causes == cause))
            for cause in causes
            if self.hole_causes.size
        }
        return {name: part for name, part in parts.items() if part > 0}

    @property
    def variability_bpm(self) -> float:
        """Median bandwidth of the minutes that count, NaN without any."""
        known = self.bandwidth_bpm[np.isfinite(self.bandwidth_bpm)]
        return float(np.median(known)) if known.size else math.nan

    def outcome_score(self, *, ph_below: float) -> OutcomeScore:
        """How likely the cord artery's pH lies below 7.05, 7.15 or 7.20; for clinicians only (docs/clinical/ctg.md).

        Raises `NotInLabour` outside labour and `ValueError` for another limit.
        """
        if not self.in_labour:
            raise NotInLabour
        trace = Trace(
            self.fhr_bpm,
            self.baseline_bpm,
            self.bandwidth_bpm,
            self.decelerations,
            self.numbers.false_part if self.numbers else 0.0,
        )
        return score(trace, ph_below=ph_below)

    @property
    def result_hash(self) -> str:
        """SHA-256 over everything that was found and the samples that it was found in."""
        digest = hashlib.sha256(json.dumps(self._facts(), sort_keys=True).encode())
        digest.update(np.nan_to_num(np.round(self.fhr_bpm * 4)).astype("<i4").tobytes())
        return digest.hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: NaN becomes None, the baseline one value every 5 s."""
        return {**self._facts(), "result_hash": self.result_hash}

    def _facts(self) -> dict[str, Any]:
        step = int(BASELINE_STEP_S * FS_HZ)
        return {
            "method_version": self.method_version,
            "duration_s": self.duration_s,
            "fetus": self.fetus,
            "gestation_weeks": self.gestation_weeks,
            "in_labour": self.in_labour,
            "second_stage_s": self.second_stage_s,
            "signal_loss": round(self.signal_loss, 4),
            "mean_baseline_bpm": _plain(self.mean_baseline_bpm, 1),
            "baseline_course": [_level(level) for level in self.course],
            "lowest_baseline": _level(self.lowest_baseline),
            "highest_baseline": _level(self.highest_baseline),
            "end_rate_bpm": _plain(self.ending.rate_bpm, 1),
            "end_upper_rate_bpm": _plain(self.ending.upper_bpm, 1),
            "left_out_parts": {name: round(part, 4) for name, part in self.left_out_parts.items()},
            "left_out": _stretches(np.where(np.isnan(self.fhr_bpm), self.hole_causes, Cause.KEPT)),
            "repaired": _stretches(np.where(np.isnan(self.fhr_bpm), Cause.KEPT, self.hole_causes)),
            "false_signal": _false_signal(self.false_signal_probability),
            "false_signal_weights": self.false_signal_weights,
            "near_mother_s": self.near_mother_s,
            "variability_bpm": _plain(self.variability_bpm, 1),
            "low_variability_minutes": course.low_variability_minutes(self.bandwidth_bpm),
            "stv_ms": _plain(self.stv_ms, 2),
            "baseline_step_s": BASELINE_STEP_S,
            "baseline_bpm": [_plain(value, 1) for value in self.baseline_bpm[::step].tolist()],
            "bandwidth_bpm": [_plain(value, 1) for value in self.bandwidth_bpm.tolist()],
            "accelerations": [_event(event) for event in self.accelerations],
            "decelerations": [_event(event) for event in self.decelerations],
            "contractions": [_event(event) for event in self.contractions],
            "belt_parts": [round(part, 3) for part in self.belt_parts],
            "notes": list(self.notes),
            "numbers": self.numbers.to_dict() if self.numbers else None,
            "verdicts": {name: verdict.to_dict() for name, verdict in self.verdicts.items()},
        }


def analyze(
    recording: Recording,
    *,
    gestation_weeks: float | None = None,
    in_labour: bool = False,
    second_stage_s: float | None = None,
    fetus: int = 1,
) -> Analysis:
    """Analyse one fetus of `recording`.

    `gestation_weeks` decides what counts as an acceleration; `second_stage_s`, the start of the second stage in
    seconds, is kept with the result and decides nothing yet. Bad signals never raise: what cannot be told is NaN, with
    a code in `notes`.
    """
    gestation_weeks = _known(gestation_weeks)
    second_stage_s = _known(second_stage_s)
    context = Context(gestation_weeks, in_labour, second_stage_s, fetus)
    recording = with_known_source(recording)
    return put_together(recording, look(recording.of_fetus(fetus), gestation_weeks), context)


def _known(value: float | None) -> float | None:
    """A number that is none is not known."""
    return None if value is None or not math.isfinite(value) else value


def put_together(recording: Recording, seen: Seen, context: Context) -> Analysis:
    """Add to what was seen in one fetus of `recording` whatever follows from it: numbers, notes, verdicts."""
    recording = with_known_source(recording)
    single = recording.of_fetus(context.fetus)
    fhr_bpm, samples = seen.cleaned.as_measured_bpm, seen.cleaned.fhr_bpm.size
    in_event = covered([*seen.accelerations, *seen.decelerations], samples)
    near_mother_s = float(near_but_apart(fhr_bpm, single.mhr_bpm).sum() / FS_HZ)
    stv_ms, reason = _variation(single, fhr_bpm, covered(seen.decelerations, samples))
    notes = _notes(single, seen.cleaned, seen.baseline_bpm, context.gestation_weeks)
    notes += ["false_signal_suspected"] if _is_suspect(seen) else []
    notes += [reason] if reason else []
    notes += ["ends_in_deceleration"] if course.still_open(seen.decelerations, fhr_bpm) else []
    notes += ["maternal_rate_near"] if near_mother_s >= NEAR_MOTHER_S else []
    notes += ["second_fetus_not_analysed"] if recording.twins else []
    found = Analysis(
        fhr_bpm=seen.cleaned.fhr_bpm,
        baseline_bpm=seen.baseline_bpm,
        accelerations=seen.accelerations,
        decelerations=seen.decelerations,
        contractions=seen.contractions,
        signal_loss=float(np.isnan(fhr_bpm).mean()) if samples else 1.0,
        stv_ms=stv_ms,
        bandwidth_bpm=bandwidth_bpm(fhr_bpm, seen.baseline_bpm, in_event),
        false_signal_probability=seen.false_signal_probability,
        hole_causes=seen.cleaned.cause,
        course=course.by_ten_minutes(fhr_bpm, seen.baseline_bpm, in_event),
        ending=course.ending(fhr_bpm),
        near_mother_s=near_mother_s,
        notes=notes,
        fetus=context.fetus,
        gestation_weeks=context.gestation_weeks,
        in_labour=context.in_labour,
        second_stage_s=context.second_stage_s,
        false_signal_weights=seen.false_signal_weights,
        belt_parts=course.measured_parts(single.toco),
    )
    numbers, verdicts = with_numbers(found, recording)
    return replace(found, numbers=numbers, verdicts=verdicts)


def _is_suspect(seen: Seen) -> bool:
    believed = np.isfinite(seen.cleaned.fhr_bpm)
    likely = seen.false_signal_probability[believed] >= LIKELY_FALSE
    return bool(likely.size) and bool(likely.mean() > NOTED_FALSE_PART)


def _variation(
    single: Recording, fhr_bpm: FloatArray, in_deceleration: BoolArray
) -> tuple[float, str | None]:
    """Short-term variation in ms, or NaN and why not."""
    coarse = (
        single.source.rate_resolution_bpm or 0
    ) > FINE_ENOUGH_BPM or single.source.fs_hz < FINE_ENOUGH_HZ
    if coarse:
        return math.nan, "variation_resolution_too_low"
    stv_ms = short_term_variation_ms(fhr_bpm, in_deceleration)
    return stv_ms, "variation_too_few_minutes" if math.isnan(stv_ms) else None


def _notes(single: Recording, cleaned: Cleaned, line: FloatArray, weeks: float | None) -> list[str]:
    loss = float(np.isnan(cleaned.as_measured_bpm).mean()) if cleaned.fhr_bpm.size else 1.0
    told = {
        "no_fetal_signal": (loss == 1.0 and cleaned.share(Cause.LOST) == loss) or cleaned.cause.size == 0,
        "nothing_believed": cleaned.cause.size > 0 and cleaned.share(Cause.LOST) < loss == 1.0,
        "shorter_than_10_min": single.duration_s < SHORT_S,
        "signal_loss_above_20_percent": loss > MUCH_LOSS,
        "baseline_undefined": bool(np.isnan(line).any()) or line.size == 0,
        "no_uterine_activity": not np.isfinite(single.toco).any()
        or float(np.nanmax(single.toco)) == float(np.nanmin(single.toco)),
        "signal_frozen": cleaned.share(Cause.FROZEN) > MARKED_PART,
        "rates_halved_or_doubled": cleaned.share(Cause.HALVED, Cause.DOUBLED) > MARKED_PART,
        "maternal_rate_suspected": cleaned.share(Cause.MATERNAL) > MARKED_PART,
        "abrupt_jumps": cleaned.share(Cause.JUMP) > MARKED_PART,
        "gestation_unknown": weeks is None,
    }
    return [code for code, holds in told.items() if holds]


def _event(event: Event) -> dict[str, Any]:
    return {
        name: _plain(value, 2) if isinstance(value, float) else value for name, value in asdict(event).items()
    }


def _level(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    return {"start_s": level.start_s, "end_s": level.end_s, "baseline_bpm": _plain(level.baseline_bpm, 1)}


def _stretches(causes: np.ndarray) -> list[dict[str, Any]]:
    """What was measured and not believed as it was, as stretches with their cause, in order of time."""
    found = [
        {"start_s": float(start / FS_HZ), "end_s": float(stop / FS_HZ), "cause": cause.name.lower()}
        for cause in Cause
        if cause not in (Cause.KEPT, Cause.LOST)
        for start, stop in zip(*runs_of(causes == cause), strict=True)
        if stop - start >= TOLD_HOLE_S * FS_HZ
    ]
    return sorted(found, key=lambda one: one["start_s"])


def _false_signal(probability: FloatArray) -> list[dict[str, float]]:
    """Stretches that more likely show another heart or noise, each with its mean probability."""
    return [
        {
            "start_s": float(start / FS_HZ),
            "end_s": float(stop / FS_HZ),
            "probability": round(float(probability[start:stop].mean()), 3),
        }
        for start, stop in zip(*runs_of(probability >= LIKELY_FALSE), strict=True)
        if stop - start >= TOLD_HOLE_S * FS_HZ
    ]


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else math.nan


def _plain(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None
