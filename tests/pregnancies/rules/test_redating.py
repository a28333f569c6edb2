"""Redating at its borders: exactly the threshold keeps the date, one day more moves it."""

from datetime import date, timedelta

import pytest

from apps.pregnancies.rules.dating import (
    EmbryoTransfer,
    Estimate,
    LastPeriod,
    ScanReport,
    StatedDueDate,
    estimate,
)
from apps.pregnancies.rules.redating import Advice, Confirming, Counting, advise, is_suboptimal

LMP = date(2027, 1, 1)
DUE = date(2027, 10, 8)


def by(basis: str = "lmp", due_on: date = DUE, scan_on: date | None = None) -> Counting:
    return Counting(basis, due_on, scan_on)


def scan(age_by_lmp_days: int, ahead_days: int) -> Estimate:
    """A scan on the day that is `age_by_lmp_days` by the last period, showing `ahead_days` more than that."""
    return estimate(ScanReport(LMP + timedelta(days=age_by_lmp_days), age_by_lmp_days + ahead_days))


BORDERS = [
    (62, 5, "redate_acog_1"),
    (63, 7, "redate_acog_2"),
    (97, 7, "redate_acog_2"),
    (98, 7, "redate_acog_3"),
    (111, 7, "redate_acog_3"),
    (112, 10, "redate_acog_4"),
    (153, 10, "redate_acog_4"),
]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("age_days", "threshold", "rule_id"), BORDERS)
def test_exactly_the_threshold_keeps_the_date(age_days: int, threshold: int, rule_id: str, sign: int) -> None:
    assert advise(scan(age_days, sign * threshold), by()) == Advice(
        "keep", "within_threshold", rule_id, 1, -sign * threshold, threshold
    )


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("age_days", "threshold", "rule_id"), BORDERS)
def test_one_day_more_than_the_threshold_moves_the_date(
    age_days: int, threshold: int, rule_id: str, sign: int
) -> None:
    assert advise(scan(age_days, sign * (threshold + 1)), by()) == Advice(
        "replace", "beyond_threshold", rule_id, 1, -sign * (threshold + 1), threshold
    )


@pytest.mark.parametrize(
    ("age_days", "threshold", "rule_id"),
    [
        (154, 14, "redate_acog_5"),
        (195, 14, "redate_acog_5"),
        (196, 21, "redate_acog_6"),
        (270, 21, "redate_acog_6"),
    ],
)
def test_from_22_weeks_a_difference_is_for_a_clinician(age_days: int, threshold: int, rule_id: str) -> None:
    assert advise(scan(age_days, threshold), by()).recommendation == "keep"
    assert advise(scan(age_days, -threshold - 1), by()) == Advice(
        "clinician", "late_scan_differs", rule_id, 1, threshold + 1, threshold
    )


def test_the_band_is_chosen_by_the_age_that_counts_not_by_the_scan() -> None:
    # 8w6d by the last period, 9w5d by scan: six days are too many below 9w0d, and would not be from there on
    assert advise(scan(62, 6), by()).recommendation == "replace"
    assert advise(scan(63, 6), by()).recommendation == "keep"


def test_dates_of_assisted_conception_are_never_changed_by_a_scan() -> None:
    advice = advise(scan(80, 20), by("ivf_transfer"))
    assert (advice.recommendation, advice.code, advice.rule_id) == (
        "keep",
        "ivf_never_redated",
        "edd_ivf_no_redate",
    )


def test_assisted_conception_replaces_any_other_date() -> None:
    transfer = estimate(EmbryoTransfer(date(2027, 1, 20), 5))
    assert advise(transfer, by()).recommendation == "replace"
    assert advise(transfer, by("ultrasound_crl", scan_on=date(2027, 3, 29))).recommendation == "replace"
    assert advise(transfer, by("ivf_transfer")).recommendation == "clinician"


def test_the_first_accurate_scan_wins() -> None:
    counting = by("ultrasound_crl", scan_on=LMP + timedelta(days=80))
    assert advise(scan(140, 12), counting).code == "first_scan_set_the_date"
    assert advise(scan(140, 12), counting).recommendation == "keep"


def test_a_scan_that_confirmed_the_last_period_wins_over_later_ones() -> None:
    confirming = [Confirming(LMP + timedelta(days=80))]
    assert advise(scan(140, 12), by()).recommendation == "replace"
    assert advise(scan(140, 12), by(), confirming).recommendation == "keep"


def test_an_earlier_scan_that_turns_up_later_is_for_a_clinician() -> None:
    counting = by("ultrasound_hc", scan_on=LMP + timedelta(days=140))
    assert advise(scan(70, 8), counting).code == "earlier_scan_found"
    assert advise(scan(70, 8), counting).recommendation == "clinician"


def test_without_any_date_the_first_one_is_taken() -> None:
    assert advise(scan(80, 0), None) == Advice("replace", "first_dating")


def test_another_last_period_is_for_a_clinician_but_never_beats_a_scan() -> None:
    told = estimate(LastPeriod(date(2027, 1, 15)))
    assert advise(told, by()) == Advice("clinician", "history_changed", difference_days=14)
    assert advise(told, by("ultrasound_crl", scan_on=date(2027, 3, 29))).recommendation == "keep"
    assert advise(told, by(), [Confirming(date(2027, 3, 29))]).recommendation == "keep"


def test_a_date_from_elsewhere_is_not_overruled_without_a_clinician() -> None:
    assert advise(scan(80, 8), by(StatedDueDate.basis)).recommendation == "clinician"
    assert advise(scan(80, 7), by(StatedDueDate.basis)).recommendation == "keep"


def test_a_scan_before_the_pregnancy_or_after_the_table_is_for_a_clinician() -> None:
    late_due = DUE + timedelta(days=120)
    assert advise(scan(100, 0), by(due_on=late_due)).code == "outside_table"
    early_due = DUE - timedelta(days=60)
    assert advise(scan(250, 0), by(due_on=early_due)).code == "outside_table"


@pytest.mark.parametrize(
    ("basis", "scans", "on_day", "expected"),
    [
        ("lmp", [], 153, None),
        ("lmp", [], 154, True),
        ("lmp", [153], 154, False),
        ("lmp", [154], 200, True),
        ("lmp", [154, 80], 200, False),
        ("ivf_transfer", [], 200, False),
        ("lmp", [], -3, None),
    ],
)
def test_without_a_scan_before_22_weeks_the_dating_is_suboptimal(
    basis: str, scans: list[int], on_day: int, expected: bool | None
) -> None:
    days = [LMP + timedelta(days=day) for day in scans]
    assert is_suboptimal(by(basis), days, on=LMP + timedelta(days=on_day)) is expected
