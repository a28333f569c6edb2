"""Weight gain beside its band: worked by hand, and what must hold on every day."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.observations.rules import bodies, weight_gain
from apps.observations.rules.bodies import BmiStandard
from apps.observations.rules.standards import Guideline, of_zone
from apps.observations.rules.weight_gain import Band, Range, Verdict, Why, band_on, judge, range_for

TABLE = Path(__file__).parent / "tables" / "weight_gain_intergrowth.csv"


@pytest.mark.parametrize(
    ("bmi", "standard", "name"),
    [
        (18.49, BmiStandard.WHO, "underweight"),
        (18.5, BmiStandard.WHO, "normal"),
        (24.99, BmiStandard.WHO, "normal"),
        (25.0, BmiStandard.WHO, "overweight"),
        (24.0, BmiStandard.CHINA, "overweight"),
        (28.0, BmiStandard.CHINA, "obese"),
        (25.0, BmiStandard.KOREA, "obese class 1"),
        (23.0, BmiStandard.KOREA, "pre-obese"),
        (27.5, BmiStandard.WHO_ASIAN, "high risk"),
        (45.0, BmiStandard.WHO, "obese class 3"),
    ],
)
def test_a_class_takes_its_lower_bound_and_leaves_the_upper(bmi, standard, name) -> None:
    found = bodies.class_of(bmi, standard)
    assert found is not None
    assert (found.name, found.origin.checked) == (name, "recalled")


@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "name"),
    [(160.0, 64.0, "overweight"), (160.0, 63.9, "normal"), (170.0, 86.7, "obese class 1")],
)
def test_a_class_begins_at_its_bound_whatever_floats_make_of_it(height_cm, weight_kg, name) -> None:
    assert bodies.class_of(bodies.bmi(height_cm, weight_kg), BmiStandard.WHO).name == name


def test_an_unknown_weight_or_height_has_no_class() -> None:
    assert bodies.bmi(None, 60) is None
    assert bodies.class_of(None, BmiStandard.WHO) is None


def test_the_band_grows_with_the_table() -> None:
    found = range_for(22.0, 1, Guideline.US)
    assert isinstance(found, Range)
    assert band_on(found, 0) == Band(0.0, 0.0)
    assert band_on(found, 91) == Band(0.5, 2.0)
    at_28_weeks = band_on(found, 196)
    assert at_28_weeks == Band(pytest.approx(0.5 + 0.35 * 15), pytest.approx(2.0 + 0.5 * 15))


@pytest.mark.parametrize(
    ("gain_kg", "verdict"),
    [
        (5.7, Verdict.BELOW),
        (5.75, Verdict.WITHIN),
        (9.5, Verdict.WITHIN),
        (9.6, Verdict.ABOVE),
        (None, Verdict.UNKNOWN),
    ],
)
def test_a_gain_at_28_weeks(gain_kg, verdict) -> None:
    found = judge(gain_kg=gain_kg, age_days=196, bmi=22.0, fetuses=1, guideline=Guideline.US)
    assert found.verdict == verdict
    assert found.origin is not None
    assert (found.origin.standard, found.category) == ("IOM 2009", "normal")


def test_china_draws_lower_bands_and_other_classes() -> None:
    found = judge(gain_kg=9.5, age_days=196, bmi=24.5, fetuses=1, guideline=Guideline.CHINA)
    assert found.origin is not None
    assert (found.category, found.origin.standard, found.verdict) == (
        "overweight",
        "China WS/T 801-2022",
        Verdict.ABOVE,
    )


@pytest.mark.parametrize(
    ("bmi", "fetuses", "days", "guideline", "why"),
    [
        (17.0, 2, 200, Guideline.US, Why.NO_TWINS_RANGE),
        (22.0, 2, 200, Guideline.CHINA, Why.NO_TWINS_RANGE),
        (22.0, 2, 200, Guideline.US, Why.NO_TWINS_BAND),
        (22.0, 3, 200, Guideline.US, Why.NO_RANGE_FOR_MORE),
        (None, 1, 200, Guideline.US, Why.NO_BMI),
        (22.0, 1, None, Guideline.US, Why.NO_AGE),
        (22.0, 1, 300, Guideline.US, Why.BEYOND),
    ],
)
def test_what_has_no_band_says_why(bmi, fetuses, days, guideline, why) -> None:
    found = judge(gain_kg=8.0, age_days=days, bmi=bmi, fetuses=fetuses, guideline=guideline)
    assert (found.verdict, found.band, found.why) == (Verdict.UNKNOWN, None, why)


def test_twins_are_judged_by_their_total_from_term_on() -> None:
    found = judge(gain_kg=17.0, age_days=260, bmi=22.0, fetuses=2, guideline=Guideline.US)
    assert (found.verdict, found.total) == (Verdict.WITHIN, Band(16.8, 24.5))


@given(
    bmi=st.floats(14, 50),
    guideline=st.sampled_from(Guideline),
    days=st.integers(0, 293),
)
def test_a_band_never_shrinks_and_never_passes_the_total(bmi, guideline, days) -> None:
    found = range_for(bmi, 1, guideline)
    assert isinstance(found, Range)
    today, tomorrow = band_on(found, days), band_on(found, days + 1)
    assert today is not None
    assert tomorrow is not None
    assert today.low_kg <= tomorrow.low_kg <= found.total.low_kg
    assert today.high_kg <= tomorrow.high_kg <= found.total.high_kg
    assert today.low_kg <= today.high_kg


def printed() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", printed(), ids=lambda row: row["gestation_wk"])
def test_the_printed_centiles_of_intergrowth(row) -> None:
    for centile in (3, 10, 25, 50, 75, 90, 97):
        found = weight_gain.intergrowth_gain_kg(centile, int(row["gestation_wk"]) * 7)
        assert found == pytest.approx(float(row[f"p{centile}_kg"]), abs=0.02)


def test_the_published_case_of_a_gain() -> None:
    found = weight_gain.intergrowth_centile(7.47, 196, 22.0, 1)
    assert found is not None
    assert found.centile == pytest.approx(50.0, abs=0.1)


@pytest.mark.parametrize(
    ("bmi", "fetuses", "days"), [(26.0, 1, 196), (22.0, 2, 196), (None, 1, 196), (22.0, 1, 90)]
)
def test_intergrowth_speaks_of_normal_weight_and_one_fetus_only(bmi, fetuses, days) -> None:
    assert weight_gain.intergrowth_centile(7.0, days, bmi, fetuses) is None


@pytest.mark.parametrize(
    ("zone", "guideline"),
    [
        ("Asia/Seoul", "korea"),
        ("Asia/Shanghai", "china"),
        ("Europe/London", "uk"),
        ("Europe/Berlin", "us"),
        ("", "us"),
    ],
)
def test_a_zone_suggests_a_guideline(zone: str, guideline: str) -> None:
    assert of_zone(zone) == guideline
