"""What was written down as an allergy, as the foods that dishes are checked for."""

from __future__ import annotations

import pytest

from apps.plans.rules.allergy_words import of


@pytest.mark.parametrize(
    ("substance", "foods"),
    [
        ("Milk", {"milk"}),
        ("cow's milk protein", {"milk"}),
        ("lactose intolerance", {"milk"}),
        ("Eggs", {"egg"}),
        ("Peanuts", {"peanut"}),
        ("nuts", {"peanut", "tree_nut"}),
        ("Tree nuts", {"tree_nut"}),
        ("tree_nut", {"tree_nut"}),
        ("walnut", {"tree_nut"}),
        ("Seafood", {"fish", "shellfish"}),
        ("shrimp", {"shellfish"}),
        ("Shellfish", {"shellfish"}),
        ("salmon", {"fish"}),
        ("gluten", {"wheat"}),
        ("soya", {"soy"}),
        ("sesame", {"sesame"}),
        ("Mustard", {"mustard"}),
        ("花生", {"peanut"}),
        ("牛奶", {"milk"}),
        ("海鲜", {"fish", "shellfish"}),
        ("虾", {"shellfish"}),
        ("땅콩", {"peanut"}),
        ("계란", {"egg"}),
        ("우유", {"milk"}),
        ("밀", {"wheat"}),
        ("Penicillin", set()),
        ("grass pollen", set()),
        ("latex", set()),
        ("doughnut-shaped plaster", set()),
    ],
)
def test_words_in_three_languages(substance, foods):
    assert set(of([substance])[substance]) == foods
