"""The one question whose answer would settle most of what a meal holds. Nothing is asked where little is left.

An item's energy is uncertain by what it is, how large it was, and what a photo does not show (oil, dressing, sauce,
sugar). Each question takes one of these away; its worth is the variance that is expected to go, of energy and of what she
needs besides, each measured by what a day should bring. One question asks for a photo with a coin, which tells grams.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from apps.nutrition.rules import composition, preparations, spread
from apps.nutrition.rules.portions import Grams, Serving, Size, of_size
from apps.nutrition.rules.spread import Spread
from apps.nutrition.rules.tables import rules
from apps.nutrition.rules.totals import ENERGY, PER_GRAMS

LEAST_SHARE: Final = 0.15
"""A question must settle so much of all that is uncertain about the meal."""
LEAST_KCAL: Final = 80.0
"""From low to high of the meal's energy: below, it is known well enough."""
DAY_KCAL: Final = 2_200.0
BY_SIZE: Final = {Size.SMALL: 0.25, Size.REGULAR: 0.5, Size.LARGE: 0.25}
"""How often a serving is small, regular or large: our own estimate."""
SIZE_TOLD: Final = 0.75
"""How often she judges the size rightly; else its answer tells nothing: our own estimate."""
OFF_WITH_COIN: Final = 0.154
"""Mean share by which grams told by a coin were off, on objects that taught nothing (docs/clinical/food.md)."""
COIN_DEVIATION: Final = OFF_WITH_COIN * math.sqrt(math.pi / 2)
COIN_FOUND: Final = 0.9
"""How often a photo from above with a coin tells a size: of 95 such photos of ECUSTFD, 88 did."""
PHOTOGRAPHED: Final = "photo"
"""The answer to `Kind.PHOTO` that promises one; the others are sizes, for what is eaten already."""
TAKEN: Final = "taken"
"""What stands in place of that answer once the photo was looked at."""


class Kind(StrEnum):
    """What is asked."""

    DISH = "dish"
    SIZE = "size"
    PHOTO = "photo"
    OIL = "oil"
    DRESSING = "dressing"
    SAUCE = "sauce"
    SUGAR = "sugar"


@dataclass(frozen=True)
class Guess:
    """What an item may be. `chance`: of this among all guesses. `grams`: how much of it, were it this."""

    label: str
    chance: float
    per_100g: Mapping[str, float]
    grams: Grams
    serving: Serving


@dataclass(frozen=True)
class Part:
    """One item of a meal. One guess: it is known what it is. `said`: preparations that she has answered.

    `is_chosen`: she picked the food. `is_settled`: she has confirmed it; it counts, and is not asked about.
    `is_photographed`: it came with a photo, so that she may take another.
    """

    item: str
    guesses: tuple[Guess, ...]
    is_size_open: bool = False
    is_chosen: bool = False
    is_settled: bool = False
    is_photographed: bool = False
    said: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Question:
    """What to ask, about which item. `options`: answers in their order. `settles`: share of the uncertainty, 0 to 1."""

    kind: Kind
    item: str
    options: tuple[str, ...]
    settles: float


def holds(part: Part, nutrient: str = ENERGY) -> Spread | None:
    """Return how much of a nutrient an item may hold; None where it is not known of every guess."""
    if not part.guesses or any(nutrient not in guess.per_100g for guess in part.guesses):
        return None
    return spread.either([(guess.chance, _of_guess(part, guess, nutrient)) for guess in part.guesses])


def energy(parts: Iterable[Part]) -> Spread | None:
    """Return the energy of a meal in kcal; None where that of an item is not known at all."""
    each = [holds(part) for part in parts]
    known = [one for one in each if one is not None]
    return spread.together(known) if known and len(known) == len(each) else None


def asks(parts: Sequence[Part], needs: Mapping[str, float]) -> Question | None:
    """Return the question that settles most; None where none is worth it. `needs`: what a day should bring."""
    whole = energy(parts)
    weights = _weights(needs)
    uncertain = sum(_uncertain(part, weights) for part in parts)
    if whole is None or whole.high - whole.low < LEAST_KCAL or uncertain <= 0:
        return None
    found = [
        Question(kind, part.item, options_of(part, kind), settled / uncertain)
        for part in parts
        for kind in possible(part)
        if (settled := _uncertain(part, weights) - _left(part, kind, weights)) > 0
    ]
    best = max(found, key=lambda one: one.settles, default=None)
    return best if best and best.settles >= LEAST_SHARE else None


def possible(part: Part) -> tuple[Kind, ...]:
    """Return what may be asked of an item."""
    if part.is_settled:
        return ()
    kinds = [Kind.DISH] if len(part.guesses) > 1 else []
    if part.is_size_open:
        kinds.append(Kind.SIZE)
        if part.is_photographed and len(part.guesses) == 1 and part.guesses[0].label in labels_by_coin():
            kinds.append(Kind.PHOTO)
    return (*kinds, *(Kind(rule.preparation.value) for rule in _open(part)))


