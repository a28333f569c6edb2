"""What is awaited of a mother: comes, is late and becomes an alert once, is answered, comes after all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from apps.alerts.models import Alert, MotherLimit
from apps.alerts.services import handling
from apps.expectations import listeners
from apps.expectations.models import Expectation
from apps.expectations.services import looking, meet, take_back, withdraw
from apps.expectations.states import STEPS, State, may_move
from apps.foundation import outbox
from apps.pregnancies.events import PregnancyEnded
from tests.expectations.conftest import AT, LAST_SEEN, House, row, state
from tests.foundation.test_feed_beside_itself import in_threads

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def alerts() -> Any:
    return Alert.objects.for_system("a test looks").order_by("pk")


def late(minutes: float = 30) -> int:
    return looking.sweep(at=AT + minutes * MINUTE)


def test_what_comes_in_time_raises_nothing(await_it: Any) -> None:
    assert await_it() is True
    assert await_it() is False
    assert meet(None, kind="once", key="one", at=AT, by="recording-1") is True
    assert meet(None, kind="once", key="one", at=AT) is False
    assert late(600) == 0
    assert (state(), row().met_by, alerts().count()) == ("met", "recording-1", 0)


def test_after_due_time_and_grace_it_is_late_and_one_alert_is_raised(await_it: Any, house: House) -> None:
    await_it()
    assert (late(29), state()) == (0, "waiting")
    assert (late(30), late(31), late(90)) == (1, 0, 0)
    alert = alerts().get()
    assert (alert.rule_id, alert.severity, alert.subject_id) == ("silence_once", "warn", house.mother.pk)
    assert (state(), row().alert_id, row().late_at) == ("late", alert.pk, AT + 30 * MINUTE)


def test_grace_that_came_with_it_goes_before_the_limit(await_it: Any) -> None:
    await_it(grace=timedelta(seconds=90))
    assert (late(1), late(1.5)) == (0, 1)


def test_a_mothers_own_limit_decides_when_it_is_late(await_it: Any, house: House) -> None:
    MotherLimit.objects.for_system("a limit of a test").create(
        subject=house.mother,
        rule_id="silence_once",
        limit_id="grace_minutes",
        value=10,
        table_version=1,
        reason="She lives alone.",
        author=house.doctor,
        from_at=AT - timedelta(days=1),
        until=AT + timedelta(days=1),
    )
    await_it()
    assert (late(9), late(10)) == (0, 1)


def test_what_comes_late_ends_the_condition_and_the_alert_waits_for_a_person(await_it: Any) -> None:
    await_it()
    late()
    assert meet(None, kind="once", key="one", at=AT + 40 * MINUTE)
    assert state() == "met"
    assert alerts().get().condition_ended_at == AT + 40 * MINUTE
    assert alerts().get().state != "resolved"


def test_the_condition_goes_on_while_another_of_the_kind_is_late(await_it: Any) -> None:
    await_it("one")
    await_it("two")
    assert late() == 2
    meet(None, kind="once", key="one", at=AT + 40 * MINUTE)
    assert alerts().get().condition_ended_at is None
    meet(None, kind="once", key="two", at=AT + 41 * MINUTE)
    assert alerts().get().condition_ended_at == AT + 41 * MINUTE


def test_whoever_takes_the_alert_has_answered(await_it: Any, house: House) -> None:
    await_it()
    late()
    handling.acknowledge(house.doctor, alert_id=alerts().get().public_id, at=AT + 31 * MINUTE)
    while outbox.deliver_due(at=AT + timedelta(days=9999)):
        continue
    assert (state(), row().answered_by) == ("answered", house.doctor)
    assert withdraw(None, kind="once", key="one", at=AT + 50 * MINUTE)
    assert state() == "withdrawn"


def test_what_is_due_at_another_time_is_awaited_then(await_it: Any) -> None:
    await_it()
    late()
    assert await_it(due_at=AT + 120 * MINUTE) is True
    assert (state(), late(149)) == ("waiting", 0)
    assert (late(150), alerts().count()) == (1, 1)


def test_what_had_come_and_was_taken_back_is_awaited_again(await_it: Any) -> None:
    await_it()
    meet(None, kind="once", key="one", at=AT, by="recording-1")
    assert take_back(None, kind="once", by="recording-1", at=AT) == 1
    assert take_back(None, kind="once", by="recording-1", at=AT) == 0
    assert (late(29), late(30)) == (0, 1)


def test_frames_that_go_on_are_never_late_and_those_that_stop_are(await_it: Any) -> None:
    await_it(kind="again", key="bed")
    for minutes in range(0, 200, 20):
        LAST_SEEN["bed"] = AT + minutes * MINUTE
        assert late(minutes + 0.5) == 0
    assert (late(210), state("bed", "again")) == (0, "waiting")
    assert (late(211), state("bed", "again")) == (1, "late")
    assert (late(212), late(400), alerts().count()) == (0, 0, 1)
    LAST_SEEN["bed"] = AT + 400 * MINUTE
    assert (late(401), state("bed", "again")) == (1, "waiting")
    assert alerts().get().condition_ended_at == AT + 401 * MINUTE


def test_nothing_more_is_expected_of_a_pregnancy_that_has_ended(await_it: Any, house: House) -> None:
    await_it()
    ended = PregnancyEnded(
        pregnancy=house.pregnancy.public_id,
        mother=house.mother.public_id,
        outcome=house.pregnancy.public_id,
        at=AT,
    )
    listeners.expect_nothing_more(ended)
    listeners.expect_nothing_more(ended)
    assert (state(), late(600), alerts().count()) == ("withdrawn", 0, 0)


def test_it_is_stored_with_the_write_that_it_follows_from_or_not_at_all(await_it: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        await_it()
        raise RuntimeError
    assert Expectation.objects.for_system("a test looks").count() == 0


def test_one_that_fails_holds_up_no_other(await_it: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await_it("one")
    await_it("two", due_at=AT + MINUTE)
    real = looking.look

    def failing(*args: Any, **given: Any) -> bool:
        if args[1] == row("one").pk:
            raise ValueError("of one only")
        return real(*args, **given)

    monkeypatch.setattr(looking, "look", failing)
    assert (late(40), state("one"), state("two")) == (1, "waiting", "late")


@pytest.mark.django_db(transaction=True)
def test_sweeps_beside_each_other_raise_one_alert(await_it: Any) -> None:
    await_it()

    found: list[int] = []
    in_threads(*([lambda: found.append(late())] * 4))
    late()
    assert (sum(found) <= 1, alerts().count(), state()) == (True, 1, "late")


def test_no_state_leads_nowhere_and_none_to_itself() -> None:
    assert set(STEPS) == set(State)
    assert not any(may_move(one, one) for one in State)
