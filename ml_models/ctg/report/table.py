"""The table of every ten minutes. Pure: numbers, None where they cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray, Recording
from ml_models.ctg.report.findings import Found, Mark, rates_bpm
from ml_models.ctg.runs import filled

BLOCK_S: Final = 600.0
LEAST_BELIEVED: Final = 0.5
"""Of ten minutes: where less is believed, finding no event says nothing."""
KINDS: Final = ("early", "late", "variable", "prolonged")


@dataclass(frozen=True)
class Row:
    """Ten minutes. Shares from 0 to 1 of all samples in them; events count where they begin."""

    start_s: float
    end_s: float
    baseline_bpm: float | None
    variability_bpm: float | None
    accelerations: int | None
    """None where none was found and less than half was believed: nobody knows then."""
    decelerations: dict[str, int | None]
    """By kind, "untyped" for those without; None as above."""
    contractions: int | None
    """None where no uterine activity was recorded, or none was found and it was recorded for less than half."""
    lost: float
    not_believed: float


def rows(found: Found, recording: Recording) -> list[Row]:
    """Return a row for every ten minutes of a recording, the last one as long as it is."""
    size = int(BLOCK_S * FS_HZ)
    measured, left_out = _measured(found, recording), _left_out(found, recording.samples)
    return [
        _row(found, recording, measured, left_out, slice(start, min(start + size, recording.samples)))
        for start in range(0, recording.samples, size)
    ]


def in_all(found: Found, recording: Recording) -> tuple[float | None, float | None]:
    """Return which parts of the whole were lost, and measured but not believed; None of an empty recording."""
    if recording.samples == 0:
        return None, None
    measured, left_out = _measured(found, recording), _left_out(found, recording.samples)
    return float(np.mean(~measured)), float(np.mean(measured & left_out))


def _measured(found: Found, recording: Recording) -> np.ndarray:
    return np.any([np.isfinite(values) for values in rates_bpm(recording, found.fetus)], axis=0)  # type: ignore[no-any-return]


def _left_out(found: Found, samples: int) -> np.ndarray:
    starts = np.array([round(one.start_s * FS_HZ) for one in found.left_out], dtype=np.int64)
    stops = np.array([round(one.end_s * FS_HZ) for one in found.left_out], dtype=np.int64)
    return filled(starts, np.minimum(stops, samples), samples)


def _row(found: Found, recording: Recording, measured: np.ndarray, left_out: np.ndarray, part: slice) -> Row:
    start_s, end_s = part.start / FS_HZ, part.stop / FS_HZ
    believed = float(np.mean(measured[part] & ~left_out[part]))
    downs = _within(found.of_letter("D"), start_s, end_s)
    kinds = [mark.kind if mark.kind in KINDS else "untyped" for mark in downs]
    belt = float(np.mean(np.isfinite(recording.toco[part])))
    has_toco = belt > 0 and "no_uterine_activity" not in (found.facts.get("notes") or ())
    return Row(
        start_s=start_s,
        end_s=end_s,
        baseline_bpm=_level(found.facts.get("baseline_course") or (), start_s),
        variability_bpm=_variability(found.facts, start_s, end_s),
        accelerations=_count(len(_within(found.of_letter("A"), start_s, end_s)), believed),
        decelerations={kind: _count(kinds.count(kind), believed) for kind in (*KINDS, "untyped")},
        contractions=_count(len(_within(found.of_letter("C"), start_s, end_s)), belt) if has_toco else None,
        lost=float(np.mean(~measured[part])),
        not_believed=float(np.mean(measured[part] & left_out[part])),
    )


def _count(count: int, measured: float) -> int | None:
    return None if count == 0 and measured < LEAST_BELIEVED else count


def _within(marks: list[Mark], start_s: float, end_s: float) -> list[Mark]:
    return [mark for mark in marks if start_s <= mark.start_s < end_s]


def _level(course: Sequence[dict[str, Any]], start_s: float) -> float | None:
    return next((level["baseline_bpm"] for level in course if level["start_s"] == start_s), None)


def variability_bpm(facts: Mapping[str, Any]) -> float | None:
    """Return the variability by which verdicts were given: events left out with their feet.

    Findings that were kept without it tell the other one, with the feet inside.
    """
    numbers = facts.get("numbers") or {}
    found: float | None = numbers.get("variability_bpm", facts.get("variability_bpm"))
    return found


def _variability(facts: Mapping[str, Any], start_s: float, end_s: float) -> float | None:
    """The same of the ten minutes from `start_s` on."""
    tens = (facts.get("numbers") or {}).get("bandwidth_10min")
    if tens is None:
        return _median(facts.get("bandwidth_bpm") or (), start_s, end_s)
    place = int(start_s // BLOCK_S)
    return tens[place]["bandwidth_bpm"] if place < len(tens) else None


def _median(minutes: Sequence[float | None] | FloatArray, start_s: float, end_s: float) -> float | None:
    part = list(minutes)[int(start_s // 60) : int(end_s // 60)]
    known = [value for value in part if value is not None]
    return float(np.median(known)) if known else None
