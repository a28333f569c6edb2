"""Chooses where confident, confirm, not sure and no food part, on photos that were held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from ml_models.food.recogniser import NO_FOOD, Limits, unsafe
from ml_models.food.training import measuring
from ml_models.food.training.measuring import Numbers
from ml_models.food.vocabulary import vocabulary

RIGHT_WHEN_CONFIDENT: Final = {"known": 0.96, "unseen": 0.86}
"""Asked is .95 on photos of known sources; no limit short of refusing nearly all reaches it on strangers' photos."""
MOST_FOOD_REFUSED: Final = 0.015
NOT_SURE: Final = 0.15
UNKNOWN_QUANTILE: Final = 0.10
"""So much of what is known may lie below the limit for «looks like something learned»: they are asked to confirm."""
MOST_FALSE_ALARMS: Final = 0.036
"""Of foods without a flag, so many may be taken for an unsafe one among the five; asked is .04."""
SHIFTS: Final = tuple(step / 10 for step in range(11))


def choose(
    scores: Mapping[str, Numbers], targets: Mapping[str, np.ndarray], *, labels: Sequence[str]
) -> Limits:
    """Return limits for `known` and `unseen` held-out photos, both counted alike. `labels`: in the order of scores."""
    no_food = labels.index(NO_FOOD)
    rows = np.concatenate([scores["known"], scores["unseen"]])
    wanted = np.concatenate([targets["known"], targets["unseen"]])
    temperature = measuring.temperature(rows, wanted)
    chances = measuring.chances(rows, temperature)
    is_food = wanted != no_food
    food = 1 - chances[:, no_food]
    caution = _caution(np.delete(rows, no_food, axis=1) / temperature, np.array(labels)[wanted], labels)
    dishes = measuring.chances(np.delete(rows, no_food, axis=1) / temperature - caution * unsafe(labels), 1.0)
    known = (dishes * np.log(np.maximum(dishes, 1e-12))).sum(axis=1)
    right = np.delete(np.arange(rows.shape[1]), no_food)[dishes.argmax(axis=1)] == wanted
    unknown = float(np.quantile(known[is_food & right], UNKNOWN_QUANTILE))
    sure = dishes.max(axis=1)
    from_known = np.arange(len(rows)) < len(scores["known"])
    counted = is_food & (known >= unknown)
    confident = max(
        _confident(sure[counted & part], right[counted & part], RIGHT_WHEN_CONFIDENT[name])
        for name, part in (("known", from_known), ("unseen", ~from_known))
    )
    return Limits(
        confident=confident,
        not_sure=NOT_SURE,
        not_food=float(np.quantile(food[is_food], MOST_FOOD_REFUSED)),
        unknown=unknown,
        temperature=temperature,
        caution=caution,
    )


def _caution(scaled: Numbers, labels_of: np.ndarray, labels: Sequence[str]) -> float:
    """Return the least by which unsafe foods are held back so that few others are taken for one.

    `scaled`: scores of foods (photos, labels without no food) by the temperature.
    """
    flag = {label.name: label.pregnancy_flag for label in vocabulary()}
    is_unflagged = np.array([flag.get(one) == "" for one in labels_of])
    is_unsafe = unsafe(labels)
    for shift in SHIFTS:
        chances = measuring.chances(scaled - shift * is_unsafe, 1.0)
        if measuring.noticed(chances[is_unflagged], is_unsafe).mean() <= MOST_FALSE_ALARMS:
            return shift
    return SHIFTS[-1]


def _confident(sure: Numbers, right: np.ndarray, asked: float) -> float:
    """Return the lowest limit above which the asked share of answers is right."""
    order = np.argsort(-sure)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= asked)
    return float(sure[order][enough[-1]]) if len(enough) else 1.0
