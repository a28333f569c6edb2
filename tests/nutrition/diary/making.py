"""A few foods with known values, a mother with her team, and a recogniser that says what a test tells it to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from apps.accounts.consent_texts import current
from apps.accounts.services import consents
from apps.nutrition.models import Food, FoodPortion, FoodTable, Meal, MealItem, MealPhoto
from apps.nutrition.rules.portions import Scale
from apps.nutrition.services import looking, meals, photos
from apps.nutrition.services.items import ItemGiven
from apps.nutrition.services.meals import MealGiven
from apps.nutrition.services.weights import Said
from apps.pregnancies.rules.dating import LastPeriod
from apps.pregnancies.services.pregnancies import begin_pregnancy
from tests.factories import ClinicianFactory, MotherFactory, in_care
from tests.foundation.files import made

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
TODAY = date(2026, 3, 4)
PHOTO = made.photo("JPEG", made=made.picture(64, 48))

FOODS: dict[str, dict[str, Any]] = {
    "rice": {
        "name_en": "Rice, white, cooked",
        "name_zh": "米饭",
        "name_ko": "쌀밥",
        "label": "plain_rice",
        "nutrients": {
            "energy_kcal": 130.0,
            "carbohydrate_g": 28.0,
            "fiber_g": 0.4,
            "iron_mg": 1.2,
            "folic_acid_ug": 55.0,
            "food_folate_ug": 3.0,
            "folate_total_ug": 58.0,
            "folate_dfe_ug": 96.0,
        },
        "portions": [("1 cup", 160.0), ("Quantity not specified", 200.0)],
    },
    "egg": {
        "name_en": "Egg, whole, boiled or poached",
        "label": "boiled_egg",
        "nutrients": {"energy_kcal": 140.0, "carbohydrate_g": 1.0, "iron_mg": 1.8, "iodine_ug": 25.0},
        "filled": {"iodine_ug": {"table": "stfcj", "code": "12005", "note": "boiled"}},
        "portions": [("1 egg", 50.0)],
    },
    "coffee": {
        "name_en": "Coffee, brewed",
        "label": "coffee_black",
        "nutrients": {"energy_kcal": 1.0, "carbohydrate_g": 0.0, "caffeine_mg": 40.0},
        "portions": [("1 fl oz", 30.0)],
    },
    "oysters": {
        "name_en": "Oysters, raw",
        "label": None,
        "nutrients": {"energy_kcal": 60.0, "iron_mg": 5.0},
        "portions": [("1 oyster", 20.0)],
    },
    "sushi": {
        "name_en": "Sushi, NFS",
        "name_ko": "초밥",
        "label": "sushi",
        "nutrients": {"energy_kcal": 140.0, "carbohydrate_g": 24.0},
        "portions": [("1 piece", 30.0)],
    },
}


def make_foods() -> dict[str, Food]:
    """Put the foods into the table of this test."""
    Food.objects.all().delete()
    FoodTable.objects.all().delete()
    about = {"name": "FNDDS", "version": "2021-2023", "source": "USDA", "licence": "public domain"}
    table = FoodTable.objects.create(code="fndds", terms="", digest="test", **about)
    made_foods = {}
    for number, (key, values) in enumerate(FOODS.items()):
        given = {name: value for name, value in values.items() if name != "portions"}
        food = Food.objects.create(
            table=table,
            code=f"1000000{number}",
            public_id=uuid4(),
            group="",
            commonness=0,
            search=values["name_en"],
            **given,
        )
        for sequence, (name, grams) in enumerate(values["portions"], 1):
            FoodPortion.objects.create(food=food, sequence=sequence, name=name, grams=grams)
        made_foods[key] = food
    return made_foods


@dataclass(frozen=True)
class Said5:
    """What a recogniser says of any picture."""

    status: str = "confirm"
    candidates: tuple[tuple[str, float], ...] = (
        ("sushi", 0.55),
        ("gimbap", 0.25),
        ("plain_rice", 0.12),
        ("boiled_egg", 0.05),
        ("apple", 0.03),
    )
    model_version: str = "test-1"
    is_flat: bool = False


@dataclass
class Recogniser:
    """Says `says`, and remembers the size of what it saw. `breaks`: raises it instead. `beside`: what parts show."""

    says: Any = field(default_factory=Said5)
    breaks: Exception | None = None
    beside: Any = ()
    saw: list[tuple[int, int]] = field(default_factory=list)

    def predict(self, image: Any) -> Any:
        if self.breaks is not None:
            raise self.breaks
        assert image.mode == "RGB"
        self.saw.append(image.size)
        return self.says

    def predict_plate(self, image: Any, whole: Any) -> Any:
        if isinstance(self.beside, Exception):
            raise self.beside
        return [((0.0, 0.0, 1.0, 1.0), whole), *self.beside]


class Home:
    """A mother at 24 weeks, her team, another mother, and the foods."""

    def __init__(self) -> None:
        self.foods = make_foods()
        self.mother, self.other_mother = MotherFactory(), MotherFactory()
        self.dietitian = ClinicianFactory(profession="dietitian")
        self.doctor = ClinicianFactory()
        team = in_care(self.mother, self.dietitian)
        in_care(self.mother, self.doctor, team=team)
        self.stranger = ClinicianFactory()
        in_care(self.other_mother, self.stranger)
        self.pregnancy = self.begin(self.mother)
        self.begin(self.other_mother)
        self.agree("photos")

    def begin(self, mother: Any) -> Any:
        lmp = TODAY - timedelta(days=24 * 7)
        dating = LastPeriod(lmp_on=lmp, cycle_days=28, cycle_is_regular=True)
        return begin_pregnancy(mother, at=AT, dating=dating)[0]

    def agree(self, kind: str, mother: Any = None) -> Any:
        mother = mother or self.mother
        return consents.give(mother, kind=kind, version=current(kind).version, language="en", at=AT)[0]

    def item(self, food: str = "rice", **about: Any) -> ItemGiven:
        said = about.pop("said", Said(grams=200.0))
        given = {"public_id": uuid4(), "food_id": self.foods[food].public_id, "said": said, **about}
        return ItemGiven(**given)

    def meal(self, *items: ItemGiven, mother: Any = None, **about: Any) -> Meal:
        given = {"public_id": uuid4(), "kind": "lunch", "eaten_at": AT, "items": items, **about}
        return meals.note_meal(mother or self.mother, given=MealGiven(**given), at=AT)[0]

    def eaten(self, food: str, grams: float, **about: Any) -> Meal:
        return self.meal(self.item(food, said=Said(grams=grams), is_confirmed=True), **about)

    def photo(self, meal: Meal, content: bytes = PHOTO, **about: Any) -> MealPhoto:
        given = {"photo_id": uuid4(), "scale": Scale.NONE, "at": AT, **about}
        return photos.receive(self.mother, meal_id=meal.public_id, content=content, **given)[0]

    def look(
        self, photo: MealPhoto, recogniser: Any = None, *, at: datetime = AT, task_id: str = "t"
    ) -> MealPhoto:
        model = recogniser or Recogniser()
        looking.run(photo.public_id, task_id=task_id, now=lambda: at, recogniser=lambda: model)
        return fresh(photo)

    def seen(self, meal: Meal, says: Any = None) -> MealPhoto:
        return self.look(self.photo(meal), Recogniser(says or Said5()))


def fresh(row: Any) -> Any:
    """The row as the database has it now; None where it is gone."""
    return type(row).objects.for_system("test").filter(pk=row.pk).first()


def items_of(meal: Meal) -> list[MealItem]:
    """The items of a meal as the database has them, in their order."""
    return list(MealItem.objects.for_system("test").filter(meal_id=meal.pk).order_by("pk"))


def sequences(mother: Any) -> list[tuple[str, UUID]]:
    """What the mother's phone is told has changed."""
    from apps.foundation.models import Change

    rows = Change.objects.filter(subject_id=mother.pk).order_by("sequence")
    return list(rows.values_list("kind", "object_id"))
