"""Due dates. Expected values are the worked cases of the sources or counted on a calendar, not by this
code."""

from datetime import date

import pytest

from apps.pregnancies.rules import dating
from apps.pregnancies.rules.dating import (
    Conception,
    CrownRump,
    EmbryoTransfer,
    HeadAndFemur,
    HeadCircumference,
    LastPeriod,
    ScanReport,
    StatedDueDate,
    estimate,
)
from apps.pregnancies.rules.errors import Refused
from apps.pregnancies.rules.gestation import age_on

TODAY = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("given", "due_on", "rule_id"),
    [
        (LastPeriod(date(2027, 1, 1)), date(2027, 10, 8), "edd_lmp28"),
        (LastPeriod(date(2028, 1, 1)), date(2028, 10, 7), "edd_lmp28"),
        (LastPeriod(date(2028, 2, 29)), date(2028, 12, 5), "edd_lmp28"),
        (LastPeriod(date(2027, 1, 1), 28), date(2027, 10, 8), "edd_lmp_cycle"),
        (LastPeriod(date(2027, 1, 1), 21), date(2027, 10, 1), "edd_lmp_cycle"),
        (LastPeriod(date(2027, 1, 1), 35), date(2027, 10, 15), "edd_lmp_cycle"),
        (LastPeriod(date(2027, 1, 1), 35, False), date(2027, 10, 8), "edd_lmp28"),
        (Conception(date(2027, 1, 15)), date(2027, 10, 8), "edd_conception"),
        (EmbryoTransfer(date(2027, 1, 18), 3), date(2027, 10, 8), "edd_ivf_general"),
        (EmbryoTransfer(date(2027, 1, 20), 5), date(2027, 10, 8), "edd_ivf_general"),
        (StatedDueDate(date(2027, 10, 8)), date(2027, 10, 8), "edd_stated"),
    ],
)
def test_a_due_date_from_a_date(given: dating.Given, due_on: date, rule_id: str) -> None:
    result = estimate(given)
    assert (result.due_on, result.rule_id, result.rule_version) == (due_on, rule_id, 1)


@pytest.mark.parametrize(("embryo_age_days", "text"), [(3, "2w3d"), (5, "2w5d")])
def test_the_day_of_a_transfer_is_two_weeks_and_the_age_of_the_embryo(
    embryo_age_days: int, text: str
) -> None:
    day = date(2027, 1, 18)
    assert str(age_on(estimate(EmbryoTransfer(day, embryo_age_days)).due_on, day)) == text


@pytest.mark.parametrize("cycle_days", [20, 36])
def test_a_cycle_outside_21_to_35_days_is_refused(cycle_days: int) -> None:
    with pytest.raises(Refused) as refused:
        estimate(LastPeriod(date(2027, 1, 1), cycle_days))
    assert (refused.value.field, refused.value.limit) == ("cycle_days", [21, 35])


def test_an_irregular_cycle_and_a_date_from_elsewhere_ask_for_an_ultrasound() -> None:
    assert estimate(LastPeriod(date(2027, 1, 1), 30, False)).needs_ultrasound is True
    assert estimate(StatedDueDate(date(2027, 10, 8))).needs_ultrasound is True
    assert estimate(LastPeriod(date(2027, 1, 1), 30, True)).needs_ultrasound is False
    assert estimate(LastPeriod(date(2027, 1, 1))).needs_ultrasound is False


@pytest.mark.parametrize("embryo_age_days", [1, 8])
def test_an_embryo_is_two_to_seven_days_old_at_its_transfer(embryo_age_days: int) -> None:
    with pytest.raises(Refused) as refused:
        estimate(EmbryoTransfer(date(2027, 1, 18), embryo_age_days))
    assert (refused.value.field, refused.value.limit) == ("embryo_age_days", [2, 7])


@pytest.mark.parametrize(
    ("formula", "crl_mm", "age_days"),
    [
        ("robinson", 30, 68.6),
        ("robinson", 60, 87.2),
        ("robinson", 80, 97.1),
        ("intergrowth", 30, 69.0),
        ("intergrowth", 60, 86.8),
        ("intergrowth", 80, 97.6),
        ("robinson_1975", 64, 88.1),
    ],
)
def test_the_crown_rump_length_as_in_the_worked_cases(formula: str, crl_mm: float, age_days: float) -> None:
    assert dating.crl_age_days(crl_mm, formula) == pytest.approx(age_days, abs=0.05)


@pytest.mark.parametrize(("crl_mm", "age_weeks"), [(30, 9.85), (60, 12.48), (80, 13.99)])
def test_the_crown_rump_length_by_hadlock_as_in_the_worked_cases(crl_mm: float, age_weeks: float) -> None:
    assert dating.crl_age_days(crl_mm, "hadlock") / 7 == pytest.approx(age_weeks, abs=0.005)


def test_the_two_robinson_forms_are_two_options_that_differ_by_about_a_day() -> None:
    assert dating.crl_age_days(50, "robinson") - dating.crl_age_days(50, "robinson_1975") == pytest.approx(
        1.0, abs=0.1
    )


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [("intergrowth", 15, 95), ("robinson", 6, 84), ("robinson_1975", 6, 84), ("hadlock", 2, 121)],
)
def test_each_formula_keeps_to_its_own_range(formula: str, low: float, high: float) -> None:
    assert dating.crl_age_days(low, formula) < dating.crl_age_days(high, formula)
    for outside in (low - 0.1, high + 0.1, 500, float("nan")):
        with pytest.raises(Refused) as refused:
            dating.crl_age_days(outside, formula)
        assert (refused.value.field, refused.value.limit) == ("crl_mm", [low, high])


