"""How well foods are recognised: shares with ranges, what is too few to say, and where photos would help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Person
from apps.nutrition.models import RecognitionOutcome
from apps.nutrition.selectors import accuracy
from apps.nutrition.selectors.accuracy import Counted
from tests.factories import AdministratorFactory
from tests.nutrition.diary.making import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> Home:
    return Home()


def outcome(
    home: Home, confirmed: str, predicted: str = "sushi", *, weeks_ago: int = 0, **about: str
) -> None:
    today = timezone.now().date()
    given = {"model_version": "test-1", "certainty": "confirm", "food_code": "", **about}
    RecognitionOutcome.objects.for_system("test").create(
        subject=home.mother,
        item_public_id=home.item().public_id,
        week_on=today - timedelta(days=today.weekday(), weeks=weeks_ago),
        predicted=[[predicted, 0.6], ["plain_rice", 0.2]],
        confirmed_label=confirmed,
        **given,
    )


def words_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/recognition/{query}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_without_outcomes_it_says_when_there_will_be_some(
    home: Home, client_of: Callable[[Person], Client]
) -> None:
    for person in (home.dietitian, AdministratorFactory()):
        words = words_of(client_of(person))
        assert "Nothing to compare in these weeks." in words
        assert "agreed to it" in words


def test_shares_by_week_and_food_and_what_they_are_taken_for(
    home: Home, client_of: Callable[[Person], Client]
) -> None:
    for _number in range(6):
        outcome(home, "sushi")
        outcome(home, "plain_rice", weeks_ago=1, model_version="test-2")
    outcome(home, "boiled_egg")
    words = words_of(client_of(home.dietitian))
    assert "Sushi, NFS 6 100 % 100 %" in words
    assert "Rice, white, cooked most often taken for: Sushi, NFS 6 0 % 100 %" in words
    assert "Egg, whole, boiled or poached most often taken for: Sushi, NFS 1 ? ?" in words
    assert "Rice, white, cooked right 0 of 6 times" in words
    assert "test-2 6 photos · first 0 %, among five 100 %" in words
    assert home.mother.get_full_name() not in words


def test_a_food_without_a_word_is_named_by_the_table(
    home: Home, client_of: Callable[[Person], Client]
) -> None:
    for _number in range(5):
        outcome(home, "", food_code=home.foods["oysters"].code)
    words = words_of(client_of(home.dietitian))
    assert "Oysters, raw right 0 of 5 times · no word for it yet" in words
    assert "Not in the vocabulary" in words


def test_what_lies_further_back_is_asked_for(home: Home, client_of: Callable[[Person], Client]) -> None:
    outcome(home, "sushi", weeks_ago=20)
    client = client_of(home.dietitian)
    assert "Nothing to compare" in words_of(client)
    assert "Sushi, NFS" in words_of(client, "?weeks=26")


def test_an_obstetrician_has_nothing_to_do_here(home: Home, client_of: Callable[[Person], Client]) -> None:
    assert client_of(home.doctor).get("/recognition/").status_code == 403
    assert "/recognition/" not in client_of(home.doctor).get("/worklist/").content.decode()
    assert "/recognition/" in client_of(home.dietitian).get("/worklist/").content.decode()


def test_the_report_by_hand(home: Home) -> None:
    for _number in range(2):
        outcome(home, "sushi")
    outcome(home, "plain_rice", model_version="test-2")
    today = timezone.now().date()
    found = accuracy.report(first=today - timedelta(days=7), last=today)
    assert found.labels == [Counted("sushi", 2, 2, 2), Counted("plain_rice", 1, 0, 1, "sushi")]
    assert found.versions == [Counted("test-2", 1, 0, 1, "sushi"), Counted("test-1", 2, 2, 2)]
    assert found.by_label_and_week == accuracy.by_label_and_week(first=today - timedelta(days=7), last=today)


def test_the_number_of_queries_does_not_grow(home: Home, client_of: Callable[[Person], Client]) -> None:
    client = client_of(home.dietitian)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            words_of(client)
        return len(captured)

    outcome(home, "sushi")
    few = count()
    for weeks_ago in range(8):
        for label in ("plain_rice", "boiled_egg", "sushi"):
            outcome(home, label, weeks_ago=weeks_ago)
    assert count() == few
