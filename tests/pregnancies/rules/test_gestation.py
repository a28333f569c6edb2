"""Counting weeks and days, and saying so where they cannot be counted."""

from datetime import date

import pytest

from apps.pregnancies.rules import periods
from apps.pregnancies.rules.gestation import GestationalAge, Standing, age_on, due_from_age


@pytest.mark.parametrize(
    ("on", "days", "text"),
    [
        (date(2027, 1, 1), 0, "0w0d"),
        (date(2027, 3, 4), 62, "8w6d"),
        (date(2027, 3, 5), 63, "9w0d"),
        (date(2027, 10, 7), 279, "39w6d"),
        (date(2027, 10, 8), 280, "40w0d"),
        (date(2027, 11, 11), 314, "44w6d"),
    ],
)
def test_weeks_and_days_on_a_day(on: date, days: int, text: str) -> None:
    age = age_on(date(2027, 10, 8), on)
    assert (age.days, str(age)) == (days, text)


@pytest.mark.parametrize(
    ("days", "standing", "weeks"),
    [
        (-1, Standing.BEFORE, None),
        (0, Standing.COUNTED, 0),
        (293, Standing.COUNTED, 41),
        (294, Standing.POST_TERM, 42),
        (314, Standing.POST_TERM, 44),
        (315, Standing.BEYOND, None),
    ],
)
def test_before_the_pregnancy_and_beyond_any_pregnancy_there_are_no_weeks(
    days: int, standing: Standing, weeks: int | None
) -> None:
    age = GestationalAge(days)
    assert (age.standing, age.weeks) == (standing, weeks)
    assert (str(age) == "?") is (weeks is None)


def test_a_leap_day_is_a_day() -> None:
    assert (
        age_on(date(2028, 10, 7), date(2028, 3, 1)).days == 60
    )  # day 0 is 1 January 2028; 29 February counts
    assert age_on(date(2027, 10, 8), date(2027, 3, 1)).days == 59  # the same dates in 2027, which has none


def test_a_due_date_from_an_age_and_back() -> None:
    assert due_from_age(63, date(2028, 2, 29)) == date(2028, 10, 3)
    assert age_on(date(2028, 10, 3), date(2028, 2, 29)) == GestationalAge(63)


@pytest.mark.parametrize(
    ("days", "acog", "nutrition"),
    [
        (0, 1, 1),
        (90, 1, 1),
        (91, 1, 2),
        (97, 1, 2),
        (98, 2, 2),
        (195, 2, 2),
        (196, 3, 3),
        (300, 3, 3),
        (-1, None, None),
        (315, None, None),
    ],
)
def test_trimesters_differ_by_standard(days: int, acog: int | None, nutrition: int | None) -> None:
    age = GestationalAge(days)
    assert periods.trimester(age, standard="acog") == acog
    assert periods.trimester(age, standard="china_clinical") == acog
    assert periods.trimester(age, standard="china_nutrition") == nutrition


@pytest.mark.parametrize(
    ("days", "standard", "expected"),
    [
        (139, "acog", ()),
        (140, "acog", ("periviable",)),
        (181, "acog", ("periviable",)),
        (182, "acog", ()),
        (238, "acog", ("preterm_late",)),
        (258, "acog", ("preterm_late",)),
        (259, "acog", ("term_early",)),
        (272, "acog", ("term_early",)),
        (273, "acog", ("term_full",)),
        (286, "acog", ("term_full",)),
        (287, "acog", ("term_late",)),
        (293, "acog", ("term_late",)),
        (294, "acog", ("term_post",)),
        (195, "who", ("preterm_any", "preterm_extreme")),
        (196, "who", ("preterm_any", "preterm_very")),
        (224, "who", ("preterm_any", "preterm_moderate_late")),
        (259, "who", ()),
        (195, "china", ()),
        (196, "china", ("preterm_china",)),
    ],
)
def test_what_a_birth_is_called_at_each_border(days: int, standard: str, expected: tuple[str, ...]) -> None:
    assert periods.terms(GestationalAge(days), standard=standard) == expected


def test_an_unknown_standard_is_an_error_not_an_empty_answer() -> None:
    with pytest.raises(KeyError):
        periods.trimester(GestationalAge(100), standard="moon")
    with pytest.raises(KeyError):
        periods.terms(GestationalAge(-5), standard="moon")
