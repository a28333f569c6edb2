"""A question without an answer: from the facts to a clinician's notification."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from apps.alerts import registry
from apps.alerts.findings import Ended, Finding, Missing
from apps.alerts.limits import resolve
from apps.alerts.models import MissingFacts
from apps.alerts.rules.answer_overdue import RULE, Waiting, in_words, judge
from apps.alerts.services import evaluate
from apps.foundation.severity import Severity
from tests.alerts.conftest import AT, House, again, told

TABLE = resolve(RULE.limits, [])  # type: ignore[arg-type]
ASKED = Waiting(
    source_kind="consultations.message",
    source_id=UUID("01935d4c-0000-7000-8000-000000000007"),
    urgency=Severity.URGENT,
    asked_at=AT,
    answered_at=None,
    is_anybody_on_duty=True,
    at=AT,
)


def after(minutes: float, **changed: object) -> object:
    return judge(replace(ASKED, at=AT + timedelta(minutes=minutes), **changed), TABLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("urgency", "minutes", "severity"),
    [
        (Severity.EMERGENCY, 4.9, None),
        (Severity.EMERGENCY, 5, "emergency"),
        (Severity.URGENT, 29.9, None),
        (Severity.URGENT, 30, "urgent"),
        (Severity.URGENT, 900, "urgent"),
        (Severity.WARN, 239, None),
        (Severity.WARN, 240, "urgent"),
        (Severity.INFO, 1_439, None),
        (Severity.INFO, 1_440, "warn"),
        (Severity.INFO, 4_320, "urgent"),
    ],
)
def test_it_speaks_when_the_limit_of_its_urgency_has_passed(
    urgency: Severity, minutes: float, severity: str | None
) -> None:
    found = after(minutes, urgency=urgency)
    assert (found.severity if isinstance(found, Finding) else found) == severity


def test_an_answer_ends_it_and_an_unknown_urgency_is_missing() -> None:
    assert after(900, answered_at=AT + timedelta(minutes=1)) == Ended()
    assert after(900, urgency=None) == Missing("urgency")


def test_its_words_say_that_nobody_was_on_duty() -> None:
    values = {"waited_minutes": 31, "is_anybody_on_duty": False}
    assert in_words(values) == "A question of hers has waited 31 minutes for an answer. Nobody was on duty."
    assert in_words({"waited_minutes": 1, "is_anybody_on_duty": True}) == (
        "A question of hers has waited 1 minute for an answer."
    )


def test_every_registered_rule_says_what_a_person_must_know() -> None:
    assert "answer_overdue" in {rule.id for rule in registry.all_rules()}
    for rule in registry.all_rules():
        assert all(len(str(text)) > 10 for text in (rule.needs, rule.ends, rule.wrong_if, rule.source)), (
            rule.id
        )


def test_a_rule_without_its_texts_or_with_a_taken_id_is_refused() -> None:
    with pytest.raises(registry.BadRule):
        registry.register(replace(RULE, id="new", wrong_if=""))
    with pytest.raises(registry.BadRule):
        registry.register(replace(RULE, judge=lambda facts, limits: None))
    assert registry.rule("new") is None


def push(house: House, minutes: float, **changed: object) -> list[object]:
    at = AT + timedelta(minutes=minutes)
    facts = replace(ASKED, at=at, **changed)  # type: ignore[arg-type]
    return evaluate(
        None,
        subject_id=house.mother.pk,
        pregnancy=house.pregnancy,
        facts=facts,
        at=at,
        responsible=house.doctor,
    )


def test_a_sweep_that_asks_every_minute_raises_one_alert_and_an_answer_ends_its_condition(
    house: House,
) -> None:
    assert push(house, 29) == []
    [first] = push(house, 30)
    [second] = push(house, 31)
    assert first.pk == second.pk
    assert told() == [("Helen Osei", "alert")]
    push(house, 32, answered_at=AT + timedelta(minutes=32))
    row = again(first)
    assert (row.condition_ended_at, row.state) == (AT + timedelta(minutes=32), "notified")


def test_without_an_urgency_no_alert_but_the_gap_shows(house: House) -> None:
    assert push(house, 30, urgency=None) == []
    assert MissingFacts.objects.for_system("test").get().what == "urgency"
