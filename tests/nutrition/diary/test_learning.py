"""Predicted beside confirmed: only while she agrees, and counted without her."""

from datetime import date

import pytest

from apps.accounts.events import ConsentChanged
from apps.accounts.services import consents
from apps.nutrition.listeners import forget_what_was_learnt
from apps.nutrition.models import RecognitionOutcome
from apps.nutrition.selectors import accuracy
from apps.nutrition.selectors.accuracy import Accuracy, Lacking
from apps.nutrition.services import items
from apps.nutrition.services.drafting import item_id_of
from tests.nutrition.diary.making import AT

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 2)


def kept() -> list[RecognitionOutcome]:
    return list(RecognitionOutcome.objects.for_system("test").order_by("pk"))


def confirmed(home, food: str | None = None, **changes):
    """A photo that may show sushi, confirmed as it stands or as another food."""
    meal = home.meal()
    photo = home.seen(meal)
    if food is not None:
        changes["food_id"] = home.foods[food].public_id
    item_id = item_id_of(photo.public_id)
    given = {"is_confirmed": True, **changes}
    return meal, items.change_item(home.mother, meal_id=meal.public_id, item_id=item_id, changes=given, at=AT)


def test_without_consent_nothing_is_kept(home):
    confirmed(home)
    assert kept() == []


def test_with_consent_what_was_said_and_what_she_said_are_kept(home):
    home.agree("learning")
    confirmed(home, "egg")
    (outcome,) = kept()
    assert (outcome.predicted[0], outcome.certainty, outcome.model_version) == (
        ["sushi", 0.55],
        "confirm",
        "test-1",
    )
    assert (outcome.confirmed_label, outcome.week_on) == ("boiled_egg", WEEK)


def test_changing_her_mind_replaces_it_and_taking_the_item_out_forgets_it(home):
    home.agree("learning")
    meal, item = confirmed(home)
    changes = {"food_id": home.foods["rice"].public_id}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=changes, at=AT)
    assert [outcome.confirmed_label for outcome in kept()] == ["plain_rice"]
    items.remove_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, at=AT)
    assert kept() == []


def test_what_she_found_herself_says_nothing_about_the_recogniser(home):
    home.agree("learning")
    home.eaten("egg", 50)
    assert kept() == []


def test_withdrawing_the_consent_forgets_all_of_hers(home):
    consent = home.agree("learning")
    confirmed(home)
    event = ConsentChanged(mother=home.mother.public_id, consent=consent.public_id, at=AT)
    forget_what_was_learnt(event)
    assert len(kept()) == 1
    consents.withdraw(home.mother, consent_id=consent.public_id, at=AT)
    forget_what_was_learnt(event)
    assert kept() == []


def test_accuracy_by_label_and_week_by_hand(home):
    home.agree("learning")
    for food in (None, None, "egg", "rice", "rice", "oysters"):
        confirmed(home, food)
    assert accuracy.by_label_and_week(first=WEEK, last=WEEK) == [
        Accuracy("", WEEK, 1, 0, 0, "sushi"),
        Accuracy("boiled_egg", WEEK, 1, 0, 1, "sushi"),
        Accuracy("plain_rice", WEEK, 2, 0, 2, "sushi"),
        Accuracy("sushi", WEEK, 2, 2, 2, ""),
    ]
    assert accuracy.by_label_and_week(first=date(2026, 3, 9), last=date(2026, 3, 9)) == []


def test_where_prototypes_would_help(home):
    home.agree("learning")
    for _ in range(5):
        confirmed(home, "rice")
        confirmed(home)
        confirmed(home, "oysters")
    confirmed(home, "egg")
    assert accuracy.lacking(first=WEEK, last=WEEK) == [
        Lacking("", home.foods["oysters"].code, 5, 0),
        Lacking("plain_rice", "", 5, 0),
    ]
