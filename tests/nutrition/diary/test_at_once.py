"""One id at once under two parents, each with a lock of its own: the later one is refused by name, and leaves nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections

from apps.foundation import accesses
from apps.foundation.errors import Conflict
from apps.foundation.files.storage import received_key, store
from apps.foundation.transactions import unit_of_work
from apps.nutrition.models import Meal, MealItem, MealPhoto
from apps.nutrition.rules.portions import Scale
from apps.nutrition.services import items, meals, photos
from apps.nutrition.services.meals import MealGiven
from tests.nutrition.diary.making import AT, PHOTO, Home

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(transactional_db: None) -> Home:
    return Home()


def overtaken(first: Callable[[], Any], second: Callable[[], Any]) -> Conflict:
    """Commit `first` only once `second` waits for it in the database; returns what `second` was refused with."""
    done, go = threading.Event(), threading.Event()

    def holds_on() -> None:
        with unit_of_work(None):
            first()
            done.set()
            assert go.wait(20)

    def alone(act: Callable[[], Any]) -> Any:
        try:
            with accesses.collected():
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        winner = pool.submit(alone, holds_on)
        assert done.wait(20)
        loser = pool.submit(alone, second)
        wait_for_a_lock()
        go.set()
        winner.result()
        with pytest.raises(Conflict) as refused:
            loser.result()
    return refused.value


def wait_for_a_lock() -> None:
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


def counted(model: Any) -> int:
    return model.objects.for_system("test").count()


def test_one_item_in_two_meals(home):
    one, other, given = home.meal(), home.meal(), home.item()

    def add(meal: Meal) -> None:
        items.add_item(home.mother, meal_id=meal.public_id, given=given, at=AT)

    refused = overtaken(lambda: add(one), lambda: add(other))
    assert (refused.code, refused.status, refused.errors[0].field) == ("id_taken", 409, "id")
    assert (counted(MealItem), one.items.count(), other.items.count()) == (1, 1, 0)


def test_one_item_in_a_meal_and_in_a_new_one_names_its_position(home):
    meal, given = home.meal(), home.item()
    refused = overtaken(
        lambda: items.add_item(home.mother, meal_id=meal.public_id, given=given, at=AT),
        lambda: home.meal(home.item(), given),
    )
    assert (refused.code, refused.errors[0].field) == ("id_taken", "items[1].id")
    assert (counted(Meal), counted(MealItem)) == (1, 1)


def test_one_photo_in_two_meals_leaves_no_file(home):
    one, other, photo_id = home.meal(), home.meal(), uuid4()
    before = set(store().keys("received/"))

    def send(meal: Meal) -> None:
        photos.receive(
            home.mother, meal_id=meal.public_id, photo_id=photo_id, content=PHOTO, scale=Scale.NONE, at=AT
        )

    refused = overtaken(lambda: send(one), lambda: send(other))
    assert (refused.code, refused.errors[0].field) == ("id_taken", "id")
    photo = MealPhoto.objects.for_system("test").get()
    assert photo.meal_id == one.pk
    assert set(store().keys("received/")) - before == {received_key(photo.source_id)}


def test_one_meal_of_two_mothers(home):
    given = MealGiven(uuid4(), "lunch", AT)
    refused = overtaken(
        lambda: meals.note_meal(home.mother, given=given, at=AT),
        lambda: meals.note_meal(home.other_mother, given=given, at=AT),
    )
    assert (refused.code, refused.errors[0].field) == ("id_taken", "id")
    assert Meal.objects.for_system("test").get().subject_id == home.mother.pk


def test_what_is_not_about_the_id_is_not_called_so(home, monkeypatch):
    """A constraint that a service forgot is our fault, and must not be told as hers."""
    monkeypatch.setattr("apps.nutrition.services.items.weight", lambda *_, **__: Nonsense())
    with pytest.raises(IntegrityError):
        home.meal(home.item())


class Nonsense:
    def columns(self) -> dict[str, Any]:
        return {"measure": "usual", "grams": 10.0, "grams_low": 20.0, "grams_high": 5.0}
