"""Words and places of nutrients, by hand: nothing is praised that should be less, nothing near a limit is folded away."""

from __future__ import annotations

import pytest

from apps.console.selectors.nutrients import figure, nutrients
from apps.nutrition.rules.comparing import compare
from apps.nutrition.rules.reference_intakes import For, Standard, references
from apps.nutrition.rules.totals import Amount
from apps.nutrition.table.reference_names import is_in_food_table, limit_name_of, name_of, unit_of

NASEM = references(For(Standard.NASEM, 30, 2))


def rows(**amounts: Amount) -> dict[str, tuple[str, str]]:
    found = nutrients(compare(NASEM, amounts, {}), Standard.NASEM)
    return {row.name: (row.level, row.word) for row in [*found.first, *found.others]}


@pytest.mark.parametrize(
    ("low", "best", "high", "word"),
    [(900, 1_000, 1_100, "Below"), (1_600, 1_900, 2_200, "Reached"), (1_600, 1_900, 2_400, "Rather less")],
)
def test_sodium_that_reaches_to_where_less_is_better_is_not_praised(
    low: float, best: float, high: float, word: str
) -> None:
    assert rows(sodium_mg=Amount(best, low, high))["Sodium"][1] == word


def test_what_is_near_its_limit_stands_first_and_the_unknown_is_kept() -> None:
    found = nutrients(compare(NASEM, {"iron_mg": Amount(40, 36, 44)}, {}), Standard.NASEM)
    assert [row.name for row in found.limits] == ["Iron"]
    assert ("Calcium", "?") in [(row.name, row.amount.best) for row in found.other_limits]


@pytest.mark.parametrize("standard", list(Standard))
def test_every_nutrient_of_every_standard_has_a_name_and_a_unit(standard: Standard) -> None:
    for name, reference in references(For(standard, 30, 2)).items():
        assert unit_of(name)
        if is_in_food_table(name) or reference.limit is None:
            assert name_of(name)
        if reference.limit:
            assert limit_name_of(name)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.004, "0"), (0.24, "0.24"), (1.0, "1"), (2.45, "2.5"), (15.0, "15"), (1240.4, "1,240")],
)
def test_figures_have_no_digits_that_say_nothing(value: float, words: str) -> None:
    assert figure(value) == words
