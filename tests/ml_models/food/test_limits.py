"""Where answers part: foods to avoid are held back by no more than few false cautions need."""

from __future__ import annotations

import numpy as np

from ml_models.food.recogniser import unsafe
from ml_models.food.training import limits, measuring

LABELS = ["apple", "beer", "bread", "no_food", "pizza", "plain_rice"]


def scores_of(targets: np.ndarray, *, of_beer: float, seed: int = 0) -> np.ndarray:
    """Return scores by which foods are told well, and beer is likely on every photo."""
    chance = np.random.default_rng(seed)
    rows = 3.0 * np.eye(len(LABELS))[targets] + chance.normal(0, 0.3, (len(targets), len(LABELS)))
    rows[:, LABELS.index("beer")] += of_beer
    return rows


def chosen(of_beer: float) -> limits.Limits:
    targets = np.tile(np.arange(len(LABELS)), 60)
    scores = {
        name: scores_of(targets, of_beer=of_beer, seed=seed) for seed, name in enumerate(("known", "unseen"))
    }
    return limits.choose(scores, dict.fromkeys(scores, targets), labels=LABELS)


def test_foods_to_avoid_are_those_of_the_vocabulary() -> None:
    assert unsafe(LABELS).tolist() == [False, True, False, False, False]


def test_nothing_is_held_back_where_cautions_are_seldom_false() -> None:
    assert chosen(of_beer=-2.0).caution == 0.0


def test_what_is_held_back_makes_false_cautions_few_and_leaves_beer_noticed() -> None:
    found = chosen(of_beer=1.8)
    assert 0 < found.caution < 1
    targets = np.tile(np.arange(len(LABELS)), 60)
    rows = np.concatenate([scores_of(targets, of_beer=1.8, seed=seed) for seed in (0, 1)])
    dishes = np.delete(rows, LABELS.index("no_food"), axis=1) / found.temperature
    labels = np.array(LABELS)[np.tile(targets, 2)]

    def noticed(caution: float, label: str) -> float:
        chances = measuring.chances(dishes - caution * unsafe(LABELS), 1.0)
        return float(measuring.noticed(chances, unsafe(LABELS))[np.isin(labels, label.split())].mean())

    others = "apple bread pizza plain_rice"
    assert noticed(found.caution, "beer") > 0.95
    assert noticed(found.caution, others) <= limits.MOST_FALSE_ALARMS < noticed(found.caution - 0.1, others)
