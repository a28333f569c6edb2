"""A week of meals of the demonstration's first mother: confirmed, one that waits for her, and one that needs a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from apps.accounts import consent_texts
from apps.accounts.models import ConsentKind, Person
from apps.accounts.services import consents
from apps.console.demo import plates
from apps.console.demo.plates import Heap
from apps.foundation.files.kept import remove
from apps.foundation.files.storage import checked_key, received_key, store
from apps.nutrition.models import Meal, MealKind, Source
from apps.nutrition.recognising import Seen
from apps.nutrition.rules.portions import Scale, Size
from apps.nutrition.services import diet_notes, items, looking, meals, photos, profiles, supplements
from apps.nutrition.services.drafting import item_id_of
from apps.nutrition.services.items import ItemGiven
from apps.nutrition.services.looking import Looked
from apps.nutrition.services.meals import MealGiven
from apps.nutrition.services.weights import Said
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy

IDS: Final = UUID("0c5a5b1e-7b0a-5f5e-8f7a-2b6d0f9f3c21")
MODEL: Final = "demonstration"
"""No recogniser looked at these drawings: what one might say is written below."""
TARGETS: Final = {
    "breakfast": (15.0, 30.0),
    "lunch": (40.0, 60.0),
    "dinner": (40.0, 60.0),
    "snack": (10.0, 25.0),
}
PRENATAL: Final = {"folic_acid_ug": 400.0, "iron_mg": 27.0, "iodine_ug": 150.0, "vitamin_d_ug": 10.0}
Guesses = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Shot:
    """A photo of a meal: what is drawn, what a recogniser might say, and what she confirms (empty: nothing yet)."""

    heaps: tuple[Heap, ...]
    status: str
    guesses: Guesses
    confirmed: str = ""


@dataclass(frozen=True)
class Eaten:
    """One meal: so many days ago at an hour (`ago` instead: so long before now), labels with sizes, a photo."""

    days: int
    hour: int
    kind: MealKind
    labels: tuple[tuple[str, Size], ...] = ()
    shot: Shot | None = None
    ago: timedelta | None = None


S, R, L = Size.SMALL, Size.REGULAR, Size.LARGE
BREAKFAST, LUNCH, DINNER, SNACK = MealKind.BREAKFAST, MealKind.LUNCH, MealKind.DINNER, MealKind.SNACK
SALMON: Final = Shot(
    (
        Heap(-50, -20, 85, "#e8875b", 30, 14),
        Heap(70, 40, 70, "#4f8a3c", 60, 12),
        Heap(40, -80, 60, "#f2ead8", 90, 5),
    ),
    "confident",
    (
        ("grilled_salmon", 0.86),
        ("fish_and_chips", 0.05),
        ("chicken_curry", 0.03),
        ("steak", 0.03),
        ("pork_chop", 0.02),
    ),
    "grilled_salmon",
)
YOGURT: Final = Shot(
    (Heap(0, 0, 120, "#f4f1e8", 30, 16), Heap(20, -10, 50, "#8d2f45", 14, 12)),
    "confirm",
    (("congee", 0.44), ("yogurt", 0.31), ("kheer", 0.12), ("panna_cotta", 0.08), ("hummus", 0.03)),
    "yogurt",
)
LENTILS: Final = Shot(
    (Heap(-10, 0, 110, "#c98a2b", 120, 7), Heap(60, -60, 35, "#4f8a3c", 16, 8)),
    "confirm",
    (
        ("dal_tadka", 0.62),
        ("chole", 0.17),
        ("butter_chicken", 0.09),
        ("chicken_curry", 0.06),
        ("rajma", 0.04),
    ),
    "dal_tadka",
)
SUSHI: Final = Shot(
    tuple(Heap(x, y, 34, "#f6f2e9", 20, 6) for x in (-90, 0, 90) for y in (-40, 50))
    + tuple(Heap(x, y - 8, 18, "#e0603f", 6, 6) for x in (-90, 0, 90) for y in (-40, 50)),
    "confirm",
    (("sushi", 0.58), ("gimbap", 0.21), ("sashimi", 0.11), ("onigiri", 0.05), ("takoyaki", 0.02)),
)
WEEK: Final = (
    Eaten(6, 8, BREAKFAST, (("bread_slice", R), ("cheese_hard", S), ("orange", R))),
    Eaten(6, 13, LUNCH, (("chicken_soup", R), ("bread_slice", R))),
    Eaten(6, 19, DINNER, (("dal_makhani", R), ("jeera_rice", L))),
    Eaten(5, 8, BREAKFAST, (("apple", S),), YOGURT),
    Eaten(5, 13, LUNCH, (("chole", R), ("roti", R), ("mix_veg", R))),
    Eaten(5, 20, DINNER, (("vegetable_soup", R), ("bread_slice", S))),
    Eaten(3, 8, BREAKFAST, (("bread_slice", R), ("hummus", S))),
    Eaten(3, 13, LUNCH, (("plain_rice", S), ("stir_fried_greens", R)), SALMON),
    Eaten(3, 16, SNACK, (("kiwi", R),)),
    Eaten(3, 19, DINNER, (("veg_pulao", R), ("yogurt", S))),
    Eaten(2, 8, BREAKFAST, (("milk_carton", R), ("banana", S))),
    Eaten(2, 13, LUNCH, (("chicken_tikka", R), ("naan", R), ("cheese_soft_ripened", S))),
    Eaten(2, 19, DINNER, (("roti", R),), LENTILS),
    Eaten(1, 8, BREAKFAST, (("bread_slice", R), ("hummus", S), ("orange", S))),
    Eaten(1, 13, LUNCH, (("pasta", R), ("tomato", R), ("cheese_hard", S))),
    Eaten(0, 0, LUNCH, (), SUSHI, ago=timedelta(hours=1, minutes=20)),
)


def make_meals(by_key: dict[str, Person], pregnancy: Pregnancy, *, at: datetime) -> None:
    """Make the week with everything around it: consents, supplement, targets, a note of the dietitian."""
    mother, dietitian = by_key["mother"], by_key["dietitian"]
    for kind in (ConsentKind.PHOTOS, ConsentKind.LEARNING):
        version = consent_texts.current(kind).version
        consents.give(
            mother, kind=kind, version=version, language=mother.language, at=at - timedelta(days=30)
        )
    supplements.note_supplement(
        mother,
        public_id=uuid5(IDS, "supplement"),
        name="Prenatal tablet",
        per_dose=PRENATAL,
        doses_per_day=1.0,
        from_day=local_day(mother, at - timedelta(days=90)),
        until_day=None,
        at=at - timedelta(days=30),
    )
    profiles.change_profile(mother, mother=mother, changes={"birth_year": at.year - 31}, at=at)
    profiles.change_profile(dietitian, mother=mother, changes={"carbohydrate_targets": TARGETS}, at=at)
    for number, eaten in enumerate(WEEK):
        _make(mother, eaten, number, at=at)
    _write_note(dietitian, pregnancy, at=at)


def _make(mother: Person, eaten: Eaten, number: int, *, at: datetime) -> None:
    noon = datetime.combine(local_day(mother, at) - timedelta(days=eaten.days), time(eaten.hour), at.tzinfo)
    when = at - eaten.ago if eaten.ago else noon
    given = MealGiven(
        uuid5(IDS, f"meal {number}"),
        eaten.kind,
        when,
        items=[
            ItemGiven(
                uuid5(IDS, f"meal {number} item {place}"),
                Source.SEARCH,
                label=label,
                said=Said(size=size),
                is_confirmed=True,
            )
            for place, (label, size) in enumerate(eaten.labels)
        ],
    )
    meal, _new = meals.note_meal(mother, given=given, at=when + timedelta(minutes=4))
    if eaten.shot is not None:
        _photograph(mother, meal, eaten.shot, number, at=when + timedelta(minutes=5))


def _photograph(mother: Person, meal: Meal, shot: Shot, number: int, *, at: datetime) -> None:
    """Send it as a phone would; look at it as a worker would, without the child that guards against strangers."""
    made = plates.drawn(shot.heaps, seed=number)
    content = made.variants[0].content
    photo_id = uuid5(IDS, f"photo {number}")
    photo, _new = photos.receive(
        mother, meal_id=meal.public_id, photo_id=photo_id, content=content, scale=Scale.NONE, at=at
    )
    claimed = looking.claim(None, photo_id=photo_id, task_id=MODEL, at=at)
    assert claimed is not None
    for variant in made.variants:
        store().put(checked_key(photo_id, variant.name), variant.content)
    looking.finish(None, claimed, Looked(made, Seen(shot.status, shot.guesses, MODEL)), at=at)
    remove([received_key(photo.source_id)])
    if shot.confirmed:
        changes = {"label": shot.confirmed, "said": Said(size=Size.REGULAR), "is_confirmed": True}
        item_id = item_id_of(photo_id)
        items.change_item(
            mother, meal_id=meal.public_id, item_id=item_id, changes=changes, at=at + timedelta(minutes=1)
        )


def _write_note(dietitian: Person, pregnancy: Pregnancy, *, at: datetime) -> None:
    about = {"pregnancy_id": pregnancy.public_id}
    week_on = local_day(pregnancy.subject, at - timedelta(days=2))
    note = diet_notes.write_note(
        dietitian,
        **about,
        week_on=week_on,
        text="Breakfasts are within the target. Dinner with rice is above it.",
        at=at - timedelta(hours=22),
    )
    diet_notes.amend_note(
        dietitian,
        **about,
        note_id=note.note_id,
        seen_version=note.version,
        text="Breakfasts are within the target. Dinner with rice is above it: half the rice, more lentils. "
        "Ask which soft cheese it was.",
        at=at - timedelta(hours=21, minutes=30),
    )
