"""What was eaten, added up. A value that nobody measured stays missing: it is never counted as nothing.

Every total says how much of what was eaten it rests on. Ranges add up as ranges: all low ends together, all high ends
together, which is wider than chance would have it, and never too narrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from apps.nutrition.rules.portions import Grams

ENERGY: Final = "energy_kcal"
PER_GRAMS: Final = 100.0

PerHundred = Mapping[str, float]


@dataclass(frozen=True)
class Eaten:
    """One item: its weight and what 100 g of it hold. `per_100g` is empty where the food is not known."""

    grams: Grams
    per_100g: PerHundred = field(default_factory=dict)


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
        name: Amount(
            per_100g * item.grams.best / PER_GRAMS,
            per_100g * item.grams.low / PER_GRAMS,
            per_100g * item.grams.high / PER_GRAMS,
        )
        for name, per_100g in item.per_100g.items()
    }


def of_items(items: Sequence[Eaten]) -> Total:
    """Return the total of a meal, a day or anything else that is made of items."""
    names = sorted({name for item in items for name in item.per_100g})
    weight = Grams(
        sum(item.grams.best for item in items),
        sum(item.grams.low for item in items),
        sum(item.grams.high for item in items),
    )
    return Total(
        {name: _sum(name, items) for name in names},
        weight,
        len(items),
        sum(not item.per_100g for item in items),
    )


def _sum(name: str, items: Sequence[Eaten]) -> Amount:
    known = [item for item in items if name in item.per_100g]
    parts = [of_item(item)[name] for item in known]
    return Amount(
        sum(part.value for part in parts),
        sum(part.low for part in parts),
        sum(part.high for part in parts),
        _share(_energy(known), _energy(items)),
        _share(sum(item.grams.best for item in known), sum(item.grams.best for item in items)),
    )


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
