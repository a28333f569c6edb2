"""Spelling, numbers, rules and lexicons one by one."""

import pytest

from ml_models.triage import numbers
from ml_models.triage.findings import CATEGORIES
from ml_models.triage.lexicon import hiding_concepts, rows, terms
from ml_models.triage.rules import RULES
from ml_models.triage.spelling import Spelling, distance

MADE_BY_NUMBERS = {
    "weeks_early",
    "weeks_late",
    "temp_high",
    "temp_39",
    "temp_40",
    "bp_high",
    "fast_pulse",
    "temp_normal",
}
CONTEXT = {"nothing", "resolved", "moves_well", "negated", "other", "past", "hypothetical"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bleding", "bleeding"),
        ("contracions", "contractions"),
        ("haedache", "headache"),
        ("breeding", None),
        ("blee", None),
    ],
)
def test_one_letter_wrong_is_mended_and_real_words_are_left(written, meant):
    spelling = Spelling({"bleeding", "contractions", "headache"}, {"breeding"})
    assert spelling.correct(written) == meant


def test_distance_counts_letters_and_swaps():
    assert distance("baby", "baby") == 0
    assert distance("bayb", "baby") == 1
    assert distance("kitten", "sitting") == 3


@pytest.mark.parametrize(
    ("number", "after", "temperature", "pulse", "found"),
    [
        ("38.5", "", False, False, ["temp_high"]),
        ("38,5", "", False, False, ["temp_high"]),
        ("39.4", "", False, False, ["temp_high", "temp_39"]),
        ("102", "", True, False, ["temp_high"]),
        ("36.8", "", True, False, ["temp_normal"]),
        ("38", "weeks", True, False, ["weeks_late", "weeks_term"]),
        ("38.5", "kg", True, False, []),
        ("14", "周", False, False, ["weeks_early"]),
        ("150/95", "", False, False, ["bp_high"]),
        ("115/70", "", False, False, ["bp_normal"]),
        ("140", "", False, True, ["fast_pulse"]),
        ("1.2.3", "", True, False, []),
        ("30", "", False, False, []),
    ],
)
def test_a_number_means_what_stands_around_it(number, after, temperature, pulse, found):
    assert numbers.concepts_of(number, after, temperature, pulse) == found


def test_every_concept_of_a_rule_is_in_the_english_lexicon():
    known = {concept for concept, _ in terms("en")} | MADE_BY_NUMBERS
    for rule in RULES:
        asked = set().union(*rule.needs) | rule.unless
        assert asked <= known, (rule.category, asked - known)
        assert rule.category in CATEGORIES
        assert rule.severity in ("urgent", "emergency")
        assert rule.despite | {rule.ended_by} <= CONTEXT


@pytest.mark.parametrize("language", ["zh", "ko"])
def test_the_lexicons_speak_of_the_same_concepts(language):
    english = {concept for concept, _ in terms("en")}
    own = {concept for concept, _ in terms(language)}
    assert own - english <= {"none_behind", "not_close", "asked_behind"}


def test_what_hides_words_is_a_concept():
    known = {concept for language in ("en", "zh", "ko") for concept, _ in terms(language)}
    assert hiding_concepts() <= known


def test_a_term_with_a_slash_stands_for_each_choice():
    assert {"rock hard", "hard as rock", "hard as stone"} <= {
        term for concept, term in terms("en") if concept == "hard_belly"
    }


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_wordings_are_our_own_and_not_the_tables(language):
    table = {row["phrase"].lower() for row in rows(f"tables/red_flags_{language}.csv")}
    own = [row["phrase"].lower() for row in rows(f"wordings/{language}.csv")]
    assert len(own) == len(set(own))
    assert len(table & set(own)) < 0.1 * len(table)
