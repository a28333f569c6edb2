"""A food: the matrix needs one, not the whole table."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from apps.nutrition.models import Food, FoodTable


def make(ids: dict[str, Any]) -> None:
    """Put one food into a table of its own."""
    table = FoodTable.objects.create(
        code="trial", name="Trial", version="1", source="-", licence="-", terms="-"
    )
    food = Food.objects.create(
        table=table,
        code="1",
        public_id=uuid4(),
        name_en="Rice of the trial",
        group="grain",
        commonness=0,
        nutrients={"energy_kcal": 130},
        search="| rice of the trial |",
    )
    ids["food_id"] = food.public_id
