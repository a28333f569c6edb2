"""The demonstration: made once, whole, through the services; never where settings do not allow it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Person
from apps.console.demo import CREDENTIALS, ensure_demo
from apps.foundation import accesses
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import gestational_age
from apps.recordings.models import Recording, Review
from apps.recordings.worklist import worklist


@pytest.fixture
def demo(db: None, settings: Any) -> None:
    settings.DEMO_ALLOWED = True
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    ]  # as everywhere but in tests
    assert ensure_demo() is True


@pytest.mark.django_db
def test_it_is_refused_where_known_passwords_are_not_allowed(settings: Any) -> None:
    settings.DEMO_ALLOWED = False
    with pytest.raises(ImproperlyConfigured):
        ensure_demo()
    with pytest.raises(CommandError):
        call_command("demo")
    assert not Person.objects.exists()


def test_a_second_time_changes_nothing(demo: None) -> None:
    before = Recording.objects.for_system("a test counts").count()
    assert ensure_demo() is False
    assert Recording.objects.for_system("a test counts").count() == before == 13


def test_every_account_is_marked_and_lets_its_person_in(demo: None) -> None:
    assert Person.objects.filter(is_demo=True).count() == len(CREDENTIALS) == 8
    for given in CREDENTIALS:
        answer = Client().post("/sign-in/", {"login": given.email, "password": given.password})
        assert (given.key, answer.status_code) == (given.key, 302)


def test_three_pregnancies_one_with_twins_one_at_30_weeks(demo: None) -> None:
    from django.utils import timezone

    found = (
        Pregnancy.objects.for_system("a test looks")
        .select_related("subject")
        .prefetch_related("datings", "fetuses", "outcomes")
    )
    ages = {row.subject.email.split("@")[0]: gestational_age(row, timezone.now().date()) for row in found}
    assert {key: age.weeks for key, age in ages.items()} == {"mother": 30, "mother2": 33, "mother3": 38}
    assert {row.subject.email.split("@")[0]: row.fetuses.count() for row in found} == {
        "mother": 1,
        "mother2": 2,
        "mother3": 1,
    }


def test_the_worklist_has_a_worst_and_some_recordings_are_signed(demo: None) -> None:
    from django.utils import timezone

    found = worklist(Person.objects.get(email=CREDENTIALS[0].email), at=timezone.now())
    assert found.rows[0].level == "critical"
    levels = Counter(row.level for row in found.rows)
    assert (found.total, levels["critical"]) == (5, 1)
    assert levels["warning"] >= 1
    assert levels["notice"] >= 1
    assert Counter(row.version for row in Review.objects.for_system("a test looks")) == {1: 8, 2: 1}


def test_one_recording_was_made_in_labour_and_is_judged_by_its_rules(demo: None) -> None:
    recording = Recording.objects.for_system("a test looks").get(in_labour=True)
    assert recording.uploaded_by.email == CREDENTIALS[1].email
    assert recording.labour_said_by == recording.uploaded_by
    (found,) = recording.current_analysis.result["fetuses"]
    assert len(found["contractions"]) >= 10
    assert sum(one["kind"] == "variable" for one in found["decelerations"]) >= 5
    asked = {name for name, verdict in found["verdicts"].items() if verdict["interpretable"]}
    assert asked == {"figo2015", "nichd2008"}


def test_the_first_mother_has_a_week_of_meals_one_draft_and_a_note(demo: None) -> None:
    from apps.nutrition.models import DietNote, Meal, MealItem, MealPhoto
    from apps.nutrition.selectors.days import days_of

    mother, dietitian = (Person.objects.get(email=CREDENTIALS[at].email) for at in (3, 2))
    meals = Meal.objects.for_system("a test looks")
    assert Counter(meals.values_list("state", flat=True)) == {"confirmed": 15, "draft": 1}
    photos = list(MealPhoto.objects.for_system("a test looks"))
    assert [(photo.state, sorted(photo.variants)) for photo in photos] == [
        ("done", ["full", "large", "small"])
    ] * 4
    confirmed = MealItem.objects.for_system("a test looks").exclude(confirmed_at=None)
    assert confirmed.filter(source="photo").exclude(label="").count() == 3
    assert DietNote.objects.for_system("a test looks").count() == 2
    last = max(meals.values_list("local_day", flat=True))
    with accesses.collected():
        days = days_of(dietitian, mother, last - timedelta(days=6), 7)
    assert {one.rule.id for day in days for one in day.cautions} == {"soft_cheese", "raw_fish"}
    assert sum(bool(day.supplements) for day in days) == 7


def test_a_plan_of_each_mother_is_asked_for_and_left_to_the_worker(demo: None) -> None:
    from apps.foundation.models import OutboxMessage
    from apps.plans.models import Plan

    plans = Plan.objects.for_system("a test looks").order_by("pk")
    assert [(plan.state, plan.needs_approval) for plan in plans] == [
        ("making", False),
        ("making", True),
        ("making", False),
    ]
    assert OutboxMessage.objects.filter(name="plan.requested").count() == 3
