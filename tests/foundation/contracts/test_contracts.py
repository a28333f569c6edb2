"""Codes of needs are a closed vocabulary, foods are found by whole words, and without a check nothing is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from apps.foundation import events
from apps.foundation.contracts import needs, offer_checks
from apps.foundation.contracts.foods import FOODS, food_of, name_of
from apps.foundation.contracts.offer_checks import Candidate, Judged

AT = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "code",
    ["supplement:iron_mg:30", "supplement:dha_g:0.2", "food:oats", "gear:walking", "device:glucose_strips"],
)
def test_codes_of_the_vocabulary_are_read(code):
    found = needs.read(code)
    assert f"{found.key}{'' if found.amount is None else f':{found.amount:g}'}" == code


@pytest.mark.parametrize(
    "code",
    [
        "", "food", "food:", "food:oats:3", "food:unicorn", "supplement:iron_mg", "supplement:iron_mg:0",
        "supplement:iron_mg:-1", "supplement:iron_mg:1e3", "supplement:heroin_mg:5", "gear:stroller", "device:scale",
        "supplement:iron_mg:30:40", "anaemia", "gear:walking:1",
    ],
)  # fmt: skip
def test_anything_else_is_none(code):
    with pytest.raises(needs.NoSuchNeed):
        needs.read(code)


def test_what_would_tell_a_diagnosis_is_asked_for_only():
    illness = (
        "device:glucose_strips",
        "device:glucose_meter",
        "device:blood_pressure_cuff",
        "gear:support_belt",
    )
    assert [needs.read(code).is_asked_only for code in illness] == [True] * 4
    assert set(illness) == needs.ASKED_ONLY
    assert not needs.read("gear:walking").is_asked_only
    assert needs.supplement("folic_acid_ug", 400.0) == "supplement:folic_acid_ug:400"


def test_the_event_carries_a_pseudonym_codes_and_times_and_nothing_else():
    told = needs.NeedsPublished(pseudonym=uuid4(), needs=[needs.Need(need_code="food:oats", until=AT)], at=AT)
    payload = events.dump(told)
    assert (set(payload), set(payload["needs"][0])) == (
        {"pseudonym", "needs", "at"},
        {"need_code", "until"},
    )
    assert events.load("need.published", 1, payload) == told


@pytest.mark.parametrize(
    ("title", "food"),
    [
        ("Organic Rolled Oats 500 g", "oats"),
        ("Lentils, from dried, no added fat", "lentils"),
        ("有机燕麦片 500克", "oats"),
        ("국내산 현미 2kg", "rice"),
        ("Sweet potato, baked", "sweet_potatoes"),
        ("Soy milk, unsweetened", "soy_milk"),
        ("Oat body lotion", None),
        ("Apple juice", None),
        ("Egg cooker", None),
        ("Oats with almonds", None),
        ("Goats of the mountains", None),
        ("Strawberry flavour gum", None),
    ],
)
def test_a_food_is_found_by_its_words_and_what_is_only_like_it_is_not(title, food):
    assert food_of(title) == food


def test_every_food_has_a_name_in_every_language():
    assert {name_of("oats", language) for language in ("en", "zh-hans", "ko")} == {"oat", "燕麦", "귀리"}
    words = [word for all_words in FOODS.values() for word in all_words]
    assert len(words) == len(set(words))


@pytest.fixture
def no_checks(monkeypatch):
    monkeypatch.setattr(offer_checks, "_checks", {})


def one(key: int) -> Candidate:
    return Candidate(key=key, need_code="food:oats", kind="food", title="Oats")


def test_without_a_check_nothing_may_be_shown(no_checks):
    assert offer_checks.judge(None, [one(7)], at=AT) == {7: Judged("nobody_checks")}


def test_every_check_must_say_yes_and_what_one_does_not_answer_may_not_be_shown(no_checks):
    def first(mother: Any, given: Any, at: Any) -> dict[int, Judged]:
        return {each.key: Judged("", ("ask_first",)) for each in given if each.key != 3}

    def second(mother: Any, given: Any, at: Any) -> dict[int, Judged]:
        return {each.key: Judged("allergy" if each.key == 2 else "") for each in given}

    offer_checks.register("first", first)
    offer_checks.register("second", second)
    said = offer_checks.judge(None, [one(1), one(2), one(3)], at=AT)
    assert said == {
        1: Judged("", ("ask_first",)),
        2: Judged("allergy", ("ask_first",)),
        3: Judged("not_judged"),
    }


def test_a_check_that_breaks_lets_nothing_be_shown(no_checks):
    def broken(mother: Any, given: Any, at: Any) -> dict[int, Judged]:
        raise RuntimeError("the food table is not loaded")

    offer_checks.register("broken", broken)
    with pytest.raises(RuntimeError):
        offer_checks.judge(None, [one(1)], at=AT)
