"""Dishes that were added by eight photos each: how often they are recognised, and what that costs all the others.

Labels of the vocabulary play the added dishes: the network's word on them is taken out, eight photos of each are shown,
the rest is asked about. Sharp photos; those of the added dishes are among the ones that the weights learned from, where
they stood under their own label, so that a dish that nobody has seen may be recognised less often than is said here.
"""

from __future__ import annotations

import os
import platform
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench import Report
from bench.food import DATA, held_out, sharp
from ml_models import food
from ml_models.food.prototypes import Prototypes, Sight
from ml_models.food.recogniser import NO_FOOD

SEED: Final = 1
SHOWN: Final = 8
ASKED: Final = 8
DISHES: Final = 40
TRIALS: Final = {1: 20, 5: 8, 20: 2}
"""So many dishes added at once, tried so often."""

Sights = Sequence[Sight]


def run(data: Path = DATA) -> Report:
    """Measure and report."""
    report = Report("added_dishes")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if not data.is_dir():
        report.remarks.append(f"skipped: there are no photos in {data}")
        return report
    model, chance = food.load(), random.Random(SEED)
    added = _photos_of_dishes(model, data, chance)
    others = [(label, model.sight(photo)) for label, photo in held_out(data)]
    report.tables["dishes added by eight photos"] = [
        _row(model.known_labels, added, others, count, trials, chance) for count, trials in TRIALS.items()
    ]
    report.remarks.append(f"weights {model.version}; {len(added)} dishes, {len(others)} other photos")
    return report


def _photos_of_dishes(model: food.Recogniser, data: Path, chance: random.Random) -> dict[str, Sights]:
    places: dict[str, list[str]] = defaultdict(list)
    for label, name, _ in sharp(data, wanted=None):
        places[label].append(name)
    enough = sorted(
        label for label, names in places.items() if len(names) >= SHOWN + ASKED and label != NO_FOOD
    )
    wanted = {
        name for label in chance.sample(enough, min(DISHES, len(enough)))
        for name in chance.sample(places[label], SHOWN + ASKED)
    }  # fmt: skip
    seen: dict[str, list[Sight]] = defaultdict(list)
    for label, _, photo in sharp(data, wanted=wanted):
        seen[label].append(model.sight(photo))
    return dict(seen)


def _row(
    labels: list[str],
    dishes: Mapping[str, Sights],
    others: Sequence[tuple[str, Sight]],
    count: int,
    trials: int,
    chance: random.Random,
) -> dict[str, Any]:
    first, among_five, right_before, right_after = [], [], [], []
    for _ in range(trials):
        names = chance.sample(sorted(dishes), count)
        out = np.array([label not in names for label in labels])
        added = Prototypes.of({name: _without(dishes[name][:SHOWN], out) for name in names}, labels)
        for name in names:
            for seen in _without(dishes[name][SHOWN:], out):
                found = _ranked(added, labels, seen)
                first.append(found[0] == name)
                among_five.append(name in found[:5])
        for label, (seen,) in (
            (label, _without([seen], out)) for label, seen in others if label not in names
        ):
            right_before.append(_ranked(Prototypes.none(), labels, seen)[0] == label)
            right_after.append(_ranked(added, labels, seen)[0] == label)
    return {
        "added_at_once": count,
        "photos_of_them": len(first),
        "first": float(np.mean(first)),
        "among_five": float(np.mean(among_five)),
        "other_photos": len(right_before),
        "others_right_before": float(np.mean(right_before)),
        "others_right_after": float(np.mean(right_after)),
    }


def _without(sights: Iterable[Sight], out: np.ndarray) -> list[Sight]:
    """Return what the network would have said without some labels; `out` is 0 for them."""
    left = [(one.features, one.chances * out) for one in sights]
    return [Sight(features, (chances / chances.sum()).astype(np.float32)) for features, chances in left]


def _ranked(added: Prototypes, labels: list[str], seen: Sight) -> list[str]:
    ranked = sorted(zip(labels, seen.chances.tolist(), strict=True), key=lambda one: -one[1])
    return [label for label, _ in added.joined(ranked, added.shares(seen))]
