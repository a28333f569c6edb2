"""«How do you feel?»: every path through the form, and what it says at its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from apps.consultations.rules.feeling import (
    PATH,
    BadAnswer,
    BadForm,
    form,
    next_step,
    parse,
    result_of,
)
from apps.consultations.rules.signs import CATEGORIES
from apps.foundation.severity import Severity

MOST_QUESTIONS = 3


def choices(step, offered) -> Iterator[tuple[str, ...]]:
    """What can be answered to a step: one of them; or none, each, every pair, and all."""
    ids = [option.id for option in offered]
    if step.choose == "one":
        yield from ((one,) for one in ids)
        return
    yield ()
    yield from ((one,) for one in ids)
    yield from combinations(ids, 2)
    yield tuple(ids)


def paths(answers=None) -> Iterator[dict[str, tuple[str, ...]]]:
    """Every finished path."""
    answers = answers or {}
    following = next_step(form(), answers)
    if following is None:
        yield answers
        return
    step, offered = following
    for chosen in choices(step, offered):
        yield from paths({**answers, step.id: chosen})


@pytest.fixture(scope="module")
def walked():
    return list(paths())


def test_every_path_to_an_emergency_is_at_most_three_questions_long(walked):
    emergencies = [path for path in walked if result_of(form(), path).outcome == "call_emergency"]
    assert len(emergencies) > 300
    assert max(len(path) for path in emergencies) == MOST_QUESTIONS


def test_every_option_that_means_an_emergency_ends_the_form_with_call_now(walked):
    severe = {
        option.id
        for step in form().steps
        for option in step.options
        if any(severity == Severity.EMERGENCY for _category, severity in option.flags)
    }
    reached = set()
    for path in walked:
        chosen = {one for given in path.values() for one in given}
        if chosen & severe:
            assert result_of(form(), path).outcome == "call_emergency"
            reached |= chosen & severe
    assert reached == severe


def test_whoever_names_any_sign_is_told_to_ring_and_never_asked_how_she_sleeps(walked):
    for path in walked:
        result = result_of(form(), path)
        if result.findings:
            assert result.outcome in ("call_emergency", "call_unit")
            assert not {"mood", "sleep", "talk"} & set(path)
        else:
            assert {"mood", "sleep", "talk"} <= set(path)
            assert result.outcome in ("talk", "noted")


def test_warning_signs_are_asked_before_anything_else():
    calm = [step.if_calm for step in form().steps]
    assert calm == sorted(calm) and not calm[0]


def test_the_form_can_name_every_category_of_the_red_flag_check(walked):
    named = {category for path in walked for category, _severity in result_of(form(), path).findings}
    assert named == set(CATEGORIES)


def test_the_worse_of_two_answers_counts_and_both_signs_are_told():
    path = {"now": [], "signs": ["bleeding", "fever"], "worse": ["bleeding_with_pain"]}
    assert result_of(form(), path).findings == (
        ("bleeding", Severity.EMERGENCY),
        ("fever", Severity.URGENT),
    )


def test_a_question_is_skipped_where_it_has_nothing_to_ask():
    step, _offered = next_step(form(), {"now": [], "signs": ["itching"]}) or (None, ())
    assert step is None
    assert result_of(form(), {"now": [], "signs": ["itching"]}).outcome == "call_unit"


def test_only_what_fits_is_asked_when_it_gets_closer():
    _step, offered = next_step(form(), {"now": [], "signs": ["moves_less"]})
    assert [option.id for option in offered] == ["no_movement"]


def test_somebody_who_is_low_is_written_to_even_if_she_does_not_ask():
    calm = {"now": [], "signs": [], "sleep": ["sleeps_well"], "talk": ["no_thanks"]}
    assert result_of(form(), {**calm, "mood": ["low"]}).outcome == "talk"
    assert result_of(form(), {**calm, "mood": ["well"]}).outcome == "noted"


@pytest.mark.parametrize(
    ("answers", "step", "reason"),
    [
        ({}, "now", "not_answered"),
        ({"now": [], "signs": [], "mood": ["well"]}, "sleep", "not_answered"),
        ({"now": ["seizure"], "signs": ["fever"]}, "signs", "not_asked"),
        ({"now": ["fever"]}, "now", "not_offered"),
        ({"now": ["seizure", "seizure"]}, "now", "twice"),
        ({"now": [], "signs": ["moves_less"], "worse": ["high_fever"]}, "worse", "not_offered"),
        ({"now": [], "signs": [], "mood": ["well", "low"]}, "mood", "choose_one"),
        ({"now": [], "signs": [], "mood": []}, "mood", "choose_one"),
        ({"now": [], "colour": ["red"]}, "colour", "not_asked"),
    ],
)
def test_answers_that_the_form_does_not_have_are_refused(answers, step, reason):
    with pytest.raises(BadAnswer) as refused:
        result_of(form(), answers)
    assert (refused.value.step, refused.value.reason) == (step, reason)


def test_a_form_without_words_in_one_language_or_with_an_id_twice_is_refused():
    text = PATH.read_text(encoding="utf-8")
    with pytest.raises(BadForm):
        parse(text.replace('ko = "잘 못 자요"', 'ko = ""'))
    with pytest.raises(BadForm):
        parse(text.replace('id = "sleeps_badly"', 'id = "sleeps_well"'))
    with pytest.raises(BadForm):
        parse(text.replace('choose = "one"', 'choose = "some"', 1))
