"""A plan is asked for, made, kept, sent; stopped by the end of a pregnancy; taken up again after a worker's death."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.foundation.models import OutboxMessage
from apps.notifications.models import Notification
from apps.plans.models import Plan, PlanJob
from apps.plans.services import making, sending
from apps.plans.services.moves import PlanMoved
from apps.plans.states import PlanState
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.locks import PregnancyNotGoing
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.plans.making import AT, MONDAY, content, fresh, plans_of


def jobs() -> list[PlanJob]:
    return list(PlanJob.objects.for_system("test").order_by("pk"))


def end(home, kind: str = "miscarriage") -> None:
    new = NewOutcome(kind=kind, occurred_on=AT.date())
    record_outcome(home.doctor, pregnancy_id=home.pregnancy.public_id, new=new, at=AT)


def test_what_is_asked_for_waits_with_a_job_and_an_event(home):
    plan = home.asked()
    assert (plan.state, plan.week_start, plan.version, plan.reason) == ("making", MONDAY, 1, "asked")
    assert [(job.plan_id, job.progress) for job in jobs()] == [(plan.pk, 0)]
    assert OutboxMessage.objects.filter(name="plan.requested").count() == 1


def test_asking_twice_gives_the_one_that_is_being_made(home):
    assert home.asked().pk == home.asked().pk
    assert len(plans_of(home.mother)) == 1


def test_a_made_plan_goes_to_her_at_once_and_she_is_told_without_a_word_of_it(home):
    plan = home.made()
    assert (plan.state, plan.sent_at, plan.approved_by) == (PlanState.SENT, AT, None)
    said = content(plan).result
    assert [day["date"] for day in said["days"]][:2] == ["2026-03-02", "2026-03-03"]
    assert len(said["days"]) == 7 and said["supplements"]
    assert jobs() == []
    told = Notification.objects.get(person=home.mother)
    assert (told.kind, told.object_id, told.pregnancy_id) == (
        "plan",
        plan.public_id,
        home.pregnancy.public_id,
    )


def test_a_plan_says_where_each_fact_came_from(home):
    inputs = content(home.made()).inputs
    assert inputs["profile"]["height_cm"] == 165.0
    assert inputs["sources"]["height_cm"] == {"from": "pregnancy"}
    assert inputs["sources"]["age_years"] == {"from": "assumed"}
    assert inputs["profile"]["gestation_weeks"] == 24.0
    assert inputs["remarks"] == ["allergies_not_asked"]


def test_names_of_dishes_are_kept_in_every_language(home):
    item = content(home.made()).result["days"][0]["meals"][0]["items"][0]
    assert set(item["names"]) == {"en", "zh-hans", "ko"}
    assert item["names"]["en"] == item["name"]


@pytest.mark.parametrize(("field", "missing"), [("height_cm", ["height"]), ("weight_before_kg", ["weight"])])
def test_what_is_not_known_is_asked_for_and_never_invented(home, field, missing):
    Pregnancy.objects.for_system("test").filter(pk=home.pregnancy.pk).update(**{field: None})
    plan = home.made()
    assert (plan.state, plan.missing) == (PlanState.NEEDS_FACTS, missing)
    assert Notification.objects.count() == 0
    assert jobs() == []


def test_without_any_dating_the_weeks_are_asked_for(home):
    home.pregnancy.datings.all().delete()
    assert home.made().missing == ["dating"]


def test_a_height_outside_of_what_is_planned_for_is_said_and_not_tried_again(home):
    Pregnancy.objects.for_system("test").filter(pk=home.pregnancy.pk).update(height_cm=Decimal(105))
    plan = home.made()
    assert (plan.state, plan.failure, plan.missing) == (PlanState.FAILED, "outside_limits", ["height_cm"])


def test_where_the_team_approves_it_waits_until_a_clinician_does(home, settings):
    settings.PLANS_NEED_APPROVAL = True
    plan = home.made()
    assert plan.state == PlanState.DRAFT
    assert Notification.objects.count() == 0
    sending.approve(home.dietitian, plan_id=plan.public_id, at=AT)
    plan = fresh(plan)
    assert (plan.state, plan.approved_by) == (PlanState.SENT, home.dietitian)
    assert Notification.objects.filter(person=home.mother, kind="plan").count() == 1
    sending.approve(home.doctor, plan_id=plan.public_id, at=AT + timedelta(hours=1))
    assert fresh(plan).approved_by == home.dietitian


def test_a_newer_version_takes_the_place_of_the_one_before(home):
    first = home.made()
    second = home.made(at=AT + timedelta(hours=1))
    assert (second.version, second.state, fresh(first).state) == (2, PlanState.SENT, PlanState.SUPERSEDED)
    assert content(second).difference["same_week"] is True
    assert content(first).difference == {}


def test_a_withdrawn_plan_keeps_its_reason_and_cannot_be_approved(home):
    plan = home.made()
    sending.withdraw(home.doctor, plan_id=plan.public_id, because="Wrong allergy", at=AT)
    plan = fresh(plan)
    assert (plan.state, plan.withdrawn_because) == (PlanState.WITHDRAWN, "Wrong allergy")
    assert Notification.objects.get(object_id=plan.public_id).withdrawn_at == AT
    with pytest.raises(PlanMoved):
        sending.approve(home.doctor, plan_id=plan.public_id, at=AT)


def test_the_end_of_a_pregnancy_stops_what_was_sent_and_what_is_being_made(home):
    sent, waiting = home.made(), home.asked(week_start=MONDAY + timedelta(days=7))
    claimed = making.claim(None, plan_id=waiting.public_id, task_id="t", at=AT)
    end(home)
    assert sending.stop(None, pregnancy_id=home.pregnancy.public_id, at=AT) == 2
    assert [plan.state for plan in plans_of(home.mother)] == ["withdrawn", "withdrawn"]
    assert fresh(sent).withdrawn_because == "pregnancy_ended"
    assert jobs() == []
    assert making.ask_for(None, claimed, ["height"], at=AT) is False
    assert sending.stop(None, pregnancy_id=home.pregnancy.public_id, at=AT) == 0


def test_a_worker_that_ends_after_the_pregnancy_keeps_nothing(home, monkeypatch):
    """The end is recorded while the worker plans; nobody has told it yet."""
    plan = home.asked()
    real = making.printed.week

    def slow(*args, **kwargs):
        end(home)
        return real(*args, **kwargs)

    monkeypatch.setattr(making.printed, "week", slow)
    making.run(plan.public_id, task_id="t", now=lambda: AT)
    assert fresh(plan).state == PlanState.MAKING
    assert Notification.objects.count() == 0
    sending.stop(None, pregnancy_id=home.pregnancy.public_id, at=AT)
    assert fresh(plan).state == PlanState.WITHDRAWN


def test_nothing_is_asked_for_after_the_end(home):
    end(home)
    with pytest.raises(PregnancyNotGoing):
        home.asked()
    assert plans_of(home.mother) == []


def test_a_second_task_finds_it_claimed_or_made(home):
    plan = home.asked()
    assert making.claim(None, plan_id=plan.public_id, task_id="a", at=AT) is not None
    assert making.claim(None, plan_id=plan.public_id, task_id="b", at=AT) is None
    making.run(plan.public_id, task_id="a", now=lambda: AT)
    assert fresh(plan).state == PlanState.SENT
    making.run(plan.public_id, task_id="b", now=lambda: AT)
    assert len(plans_of(home.mother)) == 1


def test_a_killed_workers_plan_is_taken_up_again_and_its_late_answer_is_thrown_away(home):
    plan = home.asked()
    lost = making.claim(None, plan_id=plan.public_id, task_id="a", at=AT)
    later = AT + making.CLAIM_LASTS + timedelta(seconds=1)
    assert making.take_up_again(None, at=AT) == []
    assert making.take_up_again(None, at=later) == [plan.public_id]
    assert making.take_up_again(None, at=later) == []
    assert making.claim(None, plan_id=plan.public_id, task_id="b", at=later) is not None
    assert making.ask_for(None, lost, ["height"], at=later) is False
    making.say_progress(None, lost, 50)
    assert jobs()[0].progress == making.BEGUN


def test_what_breaks_is_tried_again_and_given_up_in_the_end(home, monkeypatch):
    plan = home.asked()

    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(making.printed, "week", broken)
    for attempt in range(1, making.MOST_ATTEMPTS + 1):
        making.run(plan.public_id, task_id=str(attempt), now=lambda: AT)
        assert (fresh(plan).state, jobs()[0].attempts) == (PlanState.MAKING, attempt)
    making.run(plan.public_id, task_id="last", now=lambda: AT)
    assert (fresh(plan).state, fresh(plan).failure) == (PlanState.FAILED, "gave_up")


def test_progress_goes_up_and_is_told(home, monkeypatch):
    monkeypatch.setattr(making, "TELL_EVERY_S", 0.0)
    said = []
    real = making.say_progress
    monkeypatch.setattr(
        making,
        "say_progress",
        lambda actor, claim, percent: said.append(percent) or real(actor, claim, percent),
    )
    home.made()
    assert said[0] == making.GATHERED and said == sorted(said) and said[-1] == making.PLANNED
    assert len(said) > 10


def test_the_same_id_again_is_the_same_plan(home):
    mine = uuid4()
    first = home.asked(public_id=mine)
    making.run(first.public_id, task_id="t", now=lambda: AT)
    assert home.asked(public_id=mine).pk == first.pk
    assert len(plans_of(home.mother)) == 1


def test_every_step_is_in_the_history(home):
    from apps.foundation.models import Revision

    plan = home.made()
    rows = Revision.objects.filter(table_name="plans_plan", row_id=plan.pk).order_by("pk")
    assert [row.after["state"] for row in rows] == ["making", "draft", "approved", "sent"]
    assert Plan.objects.for_system("test").count() == 1
