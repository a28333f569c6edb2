"""What a day should bring in energy: by one standard, and a range over what is not known."""

import pytest

from apps.nutrition.rules.energy import Activity, Body, need
from apps.nutrition.rules.reference_intakes import For, Standard

BODY = Body(165.0, 60.0)


def test_the_american_equation_with_its_own_addition():
    found = need(For(Standard.NASEM, 30, 2), BODY, Activity.LOW_ACTIVE)
    # 354 - 6.91 * 30 + 1.12 * (9.36 * 60 + 726 * 1.65) + 340
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(2457.3, abs=0.1), pytest.approx(2457.3, abs=0.1))
    assert (found.added_low, found.added_high, found.assumed) == (340, 340, ())
    assert found.checked == "seen"


@pytest.mark.parametrize(
    ("standard", "age", "trimester", "low", "high"),
    [
        (Standard.CHINA, 28, 1, 1700, 2100),
        (Standard.CHINA, 32, 3, 2100, 2450),
        (Standard.KOREA, 25, 2, 2340, 2340),
        (Standard.KOREA, 35, 3, 2350, 2350),
    ],
)
def test_standards_with_tables_need_no_size(standard, age, trimester, low, high):
    found = need(For(standard, age, trimester), Body(), None)
    assert found is not None
    assert (found.low, found.high) == (low, high)
    assert found.checked == "recalled"


def test_what_is_not_said_widens_the_range_and_holds_every_answer():
    unsaid = need(For(Standard.NASEM, 30, None), BODY, None)
    assert unsaid is not None
    assert unsaid.assumed == ("activity", "trimester")
    for level in (Activity.SEDENTARY, Activity.LOW_ACTIVE, Activity.ACTIVE):
        for trimester in (1, 2, 3):
            said = need(For(Standard.NASEM, 30, trimester), BODY, level)
            assert said is not None
            assert unsaid.low <= said.low <= said.high <= unsaid.high


def test_who_moves_more_needs_more():
    each = [need(For(Standard.NASEM, 30, 1), BODY, level) for level in Activity]
    assert [one.low for one in each if one] == sorted(one.low for one in each if one)
    assert len({one.low for one in each if one}) == 4


def test_without_her_size_the_american_standard_says_nothing():
    assert need(For(Standard.NASEM, 30, 2), Body(165.0, None), Activity.ACTIVE) is None


def test_a_girl_has_an_equation_of_her_own():
    girl, woman = (need(For(Standard.NASEM, age, 1), BODY, Activity.ACTIVE) for age in (17, 19))
    assert girl is not None
    assert woman is not None
    assert girl.low == pytest.approx(2441.5, abs=0.1)  # 135.3 - 30.8 * 17 + 1.31 * (600 + 1541.1) + 25
    assert woman.low == pytest.approx(2457.3, abs=0.1)


def test_an_age_without_figures_has_no_need():
    assert need(For(Standard.CHINA, 14, 1), BODY, Activity.ACTIVE) is None
