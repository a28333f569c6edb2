"""Who may begin a recording at home: every reason, what opens it, and what stays closed."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from apps.monitoring.rules import gate, tables
from apps.monitoring.rules.gate import GateFacts, Result, decide
from apps.pregnancies.rules.risks import risk_codes

READY = GateFacts(age_days=240, living_fetuses=1, has_consent=True, practice_minutes=60)
TEAM, LATER = Result.NOT_WITHOUT_TEAM, Result.NOT_YET


def keys(facts: GateFacts, opened: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    decision = decide(facts, opened)
    return decision.result.value, [reason.key for reason in decision.closing]


def test_whoever_is_ready_may_record():
    decision = decide(READY)
    assert (decision.result, decision.reasons, decision.version) == (Result.ELIGIBLE, (), 1)
    assert decision.may_record
    assert not decision.is_opened


@pytest.mark.parametrize(
    ("changes", "result", "reasons"),
    [
        ({"age_days": None}, TEAM, ["week_unknown"]),
        ({"age_days": 181}, LATER, ["too_early"]),
        ({"age_days": 182}, TEAM, ["early"]),
        ({"age_days": 223}, TEAM, ["early"]),
        ({"age_days": 224}, Result.ELIGIBLE, []),
        ({"age_days": 293}, Result.ELIGIBLE, []),
        ({"age_days": 294}, TEAM, ["late"]),
        ({"age_days": -3}, LATER, ["too_early"]),
        ({"living_fetuses": None}, TEAM, ["fetuses_unknown"]),
        ({"living_fetuses": 0}, TEAM, ["fetuses_unknown"]),
        ({"living_fetuses": 2}, TEAM, ["several_fetuses"]),
        ({"has_consent": False}, LATER, ["consent_missing"]),
        ({"practice_minutes": 59}, LATER, ["practice_missing"]),
        ({"risks": ("bleeding", "smoking")}, TEAM, ["risk:bleeding"]),
        ({"risks": ("smoking", "age_35_or_more")}, Result.ELIGIBLE, []),
        ({"risks_in_words": ("a1",)}, TEAM, ["risk_in_words:a1"]),
        ({"red_flags": ("x", "y")}, TEAM, ["red_flag:x", "red_flag:y"]),
    ],
)
def test_each_reason_closes_the_gate(changes, result, reasons):
    assert keys(replace(READY, **changes)) == (result.value, reasons)


def test_the_worst_reason_decides_and_stands_first():
    facts = replace(READY, has_consent=False, practice_minutes=0, living_fetuses=2)
    assert keys(facts) == (TEAM.value, ["several_fetuses", "consent_missing", "practice_missing"])


def test_a_clinician_opens_exactly_what_was_seen():
    facts = replace(READY, age_days=210, risks=("growth_restriction",))
    opened = ("early", "risk:growth_restriction")
    assert decide(facts, opened).is_opened
    assert keys(replace(facts, risks=("growth_restriction", "bleeding")), opened) == (
        TEAM.value,
        ["risk:bleeding"],
    )
    assert keys(replace(facts, red_flags=("new",)), opened) == (TEAM.value, ["red_flag:new"])
    assert keys(replace(facts, age_days=300), opened) == (TEAM.value, ["late"])


@pytest.mark.parametrize("changes", [{"has_consent": False}, {"age_days": 150}])
def test_nobody_can_agree_for_her_or_make_a_trace_useful(changes):
    facts = replace(READY, **changes)
    opened = tuple(reason.key for reason in decide(facts).reasons)
    assert not decide(facts, opened).may_record


def test_every_combination_is_eligible_only_where_nothing_is_missing():
    ages, fetuses = [None, 100, 200, 240, 300], [None, 0, 1, 2]
    others = itertools.product(
        (True, False), (0, 60), ((), ("bleeding",)), ((), ("alert",)), ((), ("words",))
    )
    for age, count, (consent, minutes, risks, flags, told) in itertools.product(ages, fetuses, list(others)):
        facts = GateFacts(age, count, consent, minutes, risks, told, flags)
        is_ready = (age, count, consent, minutes, risks, flags, told) == (240, 1, True, 60, (), (), ())
        assert decide(facts).may_record == is_ready, facts


@pytest.mark.parametrize("language", tables.LANGUAGES)
def test_every_reason_says_why_and_what_to_do(language):
    facts = GateFacts(None, None, False, 10, ("bleeding",), ("w",), ("a",))
    seen = [(reason.says(language, name="N"), reason.do(language)) for reason in decide(facts).reasons]
    assert all(says and do and "{" not in says + do for says, do in seen)
    assert any("10" in says and "60" in says for says, _ in seen)


def test_the_table_names_risks_that_exist_and_every_reason_a_result():
    assert set(tables.by_id("gate", "risk")) <= set(risk_codes())
    results = {row["result"] for row in tables.by_id("gate", "reason").values()}
    assert results == {"not_yet", "not_without_team"}
    assert "nobody_on_duty" in gate.aside()


def test_facts_are_kept_as_plain_values():
    kept = replace(READY, risks=("bleeding",)).to_json()
    assert kept["risks"] == ["bleeding"]
    assert kept["age_days"] == 240