def options_of(part: Part, kind: Kind) -> tuple[str, ...]:
    """Return the answers that a question has."""
    if kind is Kind.DISH:
        return tuple(guess.label for guess in part.guesses)
    sizes = tuple(size.value for size in Size)
    if kind in (Kind.SIZE, Kind.PHOTO):
        return (PHOTOGRAPHED, *sizes) if kind is Kind.PHOTO else sizes
    return preparations.preparations()[preparations.Preparation(kind.value)].options


def answered(part: Part, kind: Kind, option: str) -> Part:
    """Return an item as it is once she has answered. Raises ValueError for an answer that the question has not."""
    if option not in options_of(part, kind):
        raise ValueError(f"{kind} has no answer {option}")
    if kind is Kind.DISH:
        (guess,) = (guess for guess in part.guesses if guess.label == option)
        return replace(part, guesses=(replace(guess, chance=1.0),))
    if option == PHOTOGRAPHED:
        return _weighed_by_coin(part, Size.REGULAR)
    if kind in (Kind.SIZE, Kind.PHOTO):
        sized = [replace(guess, grams=of_size(guess.serving, Size(option))) for guess in part.guesses]
        return replace(part, guesses=tuple(sized), is_size_open=False)
    made = [
        replace(guess, per_100g=preparations.prepared(guess.per_100g, {kind.value: option}))
        for guess in part.guesses
    ]
    return replace(part, guesses=tuple(made), said=part.said | {kind.value})


def words(kind: Kind) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """Return the question and its answers in words, by language. Answers that are dishes have none here."""
    (row,) = (row for row in rules("questions") if row["id"] == kind.value)
    return row["asks"], row["options"]


@cache
def labels_by_coin() -> frozenset[str]:
    """Return the labels of which objects were weighed, so that a coin in a photo tells their grams."""
    (row,) = (row for row in rules("questions") if row["id"] == Kind.PHOTO.value)
    return frozenset(row["labels"])


def _of_guess(part: Part, guess: Guess, nutrient: str) -> Spread:
    weight = spread.of_range(guess.grams.low, guess.grams.high)
    off = composition.deviations(
        {name: guess.per_100g[name] for name in {ENERGY, nutrient} & set(guess.per_100g)},
        label=guess.label,
        is_chosen=part.is_chosen,
        said=part.said,
    )
    middle = weight.middle * guess.per_100g[nutrient] / PER_GRAMS
    return Spread(middle, weight.deviation).wider(off[nutrient])


def _open(part: Part) -> tuple[preparations.Rule, ...]:
    """What may have been added and she has not said; only once it is known what it is."""
    if part.is_chosen or len(part.guesses) != 1:
        return ()
    known = preparations.of_label(part.guesses[0].label)
    return tuple(rule for rule in known if rule.preparation.value not in part.said)


def _weights(needs: Mapping[str, float]) -> dict[str, float]:
    """Energy counts as much as everything else together; each by the square of what a day should bring."""
    others = {name: need for name, need in needs.items() if need > 0 and name != ENERGY}
    return {ENERGY: DAY_KCAL**-2} | {name: need**-2 / len(others) for name, need in others.items()}


def _uncertain(part: Part, weights: Mapping[str, float]) -> float:
    known = ((weight, holds(part, name)) for name, weight in weights.items())
    return sum(weight * one.variance for weight, one in known if one is not None)


def _left(part: Part, kind: Kind, weights: Mapping[str, float]) -> float:
    """What is expected to be left of it, over the answers she may give."""
    if kind is Kind.PHOTO:
        after = [(chance, _weighed_by_coin(part, size)) for size, chance in BY_SIZE.items()]
    else:
        after = [(chance, answered(part, kind, option)) for option, chance in _chances(part, kind).items()]
    left = sum(chance * _uncertain(one, weights) for chance, one in after)
    told = {Kind.SIZE: SIZE_TOLD, Kind.PHOTO: COIN_FOUND}.get(kind, 1.0)
    return told * left + (1 - told) * _uncertain(part, weights)


def _weighed_by_coin(part: Part, size: Size) -> Part:
    """An item as it will be once a photo with a coin has told its grams, were it of this size."""
    known = []
    for guess in part.guesses:
        weight = Spread(of_size(guess.serving, size).best, COIN_DEVIATION)
        known.append(replace(guess, grams=Grams(weight.middle, weight.low, weight.high)))
    return replace(part, guesses=tuple(known), is_size_open=False)


def _chances(part: Part, kind: Kind) -> dict[str, float]:
    """How likely each answer is."""
    if kind is Kind.DISH:
        whole = sum(guess.chance for guess in part.guesses)
        return {guess.label: guess.chance / whole for guess in part.guesses}
    if kind is Kind.SIZE:
        return {size.value: chance for size, chance in BY_SIZE.items()}
    options = options_of(part, kind)
    return {option: 0.5 if option == preparations.USUAL else 0.5 / (len(options) - 1) for option in options}
