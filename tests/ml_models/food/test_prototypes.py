"""Dishes that a nutritionist adds by a few photos."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models.food.prototypes import Prototypes

CHANCE = np.random.default_rng(5)


def near(direction: np.ndarray, count: int, spread: float = 0.3) -> list[np.ndarray]:
    rows = direction + spread * CHANCE.normal(size=(count, len(direction))) / np.sqrt(len(direction))
    return list((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))


ONE, OTHER = (row / np.linalg.norm(row) for row in CHANCE.normal(size=(2, 64)))
RANKED = [("pizza", 0.6), ("soup", 0.3), ("salad", 0.1)]


def test_a_photo_of_the_added_dish_comes_first():
    added = Prototypes.of({"grandmothers_stew": near(ONE, 6)})
    (first, chance), *_ = added.joined(RANKED, near(ONE, 1)[0])
    assert first == "grandmothers_stew"
    assert chance > 0.4


def test_a_photo_of_something_else_keeps_the_ranking():
    added = Prototypes.of({"grandmothers_stew": near(ONE, 6)})
    joined = added.joined(RANKED, near(OTHER, 1)[0])
    assert [label for label, _ in joined[:3]] == ["pizza", "soup", "salad"]
    assert dict(joined)["grandmothers_stew"] < 0.01


def test_shares_sum_to_one():
    added = Prototypes.of({"a": near(ONE, 5), "b": near(OTHER, 20)})
    assert sum(chance for _, chance in added.joined(RANKED, near(ONE, 1)[0])) == pytest.approx(1)


def test_photos_for_a_known_label_replace_what_the_network_says_of_it():
    joined = Prototypes.of({"soup": near(ONE, 5)}).joined(RANKED, near(ONE, 1)[0])
    assert [label for label, _ in joined].count("soup") == 1
    assert joined[0][0] == "soup"


@pytest.mark.parametrize("count", [1, 4, 21])
def test_too_few_or_too_many_photos_are_refused(count):
    with pytest.raises(ValueError, match="5 to 20 photos"):
        Prototypes.of({"stew": near(ONE, count)})


def test_without_added_dishes_the_ranking_is_the_networks():
    assert Prototypes.none().joined(RANKED, near(ONE, 1)[0]) == RANKED
