"""What the world has of meals: a food, a meal with an item, a photo that was looked at, what is kept at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.accounts.consent_texts import current
from apps.accounts.services import consents
from apps.nutrition.models import Food, FoodTable
from apps.nutrition.services import looking


@dataclass(frozen=True)
class Sees:
    """A recogniser that sees rice in everything."""

    status: str = "confirm"
    candidates: tuple[tuple[str, float], ...] = (("plain_rice", 0.7), ("sushi", 0.2))
    model_version: str = "test-1"
    is_flat: bool = False

    def predict(self, image: Any) -> Sees:
        return self

    def predict_plate(self, image: Any, whole: Sees) -> list[Any]:
        return [
            ((0.0, 0.0, 1.0, 1.0), whole),
            ((0.0, 0.0, 0.5, 0.5), Sees(candidates=(("boiled_egg", 0.9),))),
        ]


def make(world: Any) -> None:
    """`meal_id`, `item_id`, `photo_id`, `favourite_id`, `supplement_id`, `second_food_id`, `date`; `asked_meal_id`,
    `asked_item_id`: a meal of which something is asked."""
    from tests.api.world import Sent, new_id, photo

    _second_food(world)
    mother = world.people["mother"]
    consents.give(mother, kind="photos", version=current("photos").version, language="en", at=timezone.now())
    world.ids["meal_id"] = world.make("mother", "post", "meals", Sent(meal(world)))
    item = world.call("mother", "get", f"/api/v1/meals/{world.ids['meal_id']}").json()["items"][0]
    world.ids["item_id"] = item["id"]
    world.ids["photo_id"] = new_id()
    query = f"id={world.ids['photo_id']}&scale=coin"
    upload = Sent(raw=photo(), content_type="image/jpeg", query=query)
    world.make("mother", "post", f"meals/{world.ids['meal_id']}/photos", upload)
    looking.run(world.ids["photo_id"], task_id="test", now=timezone.now, recogniser=Sees)
    _asked(world)
    world.ids["favourite_id"] = world.make("mother", "post", "nutrition/favourites", Sent(favourite(world)))
    world.ids["supplement_id"] = world.make("mother", "post", "nutrition/supplements", Sent(supplement()))
    change = Sent({"birth_year": 1994})
    assert world.call("mother", "patch", "/api/v1/nutrition/profile", change).status_code == 200
    world.ids["date"] = timezone.now().date().isoformat()


def _second_food(world: Any) -> None:
    """Another food of the world's table: the first is a favourite already."""
    table = FoodTable.objects.get(code="trial")
    about = {"group": "grain", "commonness": 0, "search": "| bread of the trial |"}
    food = Food.objects.create(
        table=table,
        code="2",
        public_id=uuid4(),
        name_en="Bread of the trial",
        nutrients={"energy_kcal": 250.0},
        **about,
    )
    world.ids["second_food_id"] = food.public_id


def _asked(world: Any) -> None:
    """A meal of which it is asked how large it was: nobody has said."""
    from tests.api.world import Sent

    unsaid = {"id": str(uuid4()), "source": "search", "food": str(world.ids["second_food_id"])}
    given = meal(world) | {"items": [unsaid]}
    world.ids["asked_meal_id"] = world.make("mother", "post", "meals", Sent(given))
    made = world.call("mother", "get", f"/api/v1/meals/{world.ids['asked_meal_id']}").json()
    assert (made["question"]["kind"], made["question"]["item"]) == ("size", unsaid["id"])
    world.ids["asked_item_id"] = unsaid["id"]


def skipping(world: Any) -> Any:
    """The body that skips the question which stands."""
    from tests.api.world import Sent

    return Sent({"item": world.ids["asked_item_id"], "kind": "size", "answer": None})


def meal(world: Any) -> dict[str, Any]:
    """The body that notes a meal of one confirmed item."""
    eaten_at = (timezone.now() - timedelta(hours=1)).isoformat()
    item = item_of(world) | {"confirmed": True}
    return {"id": str(uuid4()), "kind": "lunch", "eaten_at": eaten_at, "items": [item]}


def item_of(world: Any) -> dict[str, Any]:
    """The body that adds an item."""
    return {"id": str(uuid4()), "source": "search", "food": str(world.ids["food_id"]), "grams": 150}


def favourite(world: Any, food: str = "food_id") -> dict[str, Any]:
    """The body that keeps a food at hand."""
    return {"id": str(uuid4()), "food": str(world.ids[food])}


def supplement() -> dict[str, Any]:
    """The body that notes a supplement."""
    per_dose = {"iron_mg": 27, "folic_acid_ug": 400}
    return {"id": str(uuid4()), "name": "Prenatal", "per_dose": per_dose, "from_day": "2026-01-01"}


def of_the_mother(world: Any) -> str:
    """The query that names the first mother."""
    return f"mother={world.people['mother'].public_id}"
