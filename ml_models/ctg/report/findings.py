"""What was found in one fetus, as the report draws it: from an analysis in hand, or from one that was kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ml_models.ctg.recording import FloatArray, Recording

LETTERS: Final = (("accelerations", "A"), ("decelerations", "D"), ("contractions", "C"))
KIND_LETTERS: Final = {"early": "e", "late": "l", "variable": "v", "prolonged": "p"}


@dataclass(frozen=True)
class Mark:
    """An event with the letter and number that it has on screen too; a deceleration with a letter for its kind."""

    label: str
    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Stretch:
    """What was measured and not believed, and why."""

    start_s: float
    end_s: float
    cause: str


@dataclass(frozen=True, eq=False)
class Found:
    """One fetus. `facts` as `Analysis.to_dict` gives them; `baseline_bpm` every `step_s` seconds."""

    facts: Mapping[str, Any]
    baseline_bpm: FloatArray
    step_s: float
    marks: tuple[Mark, ...]
    left_out: tuple[Stretch, ...]

    @property
    def fetus(self) -> int:
        return int(self.facts.get("fetus") or 1)

    @property
    def verdicts(self) -> Mapping[str, Mapping[str, Any]]:
        return self.facts.get("verdicts") or {}

    def of_letter(self, letter: str) -> list[Mark]:
        """Return the accelerations (A), decelerations (D) or contractions (C), in order of time."""
        return [mark for mark in self.marks if mark.label.startswith(letter)]


def found(
    facts: Mapping[str, Any],
    *,
    baseline_bpm: Sequence[float | None] | FloatArray | None = None,
    step_s: float | None = None,
) -> Found:
    """Return findings as the report takes them.

    `facts`: `Analysis.to_dict()`, or the same with its baseline kept apart.
    """
    line = facts.get("baseline_bpm", []) if baseline_bpm is None else baseline_bpm
    values = np.array([np.nan if value is None else value for value in line], dtype=np.float64)
    stretches = [Stretch(one["start_s"], one["end_s"], one["cause"]) for one in facts.get("left_out") or ()]
    stretches += [Stretch(one["start_s"], one["end_s"], "repaired") for one in facts.get("repaired") or ()]
    stretches += [
        Stretch(one["start_s"], one["end_s"], "false_signal") for one in facts.get("false_signal") or ()
    ]
    return Found(
        facts=facts,
        baseline_bpm=values,
        step_s=step_s or facts.get("baseline_step_s") or 5.0,
        marks=tuple(
            _mark(letter, number, event)
            for key, letter in LETTERS
            for number, event in enumerate(_in_time(facts.get(key) or ()), start=1)
        ),
        left_out=tuple(sorted(stretches, key=lambda one: one.start_s)),
    )


def rates_bpm(recording: Recording, fetus: int) -> list[FloatArray]:
    """Return the measured rates of one fetus: of twins its own channel, else every sensor that measured anything."""
    if recording.twins:
        return [recording.fhr1_bpm if fetus == 1 else recording.fhr2_bpm]
    sensors = [recording.fhr1_bpm, recording.fhr2_bpm]
    return [values for values in sensors if np.isfinite(values).any()] or [recording.fhr1_bpm]


def _in_time(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(events, key=lambda event: (event["start_s"], event["end_s"]))


def _mark(letter: str, number: int, event: Mapping[str, Any]) -> Mark:
    kind = str(event.get("kind") or "")
    suffix = KIND_LETTERS.get(kind, "") if letter == "D" else ""
    return Mark(f"{letter}{number}{suffix}", kind, float(event["start_s"]), float(event["end_s"]))
