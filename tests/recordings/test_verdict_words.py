"""What the rule sets said, in words: nothing dropped, nothing untold, no label where there is none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.utils import translation

from apps.recordings import ten_minutes, verdict_words, verdicts
from apps.recordings.analyses import changed_labels
from ml_models import ctg
from ml_models.ctg.verdicts.words import WHY_NOT
from scripts import messages

SCENARIOS = ("reactive", "late_decelerations", "bradycardia", "variable_decelerations", "signal_loss")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def analysed(scenario: str, *, in_labour: bool = False, minutes: float = 42) -> dict[str, Any]:
    trace = ctg.generate(minutes, 34, scenario=scenario)
    return ctg.analyze(trace, gestation_weeks=38.0, in_labour=in_labour).to_dict()


@pytest.fixture(scope="module")
def all_found() -> list[dict[str, Any]]:
    found = [analysed(name, in_labour=labour) for name in SCENARIOS for labour in (False, True)]
    return [*found, analysed("reactive", minutes=12), analysed("reactive", minutes=65)]


def rules_of(name: str) -> dict[str, str]:
    table = tomllib.loads(files("ml_models.ctg.rules").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return {row["id"]: row["words"] for row in table["rule"]}


def test_every_rule_that_was_asked_has_words_of_ours(all_found):
    asked = {
        item["code"] for found in all_found for one in found["verdicts"].values() for item in one["reasons"]
    }
    assert len(asked) > 45
    assert asked - set(verdict_words.RULES) == set()


def test_the_words_are_those_of_the_tables():
    tables = ("nst", "figo2015", "nichd2008", "antepartum_criteria", "definitions", "product")
    known = {code: words for name in tables for code, words in rules_of(name).items()}
    with translation.override("en"):
        assert {code: str(words) for code, words in verdict_words.RULES.items()} == {
            code: known[code] for code in verdict_words.RULES
        }


def test_every_reason_to_say_nothing_has_a_sentence():
    assert set(verdict_words.REASONS) == set(WHY_NOT)
    with translation.override("en"):
        assert {code: str(words) for code, words in verdict_words.REASONS.items()} == dict(WHY_NOT)


def test_why_an_item_was_not_assessed_is_said_in_her_language(all_found):
    unknown = [
        item
        for found in all_found
        for one in found["verdicts"].values()
        for item in one["reasons"]
        if item["met"] is None and item["words"].endswith(")")
    ]
    assert unknown
    with translation.override("ko"):
        said = [verdict_words.rule(item["code"], item["words"]) for item in unknown]
    assert all("(" in words and "table" not in words and "known" not in words for words in said), said


def test_rules_of_labour_are_no_verdict_at_home_and_the_other_way_round(all_found):
    home, labour = analysed("reactive"), analysed("reactive", in_labour=True)
    assert [one.rule_set for one in verdicts.said(home)] == ["nst", "antepartum_criteria"]
    assert [one.rule_set for one in verdicts.left_aside(home)] == ["figo2015", "nichd2008"]
    assert [one.rule_set for one in verdicts.said(labour)] == ["figo2015", "nichd2008"]


def test_what_is_not_interpretable_shows_no_other_label_whatever_is_stored():
    found = analysed("reactive")
    found["verdicts"]["nst"] |= {"label": "reactive", "interpretable": False, "why_not": ["signal_lost"]}
    (first, _second) = verdicts.said(found)
    assert (first.label_code, first.level, first.is_interpretable) == ("not interpretable", "unknown", False)
    assert first.why_not == ("Too much of the fetal heart rate is missing or not believed.",)


def test_no_label_has_the_level_of_no_concern():
    assert set(verdict_words.LEVELS.values()) == {"critical", "warning", "notice"}
    assert verdict_words.level("a label of tomorrow") == "unknown"
    assert verdict_words.label("a label of tomorrow") == "a label of tomorrow"


def test_items_keep_value_limit_source_and_samples():
    found = analysed("late_decelerations")
    nst = verdicts.said(found)[0]
    kept = {item["code"]: item for item in found["verdicts"]["nst"]["reasons"]}
    assert {item.code for item in nst.items} == set(kept)
    longest = next(item for item in nst.items if item.code == "nst_dec_1min")
    assert longest.value.endswith(" min")
    assert longest.limit == "1 min"
    assert longest.source == kept["nst_dec_1min"]["source"]
    assert [list(span) for span in longest.places] == kept["nst_dec_1min"]["samples"]
    orders = [item.order for item in nst.items]
    assert orders == sorted(orders)
    base = next(item for item in nst.items if item.code == "sogc_normal_base")
    assert base.limit == "110–160 bpm"


def test_a_sign_for_information_is_no_success():
    found = analysed("reactive")
    kept = found["verdicts"]["nst"]["reasons"]
    doubt = next(item for item in kept if item["code"] == "own_false_signal")
    doubt["met"], doubt["value"] = True, 0.04
    said = next(one for one in verdicts.said(found) if one.rule_set == "nst")
    item = next(item for item in said.items if item.code == "own_false_signal")
    assert (item.informs, item.speaks_against, item.state) == (True, False, "met")
    first_success = next(
        place for place, one in enumerate(said.items) if one.state == "met" and not one.informs
    )
    assert said.items.index(item) < first_success


def test_an_analysis_of_an_older_method_has_no_verdicts():
    assert verdicts.every({"verdicts": None}) == verdicts.every({}) == []


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "bpm", ""),
        (0.0, "count", "0"),
        (0.0213, "part", "2.13 %"),
        (66.67, "percent_of_contractions", "66.67 % of the contractions"),
    ],
)
def test_amounts(value, unit, words):
    assert verdict_words.amount(value, unit) == words


def test_changed_labels_name_what_was_not_asked_before():
    found = analysed("reactive")
    older = {**found, "verdicts": {"nst": {**found["verdicts"]["nst"], "label": "extend"}}}
    changes = {change.rule_set: (change.before, change.after) for change in changed_labels(older, found)}
    assert changes["nst"] == ("extend", "reactive")
    assert changes["figo2015"] == ("", "not applicable")
    assert changed_labels(found, found) == []


def test_a_row_for_each_ten_minutes_and_unknown_stays_unknown():
    found = analysed("reactive", minutes=25)
    rows = ten_minutes.rows(found)
    assert [(row.start_s, row.end_s) for row in rows] == [(0, 600), (600, 1200), (1200, 1500)]
    assert sum(row.accelerations or 0 for row in rows) == len(found["accelerations"])
    empty = {**found, "accelerations": [], "decelerations": [], "notes": ["no_uterine_activity"]}
    empty["baseline_course"] = [{"start_s": 0.0, "end_s": 600.0, "baseline_bpm": None}]
    (row,) = ten_minutes.rows(empty)
    assert (row.baseline_bpm, row.accelerations, row.decelerations, row.contractions) == (None,) * 4
    assert ten_minutes.rows({"notes": []}) == []
    assert ten_minutes.figure({"numbers": None}, "false_part") is None


@pytest.mark.parametrize("language", ["ko", "zh_Hans"])
def test_every_word_is_translated(language):
    kept = {m.id for m in messages.sentences(messages.kept(language)) if m.string}
    ours = [
        *map(str, verdict_words.RULES.values()),
        *verdict_words.BECAUSE,
        *map(str, verdict_words.LABELS.values()),
    ]
    assert [words for words in ours if words not in kept] == []


def test_no_contractions_while_the_belt_was_off_is_unknown():
    level = {"start_s": 0.0, "end_s": 600.0, "baseline_bpm": 140.0}
    levels = [level, level | {"start_s": 600.0, "end_s": 1200.0}]
    found = {
        "baseline_course": levels,
        "accelerations": [],
        "decelerations": [],
        "contractions": [],
        "notes": [],
    }
    told = [row.contractions for row in ten_minutes.rows(found | {"belt_parts": [0.49, 0.5]})]
    assert told == [None, 0]
    assert [row.contractions for row in ten_minutes.rows(found)] == [0, 0]
    one = {"start_s": 30.0, "end_s": 80.0}
    assert ten_minutes.rows(found | {"contractions": [one], "belt_parts": [0.2, 1.0]})[0].contractions == 1
