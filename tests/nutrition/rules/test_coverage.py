"""Meals that had no part in choosing the widths lie in their ranges of energy four times in five: 75 to 85 %.

Composed of what can be measured: foods of one name in FNDDS with an odd checksum (the widths of composition came from the
even ones), and weighed objects of labels with an odd checksum (the others chose how wide a usual serving is). What was
eaten is another food of the same name, and as heavy as objects of the label are.
"""

from __future__ import annotations

import csv
import io
import json
import math
import random
import re
import zlib
from collections.abc import Callable
from functools import cache
from statistics import median

import pytest

from apps.nutrition.rules import composition, portions, spread, totals
from apps.nutrition.rules.portions import Grams, of_measure, of_size, weighed
from apps.nutrition.rules.totals import ENERGY, Eaten
from apps.nutrition.table.packed import chunks
from ml_models.food.portions import kinds

MEALS = 1_500
Told = tuple[Eaten, float]


def is_held_back(word: str) -> bool:
    return zlib.crc32(word.encode()) % 2 == 1


@cache
def families(held_back: bool) -> dict[str, tuple[float, ...]]:
    """Return kcal in 100 g of every food of a name, for names of three foods or more."""
    text = b"".join(chunks("foods")).decode()
    found: dict[str, list[float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        energy = json.loads(row["nutrients"]).get(ENERGY, 0.0)
        name = re.split(r"[,(]", row["name_en"])[0].strip().lower()
        if row["table"] == "fndds" and row["group"] != "baby_food" and energy > 5:
            found.setdefault(name, []).append(energy)
    return {
        name: tuple(each)
        for name, each in sorted(found.items())
        if len(each) >= 3 and is_held_back(name) == held_back
    }


@cache
def labels() -> tuple[str, ...]:
    """Return held-back labels of which objects were weighed."""
    return tuple(label for label in sorted(kinds()) if is_held_back(label))


def usual(name: str, chance: random.Random) -> Told:
    """Nobody said how much there was: it weighs what objects of a label weigh."""
    kind = kinds()[chance.choice(labels())]
    true_g = math.exp(chance.gauss(kind.weight, kind.weight_scale))
    return told(name, of_size(portions.serving_of(kind.label), None), true_g, chance)


def household(name: str, chance: random.Random) -> Told:
    """She said how many cups, and filled them as people do."""
    count, each_g = chance.choice([1, 2]), chance.uniform(20, 250)
    true_g = count * each_g * math.exp(chance.gauss(0, portions.OF_MEASURE / spread.TENTH))
    return told(name, of_measure(count, each_g), true_g, chance)


def on_a_scale(name: str, chance: random.Random) -> Told:
    grams = chance.uniform(20, 400)
    return told(name, weighed(grams), grams, chance)


def told(name: str, grams: Grams, true_g: float, chance: random.Random) -> Told:
    """Return an item as the diary has it, by the most usual food of the name, and the kcal that were eaten."""
    each = families(held_back=True)[name]
    per_100g = {ENERGY: median(each)}
    off = composition.deviations(per_100g, label="", is_chosen=False)
    return Eaten(grams, per_100g, name, off), true_g * chance.choice(each) / 100


def share_inside(how: Callable[[str, random.Random], Told], seed: int) -> float:
    """Return the share of meals of one to five foods whose energy lies in its range."""
    chance, inside = random.Random(seed), 0
    names = list(families(held_back=True))
    for _ in range(MEALS):
        items = [how(name, chance) for name in chance.sample(names, chance.randint(1, 5))]
        amount = totals.of_items([item for item, _ in items]).amounts[ENERGY]
        inside += amount.low <= sum(kcal for _, kcal in items) <= amount.high
    return inside / MEALS


def test_enough_is_held_back():
    assert len(families(held_back=True)) >= 100
    assert len(labels()) >= 8


def test_widths_of_composition_come_from_families_that_are_not_held_back():
    logs = [
        (math.log(kcal / median(each)), 1 / len(each))
        for each in families(held_back=False).values()
        for kcal in each
    ]
    whole, below, tenths = sum(share for _, share in logs), 0.0, []
    for log, share in sorted(logs):
        if below < 0.1 * whole <= below + share or below < 0.9 * whole <= below + share:
            tenths.append(log)
        below += share
    low, high = tenths
    assert (high - low) / (2 * spread.TENTH) == pytest.approx(composition.OF_NAME[ENERGY], abs=0.015)


def any_way(name: str, chance: random.Random) -> Told:
    """As diaries are: some of it weighed, some in cups, of some nothing was said."""
    return chance.choice([usual, household, on_a_scale])(name, chance)


def test_energy_of_held_back_meals_lies_in_its_range_four_times_in_five():
    assert 0.75 <= share_inside(any_way, seed=11) <= 0.85


@pytest.mark.parametrize("how", [usual, household, on_a_scale])
def test_no_way_of_telling_an_amount_is_far_from_it(how):
    """Held-back names vary a little less than those that chose the width: 0.77 to 0.85 where this was written."""
    assert 0.74 <= share_inside(how, seed=11) <= 0.87
