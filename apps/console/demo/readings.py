"""Readings of the demonstration: weights, pressures, glucose, steps, scans, and one report of fewer movements."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from apps.accounts.models import Person
from apps.observations.models import Modality, Origin
from apps.observations.rules.by_hand import Written
from apps.observations.services.by_hand import Given, note_reading
from apps.observations.services.intake import take_in
from apps.observations.sources.points import Reading

IDS: Final = UUID("7d1f2c4a-93b5-5c0e-9d4b-1f6f0d2e8a57")
GLUCOSE: Final = (
    (7, "fasting", 88.0),
    (9, "after_1h", 128.0),
    (14, "after_1h", 133.0),
    (20, "after_1h", 131.0),
)
"""Hour of the day, moment beside a meal, about how much in mg/dL."""
WATCH: Final = "Demonstration watch"


def make_readings(by_key: dict[str, Person], *, at: datetime) -> None:
    """Write down what each would have measured until now. Same moment, same readings."""
    _first_mother(by_key, at)
    _twins(by_key, at)
    _near_term(by_key, at)


def _first_mother(by_key: dict[str, Person], at: datetime) -> None:
    """30 weeks, with diabetes of pregnancy: everything that a phone, a cuff and a meter bring."""
    mother, doctor = by_key["mother"], by_key["obstetrician"]
    for week in range(17, 0, -1):
        weight = 69.5 + (17 - week) * 0.42 + 0.3 * math.sin(week)
        _note(mother, mother, at - timedelta(days=7 * week - 3), Written("body_weight", round(weight, 1)))
    for number in range(28, 0, -2):
        systolic, diastolic = 118 + 6 * math.sin(number), 74 + 4 * math.sin(number / 2)
        given = Written("blood_pressure", float(round(systolic)), float(round(diastolic)))
        _note(mother, mother, at - timedelta(days=number, hours=3), given)
    for days in range(10, 0, -1):
        for hour, slot, about in GLUCOSE:
            value = float(round(about + 9 * math.sin(days * hour)))
            moment = at - timedelta(days=days) + timedelta(hours=hour - 12)
            _note(mother, mother, moment, Written("blood_glucose", value, relation_to_meal=slot))
    for days, grams_per_dl in ((98, 12.1), (21, 11.2)):
        _note(doctor, mother, at - timedelta(days=days), Written("haemoglobin", grams_per_dl))
    _scan(doctor, mother, at - timedelta(days=70), bpd_mm=47.0, hc_mm=176.0, ac_mm=150.0, fl_mm=33.0)
    _scan(doctor, mother, at - timedelta(days=14), bpd_mm=71.0, hc_mm=264.0, ac_mm=241.0, fl_mm=53.0)
    _steps(mother, at)


def _twins(by_key: dict[str, Person], at: datetime) -> None:
    """33 weeks with two: a scan of each."""
    mother, doctor = by_key["mother2"], by_key["obstetrician"]
    for label, smaller in (("A", 0.0), ("B", 6.0)):
        for days, size in ((42, 0.0), (7, 1.0)):
            parts = {
                "bpd_mm": 68 + 12 * size,
                "hc_mm": 252 + 38 * size,
                "ac_mm": 232 + 48 * size,
                "fl_mm": 51 + 9 * size,
            }
            _scan(
                doctor,
                mother,
                at - timedelta(days=days),
                label,
                **{k: v - smaller / 3 for k, v in parts.items()},
            )
    for week in range(12, 0, -1):
        given = Written("body_weight", round(66.0 + (12 - week) * 0.6, 1))
        _note(mother, mother, at - timedelta(days=7 * week - 2), given)


def _near_term(by_key: dict[str, Person], at: datetime) -> None:
    """Near term: she noticed fewer movements some days ago and called; then she counted ten as usual."""
    mother, midwife = by_key["mother3"], by_key["midwife"]
    report = at - timedelta(days=5)
    _note(mother, mother, report, Written("fetal_movement_session", is_less=True, note="She called at once."))
    counted = Written("fetal_movement_session", 10.0, is_less=False)
    later = at - timedelta(days=1, hours=2)
    _note(mother, mother, later, counted, ended_at=later + timedelta(minutes=35))
    for days, height in ((28, 33.0), (7, 36.0)):
        _note(midwife, mother, at - timedelta(days=days), Written("symphysis_fundal_height", height))


def _scan(doctor: Person, mother: Person, moment: datetime, fetus: str = "A", **parts: float) -> None:
    given = Written("fetal_biometry", parts_mm=parts, fetus=fetus, measured_by=doctor.get_full_name())
    _note(doctor, mother, moment, given)


def _note(
    person: Person, mother: Person, moment: datetime, given: Written, *, ended_at: datetime | None = None
) -> None:
    what: Any = f"{mother.email} {given.measure} {given.fetus} {moment.isoformat()}"
    asked = Given(given, taken_at=moment, ended_at=ended_at, public_id=uuid5(IDS, what))
    note_reading(person, mother=mother, given=asked, at=max(moment, ended_at or moment))


def _steps(mother: Person, at: datetime) -> None:
    """Two weeks of a watch: some walks a day."""
    readings = []
    for days in range(14, 0, -1):
        for number, hour in enumerate((8, 13, 18)):
            start = at - timedelta(days=days) + timedelta(hours=hour - 12)
            steps = float(1_400 + 300 * number + round(250 * math.sin(days + number)))
            name = f"steps {days} {number} {at.date()}"
            readings.append(
                Reading(
                    "step_count",
                    "watch",
                    name,
                    Origin.OMH,
                    start,
                    start + timedelta(minutes=30),
                    steps,
                    device=WATCH,
                    modality=Modality.SENSED,
                )
            )
    take_in(mother, outcomes=readings, at=at)
