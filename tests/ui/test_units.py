"""Amounts and ages as a person reads them: values written out by hand."""

import math
from decimal import Decimal

import pytest

from apps.ui import units


@pytest.mark.parametrize(
    ("mmol_per_l", "unit", "shown"),
    [
        (5.0, "mmol/L", 5.0),
        (5.55, "mmol/L", 5.5),
        (5.0, "mg/dL", 90.0),
        (7.8, "mg/dL", 141.0),
        (11.1, "mg/dL", 200.0),
        (0.0, "mg/dL", 0.0),
    ],
)
def test_glucose_in_both_units(mmol_per_l, unit, shown):
    assert units.glucose(mmol_per_l, unit) == shown


@pytest.mark.parametrize(
    ("kg", "unit", "shown"),
    [(68.5, "kg", 68.5), (68.5, "lb", 151.0), (100.0, "lb", 220.5), (Decimal("68.50"), "lb", 151.0)],
)
def test_weight_in_both_units(kg, unit, shown):
    assert units.weight(kg, unit) == shown


@pytest.mark.parametrize("nothing", [None, math.nan])
def test_what_was_not_measured_stays_unknown(nothing):
    assert units.glucose(nothing, "mg/dL") is None
    assert units.weight(nothing, "lb") is None


def test_what_she_types_comes_back_as_she_typed_it():
    assert units.glucose(units.glucose_mmol_per_l(126, "mg/dL"), "mg/dL") == 126
    assert units.weight(units.weight_kg(151.3, "lb"), "lb") == 151.3


@pytest.mark.parametrize("convert", [units.glucose, units.weight, units.glucose_mmol_per_l, units.weight_kg])
def test_an_unknown_unit_is_refused_by_name(convert):
    with pytest.raises(ValueError, match="stone"):
        convert(5.0, "stone")


@pytest.mark.parametrize(
    ("days", "weeks_and_days"), [(0, (0, 0)), (6, (0, 6)), (228, (32, 4)), (280, (40, 0))]
)
def test_days_as_weeks_and_days(days, weeks_and_days):
    assert units.weeks_and_days(days) == weeks_and_days


def test_an_age_below_zero_is_refused():
    with pytest.raises(ValueError, match="-1"):
        units.weeks_and_days(-1)
    with pytest.raises(ValueError, match="-5"):
        units.clock_parts(-5)
