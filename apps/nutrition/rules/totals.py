"""What was eaten, added up. A value that nobody measured stays missing: it is never counted as nothing.

Every total says how much of what was eaten it rests on. Ranges hold what was eaten four times in five: foods are off
independently of each other, the same food again is off the same way (`spread`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from apps.nutrition.rules import spread
from apps.nutrition.rules.portions import Grams
from apps.nutrition.rules.spread import Spread

ENERGY: Final = "energy_kcal"
PER_GRAMS: Final = 100.0

PerHundred = Mapping[str, float]


@dataclass(frozen=True)
class Eaten:
    """One item: its weight and what 100 g of it hold. `per_100g` is empty where the food is not known.

    `food`: the same word is off the same way; empty: like nothing else. `deviations`: by nutrient how far 100 g may be
    from what is said of them, beside the weight.
    """

    grams: Grams
    per_100g: PerHundred = field(default_factory=dict)
    food: str = ""
    deviations: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Amount:
    """How much of one nutrient; the unit is in the nutrient's name.

    `share_of_energy`, `share_of_grams`: how much of what was eaten had a value, from 0 to 1; None where neither energy
    nor weight tell. A total with a share below 1 is «at least».
    """

    value: float
    low: float
    high: float
    share_of_energy: float | None = 1.0
    share_of_grams: float | None = 1.0

    @property
    def is_complete(self) -> bool:
        """Everything that was eaten had a value."""
        return self.share_of_grams is None or self.share_of_grams >= 1.0


@dataclass(frozen=True)
class Total:
    """What several items hold together. A nutrient of which no item has a value is not among `amounts`."""

    amounts: Mapping[str, Amount]
    grams: Grams
    item_count: int
    unknown_count: int
    """Items of which nothing but the weight is known."""


def of_item(item: Eaten) -> dict[str, Amount]:
    """Return what one item holds, by nutrient."""
    return {
        name: _amount(per_100g * item.grams.best / PER_GRAMS, spread_of(item, name))
        for name, per_100g in item.per_100g.items()
    }


def spread_of(item: Eaten, name: str) -> Spread:
    """Return how much of a nutrient an item may hold. Raises KeyError where its food has no value of it."""
    weight = spread.of_range(item.grams.low, item.grams.high)
    middle = item.per_100g[name] * weight.middle / PER_GRAMS
    return Spread(middle, weight.deviation).wider(item.deviations.get(name, 0.0))


def _amount(value: float, likely: Spread, energy: float | None = 1.0, grams: float | None = 1.0) -> Amount:
    """The best guess lies in its range, whatever rounding did."""
    return Amount(value, min(value, likely.low), max(value, likely.high), energy, grams)


def of_items(items: Sequence[Eaten]) -> Total:
    """Return the total of a meal, a day or anything else that is made of items."""
    names = sorted({name for item in items for name in item.per_100g})
    best = sum(item.grams.best for item in items)
    likely = _together([(item, spread.of_range(item.grams.low, item.grams.high)) for item in items])
    weight = Grams(best, min(best, likely.low), max(best, likely.high))
    return Total(
        {name: _sum(name, items) for name in names},
        weight,
        len(items),
        sum(not item.per_100g for item in items),
    )


def _sum(name: str, items: Sequence[Eaten]) -> Amount:
    known = [item for item in items if name in item.per_100g]
    return _amount(
        sum(item.per_100g[name] * item.grams.best / PER_GRAMS for item in known),
        _together([(item, spread_of(item, name)) for item in known]),
        _share(_energy(known), _energy(items)),
        _share(sum(item.grams.best for item in known), sum(item.grams.best for item in items)),
    )


def _together(parts: Sequence[tuple[Eaten, Spread]]) -> Spread:
    """Add what is off the same way end to end, and what is not, as chance would have it."""
    by_food: dict[str, list[Spread]] = {}
    for number, (item, part) in enumerate(parts):
        by_food.setdefault(item.food or f"#{number}", []).append(part)
    return spread.together(spread.alike(same) for same in by_food.values())


def _energy(items: Iterable[Eaten]) -> float:
    return sum(item.per_100g.get(ENERGY, 0.0) * item.grams.best / PER_GRAMS for item in items)


def _share(part: float, whole: float) -> float | None:
    return min(1.0, part / whole) if whole > 0 else None


@dataclass(frozen=True)
class Week:
    """Seven days. Days without an entry are unknown, not fasted: a mean counts only days that have one."""

    total: Total
    days_with_entries: int
    mean_per_day: Mapping[str, Amount]


def of_week(days: Sequence[Sequence[Eaten]]) -> Week:
    """Return the total of a week and the mean of the days that have entries. `days`: the items of each day."""
    count = sum(bool(day) for day in days)
    total = of_items([item for day in days for item in day])
    mean = {name: _divided(amount, count) for name, amount in total.amounts.items()} if count else {}
    return Week(total, count, mean)


def _divided(amount: Amount, by: int) -> Amount:
    return Amount(
        amount.value / by, amount.low / by, amount.high / by, amount.share_of_energy, amount.share_of_grams
    )


def with_supplements(amounts: Mapping[str, Amount], taken: Mapping[str, float]) -> dict[str, Amount]:
    """Return amounts from food with what supplements brought: exact, as printed on the pack.

    The shares stay those of the food. A nutrient that no food had a value for is known by the supplement alone: its
    share is 0 where anything was eaten at all.
    """
    joined = dict(amounts)
    ate = bool(amounts)
    for name, more in taken.items():
        known = joined.get(name)
        if known is None:
            share = 0.0 if ate else None
            joined[name] = Amount(more, more, more, share, share)
        else:
            joined[name] = Amount(
                known.value + more,
                known.low + more,
                known.high + more,
                known.share_of_energy,
                known.share_of_grams,
            )
    return joined
