"""A mother's meals in words: the week at a glance, her photos with what was recognised and what she confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.preferences import zone_of
from apps.console.selectors.nutrients import AmountWords, amount_words, figure
from apps.nutrition.api.meals_out import Foods
from apps.nutrition.models import Certainty, Meal, MealItem, MealKind, MealPhoto
from apps.nutrition.rules import totals
from apps.nutrition.selectors.days import Day
from apps.nutrition.selectors.predictions import candidates_of
from apps.nutrition.states import MealState, PhotoState
from apps.ui import words

SMALL, LARGE = "small", "large"


@dataclass(frozen=True)
class ItemLine:
    """One food of a meal. `is_confirmed` False: a guess or a draft, which counts nowhere."""

    name: str
    amount: str
    is_confirmed: bool


@dataclass(frozen=True)
class Picture:
    """A photo as the page shows it. `url` empty: there is no picture (any more), and `state` says why."""

    url: str
    large_url: str
    width: int
    height: int
    label: str
    state: str


@dataclass(frozen=True)
class MealLine:
    """One meal of the week."""

    at: str
    is_draft: bool
    items: list[ItemLine]
    pictures: list[Picture]
    energy: str
    note: str


@dataclass(frozen=True)
class DayLine:
    """One day: a list of meals for each kind, in the order of the day. `energy`: what she confirmed of it."""

    on: date
    name: str
    is_today: bool
    is_to_come: bool
    has_entries: bool
    cells: list[tuple[str, list[MealLine]]]
    energy: AmountWords | None


@dataclass(frozen=True)
class PhotoLine:
    """One photo: what the recogniser said of it, and what the mother confirmed."""

    picture: Picture
    title: str
    on: date
    at: str
    certainty: str
    guesses: list[tuple[str, float]]
    confirmed: list[str]
    is_confirmed: bool
    is_corrected: bool
    model_version: str


def meal_clock(meal: Meal) -> str:
    """When she ate, by the clock of the place where she was."""
    return words.clock(meal.eaten_at.astimezone(zone_of(meal.zone_name)))


def day_lines(days: Sequence[Day], foods: Foods, *, today: date) -> list[DayLine]:
    """Return the days of a week, each with its meals by kind."""
    return [
        DayLine(
            day.on,
            words.day_without_year(day.on, with_weekday=True),
            day.on == today,
            day.on > today,
            bool(day.meals),
            [(str(kind.label), [_meal(meal, foods) for meal in _of_kind(day, kind)]) for kind in MealKind],
            amount_words(day.food.amounts.get(totals.ENERGY), "kcal") if day.food.item_count else None,
        )
        for day in days
    ]


def _of_kind(day: Day, kind: MealKind) -> list[Meal]:
    return [part.meal for part in day.meals if part.meal.kind == kind]


def _meal(meal: Meal, foods: Foods) -> MealLine:
    items = list(meal.items.all())
    eaten = totals.of_items(
        [totals.Eaten(_grams(item), item.per_100g) for item in items if item.confirmed_at is not None]
    )
    energy = eaten.amounts.get(totals.ENERGY)
    return MealLine(
        meal_clock(meal),
        meal.state == MealState.DRAFT,
        [ItemLine(item_name(item, foods), _amount(item), item.confirmed_at is not None) for item in items],
        [_picture(photo, meal) for photo in meal.photos.all()],
        f"{figure(energy.value)} kcal" if energy else "",
        meal.note,
    )


def _grams(item: MealItem) -> totals.Grams:
    return totals.Grams(item.grams, item.grams_low, item.grams_high)


def _amount(item: MealItem) -> str:
    low, high = figure(item.grams_low), figure(item.grams_high)
    return f"{figure(item.grams)} g" if low == high else f"{low}–{high} g"


def item_name(item: MealItem, foods: Foods) -> str:
    """What an item is called in the language of the page; where nobody has said what it is, that."""
    return in_language(_names(item, foods)) or item.text or _("Not chosen yet")


def _names(item: MealItem, foods: Foods) -> dict[str, str]:
    if item.food_names:
        return dict(item.food_names)
    food = foods.by_id.get(item.food_id) if item.food_id else None
    if food is not None:
        return {"en": food.name_en, "zh-hans": food.name_zh, "ko": food.name_ko}
    return foods.names_of_label(item.label) if item.label else {}


def in_language(names: dict[str, str]) -> str:
    """The name in the language of the page, else in English, else in any."""
    return names.get(get_language() or "en") or names.get("en") or next(iter(names.values()), "")


def photo_lines(days: Iterable[Day], foods: Foods) -> list[PhotoLine]:
    """Return the photos of a week, the newest first."""
    meals = [part.meal for day in days for part in day.meals]
    return [_photo(photo, meal, foods) for meal in reversed(meals) for photo in meal.photos.all()]


def _photo(photo: MealPhoto, meal: Meal, foods: Foods) -> PhotoLine:
    of_photo = [item for item in meal.items.all() if item.photo_id == photo.pk]
    confirmed = [item for item in of_photo if item.confirmed_at is not None]
    guesses = [
        (in_language(foods.names_of_label(guess.label)), guess.probability)
        for guess in candidates_of(photo.prediction)
    ]
    status = photo.prediction.get("status", "")
    return PhotoLine(
        _picture(photo, meal),
        str(meal.get_kind_display()),
        meal.local_day,
        meal_clock(meal),
        str(Certainty(status).label) if status else "",
        guesses,
        [item_name(item, foods) for item in confirmed],
        bool(confirmed),
        any(item.label != item.label_at_first for item in confirmed),
        photo.model_version,
    )


def _picture(photo: MealPhoto, meal: Meal) -> Picture:
    about: dict[str, Any] = photo.variants.get(SMALL) or {}
    is_there = bool(about) and photo.state != PhotoState.EXPIRED
    given = {"meal": meal.get_kind_display(), "day": words.day(meal.local_day), "time": meal_clock(meal)}
    return Picture(
        _url(photo, SMALL) if is_there else "",
        _url(photo, LARGE if LARGE in photo.variants else SMALL) if is_there else "",
        about.get("width_px", 0),
        about.get("height_px", 0),
        _("Photo: %(meal)s, %(day)s, %(time)s") % given,
        str(photo.get_state_display()),
    )


def _url(photo: MealPhoto, variant: str) -> str:
    return reverse("meal-photo-content", args=[photo.public_id, variant])
