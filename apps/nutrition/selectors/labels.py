"""What stands behind a label of the recogniser: the vocabulary's facts, or a dish that the site has added.

The vocabulary is asked first, and it is a file: only a label that is not in it costs a query. Dishes that were put away
are known on, for what mothers have noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.nutrition.models import AddedDish, Food
from apps.nutrition.rules.portions import Serving, serving_of, servings
from apps.nutrition.selectors import chosen


@dataclass(frozen=True)
class Added:
    """An added dish as the diary needs it."""

    label: str
    names: Mapping[str, str]
    food: Food | None
    serving: Serving | None
    caution_rules: frozenset[str]


def is_known(label: str) -> bool:
    """Say whether the recogniser can say this label."""
    return label in servings() or added_dish(label) is not None


def added_dish(label: str) -> Added | None:
    """Return the dish that a site has added under a label; None for one of the vocabulary, or of nobody."""
    return added_dishes([label]).get(label)


def added_dishes(labels: Iterable[str]) -> dict[str, Added]:
    """Return the added dishes among labels: no query where all are of the vocabulary, else one."""
    wanted = {label for label in labels if label and label not in servings()}
    if not wanted:
        return {}
    rows = AddedDish.objects.filter(label__in=wanted).select_related("food__table")
    return {row.label: _added(row) for row in rows.prefetch_related("food__portions")}


def _added(row: AddedDish) -> Added:
    names = {"en": row.name_en, "zh-hans": row.name_zh, "ko": row.name_ko}
    serving = None
    if row.small_g is not None and row.regular_g is not None and row.large_g is not None:
        serving = Serving(row.small_g, row.regular_g, row.large_g)
    return Added(
        row.label,
        {language: name for language, name in names.items() if name},
        row.food,
        serving,
        frozenset(row.caution_rules),
    )


def food_of(label: str) -> Food | None:
    """Return the food that stands for a label, with its table and its household measures; None where none does."""
    added = added_dish(label)
    return added.food if added else chosen.food_of_label(label)


def serving_of_label(label: str) -> Serving | None:
    """Return the usual serving of a label; None where nobody has said one."""
    if label in servings():
        return serving_of(label)
    added = added_dish(label)
    return added.serving if added else None


def names_of_item(label: str, food: Food) -> dict[str, str]:
    """Return what an item is called: an added dish by its own names, anything else by those of its food."""
    added = added_dish(label)
    is_it = added is not None and added.food is not None and added.food.pk == food.pk
    return dict(added.names) if added and is_it else chosen.names_of(food)


def cautions_of(dishes: Mapping[str, Added]) -> dict[str, frozenset[str]]:
    """Return the rules of caution that dishes were added with, by label."""
    return {label: dish.caution_rules for label, dish in dishes.items()}