def test_an_unknown_formula_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        dating.crl_age_days(50, "moon")
    assert refused.value.field == "formula"


def test_a_scan_gives_age_and_due_date() -> None:
    result = estimate(CrownRump(date(2027, 3, 29), (60.0,)))
    assert (result.scan_age_days, result.due_on, result.rule_id) == (87, date(2027, 10, 8), "crl_ig21")


def test_up_to_three_measures_are_averaged() -> None:
    one = estimate(CrownRump(date(2027, 3, 29), (60.0,)))
    assert estimate(CrownRump(date(2027, 3, 29), (58.0, 60.0, 62.0))).due_on == one.due_on
    for measures in ((), (60.0, 60.0, 60.0, 60.0)):
        with pytest.raises(Refused) as refused:
            estimate(CrownRump(date(2027, 3, 29), measures))
        assert (refused.value.field, refused.value.limit) == ("crl_mm", [1, 3])


def test_one_impossible_measure_is_not_hidden_by_the_mean() -> None:
    with pytest.raises(Refused):
        estimate(CrownRump(date(2027, 3, 29), (5.0, 60.0, 80.0)))


@pytest.mark.parametrize(("crl_mm", "age_days"), [(50.0, 81), (50.5, 81), (52.0, 82)])
def test_an_age_by_scan_is_rounded_to_the_nearest_day(crl_mm: float, age_days: int) -> None:
    # by hand: 50 mm 81.09, 50.5 mm 81.38, 52 mm 82.24
    assert estimate(CrownRump(date(2027, 3, 29), (crl_mm,))).scan_age_days == age_days


def test_halves_are_rounded_upwards() -> None:
    assert [dating.whole_days(age) for age in (86.49, 86.5, 87.5)] == [86, 87, 88]


@pytest.mark.parametrize(("hc_mm", "age_days"), [(150, 127.27), (200, 156.49), (300, 230.69)])
def test_a_head_circumference_dates_late(hc_mm: float, age_days: float) -> None:
    # exp(0.05970*ln(hc)^2 + 0.000000006409*hc^3 + 3.3258), by a pocket calculator
    assert dating.hc_age_days(hc_mm) == pytest.approx(age_days, abs=0.02)


def test_head_and_femur_date_late() -> None:
    # ln(200) = 5.298317; 0.03243*28.07217 + 0.001644*33*5.298317 + 3.813 = 5.010830; exp = 150.03
    assert dating.hc_fl_age_days(200, 33) == pytest.approx(150.03, abs=0.05)
    assert estimate(HeadAndFemur(date(2027, 6, 1), 200, 33)).scan_age_days == 150


def test_a_head_too_small_for_its_formula_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        estimate(HeadCircumference(date(2027, 4, 1), 85))
    assert (refused.value.field, refused.value.limit, refused.value.code) == (
        "hc_mm",
        [98, 300],
        "age_out_of_range",
    )


@pytest.mark.parametrize("age_days", [34, 301])
def test_a_report_states_weeks_within_its_limits(age_days: int) -> None:
    with pytest.raises(Refused) as refused:
        estimate(ScanReport(date(2027, 4, 1), age_days))
    assert (refused.value.field, refused.value.limit) == ("age_days", [35, 300])


@pytest.mark.parametrize(
    ("given", "field", "limit"),
    [
        (LastPeriod(date(2027, 6, 2)), "lmp_on", ["2026-07-22", "2027-06-01"]),
        (LastPeriod(date(2026, 7, 21)), "lmp_on", ["2026-07-22", "2027-06-01"]),
        (Conception(date(2027, 6, 2)), "conceived_on", ["2026-07-22", "2027-06-01"]),
        (EmbryoTransfer(date(2027, 6, 2), 5), "transferred_on", ["2026-07-22", "2027-06-01"]),
        (CrownRump(date(2027, 6, 2), (60.0,)), "scan_on", ["2026-07-22", "2027-06-01"]),
        (StatedDueDate(date(2030, 6, 1)), "stated_due_on", ["2027-04-28", "2028-03-07"]),
        (StatedDueDate(date(2027, 4, 27)), "stated_due_on", ["2027-04-28", "2028-03-07"]),
    ],
)
def test_dates_that_cannot_belong_to_a_pregnancy_today_are_refused(
    given: dating.Given, field: str, limit: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        dating.check_days(given, today=TODAY)
    assert (refused.value.field, refused.value.limit) == (field, limit)


@pytest.mark.parametrize(
    "given",
    [
        LastPeriod(date(2027, 6, 1)),
        LastPeriod(date(2026, 7, 22)),
        StatedDueDate(date(2027, 4, 28)),
        StatedDueDate(date(2028, 3, 7)),
        CrownRump(date(2027, 6, 1), (60.0,)),
    ],
)
def test_dates_at_the_border_are_accepted(given: dating.Given) -> None:
    dating.check_days(given, today=TODAY)


def test_a_scan_so_old_that_she_would_have_given_birth_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        dating.check_days(ScanReport(date(2026, 8, 1), 200), today=TODAY)
    assert (refused.value.field, refused.value.code) == ("scan_on", "not_now")


def test_what_was_given_is_copied_as_plain_values() -> None:
    assert dating.inputs_of(CrownRump(date(2027, 3, 29), (58.0, 60.0), "hadlock")) == {
        "scan_on": "2027-03-29",
        "crl_mm": [58.0, 60.0],
        "formula": "hadlock",
    }


@pytest.mark.parametrize("rule_id", ["crl_ig21", "crl_hadlock_1992", "edd_lmp28"])
def test_each_rule_names_its_source(rule_id: str) -> None:
    from apps.pregnancies.rules import tables

    assert len(tables.rule("dating", rule_id)["source"]) > 10
