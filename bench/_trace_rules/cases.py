"""Generated traces with a moment from which somebody should be called, and real ones with an outcome."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench._ctg.cases import real
from ml_models import ctg
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.outcome import training
from ml_models.ctg.recording import FloatArray

FIRST_SEED: Final = 770_001
"""No rule, limit or test was made with seeds from here on."""
EACH: Final = int(os.environ.get("KAISHI_BENCH_TRACES", "6"))
LATE_COUNT: Final = 3
PROLONGED_S: Final = 180.0
HERS_S: Final = 300.0
CELL: Final = int(5 * FS_HZ)
TURN_S: Final = 1200.0
"""Twins are made to coincide or change places, and sensors to slip, after twenty minutes."""
LEAST_PH, LEAST_APGAR = 7.20, 7
ACIDOTIC_PH: Final = 7.05
MOST_REAL: Final = EACH


@dataclass(frozen=True)
class Case:
    """One trace. `onset_s`: from where on what `rule` is there for is there; None: nothing is, or the rule is not due."""

    group: str
    recording: ctg.Recording
    weeks: float = 38.0
    in_labour: bool = False
    rule: str = ""
    onset_s: float | None = None


def healthy() -> Iterator[Case]:
    """Traces that should call nobody."""
    for group, scenario, weeks, count in (
        ("reactive, 38 weeks", "reactive", 38.0, 2 * EACH),
        ("reactive, 30 weeks", "reactive", 30.0, EACH),
        ("reactive, a third lost", "signal_loss", 38.0, EACH),
        ("twins, reactive", "twins", 38.0, EACH),
    ):
        for number in range(count):
            trace = ctg.generate(60, FIRST_SEED + number, scenario=scenario, gestation_weeks=weeks)
            yield Case(group, trace, weeks)


def ill() -> Iterator[Case]:
    """Every scenario of the generator that is not healthy, with the rule that is there for it."""
    for number in range(EACH):
        seed = FIRST_SEED + 1_000 + number
        yield from _generated(seed)
        yield _sensor_off(seed)
        yield from _twins(seed)
        yield Case("variable decelerations", ctg.generate(40, seed, scenario="variable_decelerations"))


def _generated(seed: int) -> Iterator[Case]:
    for group, scenario, rule, minutes in (
        ("bradycardia", "bradycardia", "trace_low_rate", 25),
        ("tachycardia", "tachycardia", "trace_high_rate", 25),
        ("low variability", "low_variability", "trace_low_variation", 60),
        ("sinusoidal", "sinusoidal", "trace_sinusoidal", 30),
        ("late decelerations", "late_decelerations", "trace_late_decelerations", 45),
        ("prolonged deceleration", "prolonged", "trace_prolonged_deceleration", 40),
        ("mother's heart", "maternal_rate", "trace_maternal_rate", 45),
    ):
        trace, (truth,) = ctg.generate_with_truth(minutes, seed, scenario=scenario)
        yield Case(group, trace, rule=rule, onset_s=_onset_s(scenario, trace, truth))


def _onset_s(scenario: str, trace: ctg.Recording, truth: ctg.Truth) -> float | None:
    if scenario == "late_decelerations":
        late = [one for one in truth.decelerations if one.kind == "late"]
        return late[LATE_COUNT - 1].end_s if len(late) >= LATE_COUNT else None
    if scenario == "prolonged":
        long = [one for one in truth.decelerations if one.end_s - one.start_s >= PROLONGED_S]
        return long[0].start_s if long else None
    if scenario == "maternal_rate":
        return _hers_from_s(trace.fhr1_bpm, truth.clean_bpm)
    return 0.0


def _hers_from_s(shown: FloatArray, clean: FloatArray) -> float | None:
    """Where the first stretch begins that shows another heart for as long as the rule asks, by cells of 5 s."""
    count = shown.size // CELL
    off = np.abs(shown - clean)[: count * CELL].reshape(count, CELL)
    is_other = np.nan_to_num(np.sort(off, axis=1)[:, CELL // 4], nan=0.0) > 5.0
    length = 0
    for place, other in enumerate(is_other):
        length = length + 1 if other else 0
        if length * 5.0 >= HERS_S:
            return (place + 1 - length) * 5.0
    return None


def _sensor_off(seed: int) -> Case:
    trace = ctg.generate(30, seed, scenario="reactive")
    rate = trace.fhr1_bpm.copy()
    rate[int(TURN_S * FS_HZ) :] = np.nan
    return Case("sensor slipped off", replace(trace, fhr1_bpm=rate), rule="trace_no_signal", onset_s=TURN_S)


def _twins(seed: int) -> Iterator[Case]:
    trace = ctg.generate(40, seed, scenario="twins")
    first, second = trace.fhr1_bpm, trace.fhr2_bpm
    turn = int(TURN_S * FS_HZ)
    one_heart = np.concatenate([second[:turn], first[turn:]])
    yield Case(
        "twins, both show one heart",
        replace(trace, fhr2_bpm=one_heart),
        rule="trace_twins",
        onset_s=TURN_S,
    )
    swapped = replace(
        trace,
        fhr1_bpm=np.concatenate([first[:turn], second[turn:]]),
        fhr2_bpm=np.concatenate([second[:turn], first[turn:]]),
    )
    yield Case("twins, channels change places", swapped, rule="trace_twins", onset_s=TURN_S)


def born_well_and_ill(data: Path) -> Iterator[Case]:
    """CTU-UHB, labour: evenly drawn from those born well, and from those born with acidosis."""
    with (data / "outcomes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    well = [row for row in rows if float(row["ph"]) >= LEAST_PH and float(row["apgar5"]) >= LEAST_APGAR]
    acidotic = [row for row in rows if float(row["ph"]) < ACIDOTIC_PH]
    group_of = {
        row["record"]: (group, float(row["gest_weeks"]))
        for group, part in (("labour, born well", well), ("labour, pH below 7.05", acidotic))
        for row in _evenly(part)
    }
    for name, recording in training.recordings(data):
        if name in group_of:
            group, weeks = group_of[name]
            yield Case(group, recording, weeks, in_labour=True)


def of_unknown_outcome() -> Iterator[Case]:
    """FHRMA, labour: evenly drawn; how the children were born is not known."""
    for case in _evenly(list(real())):
        yield Case("labour, outcome unknown", case.recording, in_labour=True)


def _evenly(rows: list[Any]) -> list[Any]:
    step = max(1, len(rows) // MOST_REAL)
    return rows[::step][:MOST_REAL]
