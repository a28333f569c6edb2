"""A plan is made each week at her hour, anew when facts change; she marks it, swaps dishes; the next one learns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.foundation import events
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.models import OutboxMessage
from apps.nutrition.services.supplements import note_supplement
from apps.observations.models import Observation
from apps.plans import facts, learning
from apps.plans.models import PlanLock, PlanMark, PlanSettings
from apps.plans.offering import offers
from apps.plans.services import making, marking, refreshing, scheduling, swapping, wishes
from apps.plans.services.marking import Line
from apps.plans.states import PlanState
from apps.pregnancies.services.allergies import end_allergy, note_allergy
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.plans.making import AT, MONDAY, TODAY, content, fresh, plans_of

SUNDAY_EVENING = datetime(2026, 3, 8, 17, tzinfo=UTC)
"""18:00 in Berlin."""


@pytest.fixture(autouse=True)
def _it_is_that_wednesday(monkeypatch):
    """Listeners look at the clock themselves."""
    monkeypatch.setattr("apps.plans.listeners.timezone.now", lambda: AT)


def deliver(name: str) -> int:
    """Call the listeners of what lies in the outbox under a name, as the relay would; returns how many events."""
    rows = list(OutboxMessage.objects.filter(name=name).order_by("pk"))
    for row in rows:
        for listener in row.waiting_for:
            if listener.startswith("apps.plans."):
                events.listener(listener)(events.load(row.name, row.version, row.payload))
    return len(rows)


def settings_of(home: Any) -> PlanSettings:
    return PlanSettings.objects.for_system("test").get(subject=home.mother)


def dish(plan: Any, day: int = 2, slot: str = "dinner") -> tuple[str, str]:
    """When, and the code of the first dish of a meal."""
    meal = next(one for one in content(plan).result["days"][day]["meals"] if one["slot"] == slot)
    return meal["when"], meal["items"][0]["food_code"]


# The week


def test_a_pregnancy_that_begins_is_due_on_the_next_sunday_evening_of_her_clock(home):
    assert deliver("pregnancy.begun") == 1
    assert settings_of(home).next_due_at == SUNDAY_EVENING


def test_the_sweep_begins_the_week_that_follows_once(home):
    assert scheduling.begin_weeks(None, mother_id=home.mother.public_id, at=AT) is True
    assert scheduling.sweep(at=SUNDAY_EVENING - timedelta(seconds=1)) == 0
    assert scheduling.sweep(at=SUNDAY_EVENING) == 1
    assert scheduling.sweep(at=SUNDAY_EVENING) == 0
    plan = plans_of(home.mother)[0]
    assert (plan.week_start, plan.reason) == (MONDAY + timedelta(days=7), "weekly")
    assert settings_of(home).next_due_at == SUNDAY_EVENING + timedelta(days=7)


def test_a_sweep_that_read_the_same_row_beside_another_begins_nothing(home):
    scheduling.begin_weeks(None, mother_id=home.mother.public_id, at=AT)
    key = settings_of(home).pk
    assert scheduling.begin_due(None, settings_pk=key, at=SUNDAY_EVENING) is True
    assert scheduling.begin_due(None, settings_pk=key, at=SUNDAY_EVENING) is False
    assert len(plans_of(home.mother)) == 1


def test_mothers_who_were_pregnant_before_there_were_plans_are_found(home):
    assert scheduling.begin_forgotten(at=AT) == 1
    assert scheduling.begin_forgotten(at=AT) == 0


def test_who_wants_no_plans_gets_none_by_themselves(home):
    wishes.change_settings(home.mother, mother=home.mother, changes={"is_wanted": False}, at=AT)
    assert settings_of(home).next_due_at is None
    assert scheduling.sweep(at=SUNDAY_EVENING + timedelta(days=30)) == 0


def test_the_end_of_a_pregnancy_takes_the_due_moment_away(home):
    scheduling.begin_weeks(None, mother_id=home.mother.public_id, at=AT)
    new = NewOutcome(kind="miscarriage", occurred_on=TODAY)
    record_outcome(home.doctor, pregnancy_id=home.pregnancy.public_id, new=new, at=AT)
    assert scheduling.sweep(at=SUNDAY_EVENING) == 0
    assert settings_of(home).next_due_at is None
    assert plans_of(home.mother) == []


def test_another_hour_and_day_are_hers_to_choose(home):
    changes = {"weekday": 2, "hour": 7, "week_starts_on": 3}
    wishes.change_settings(home.mother, mother=home.mother, changes=changes, at=AT)
    assert settings_of(home).next_due_at == datetime(2026, 3, 11, 6, tzinfo=UTC)
    scheduling.sweep(at=datetime(2026, 3, 11, 6, tzinfo=UTC))
    assert plans_of(home.mother)[0].week_start.isoformat() == "2026-03-12"


def test_approval_and_clearances_are_the_teams(home):
    for changes in ({"needs_approval": True}, {"cleared": ["sogc_rel_1"]}):
        with pytest.raises(Forbidden):
            wishes.change_settings(home.mother, mother=home.mother, changes=changes, at=AT)
    with pytest.raises(Invalid) as refused:
        wishes.change_settings(home.doctor, mother=home.mother, changes={"cleared": ["nonsense"]}, at=AT)
    assert refused.value.errors[0].field == "cleared[0]"
    with pytest.raises(Invalid) as refused:
        wishes.change_settings(
            home.mother, mother=home.mother, changes={"dislikes": ["oats", "stones"]}, at=AT
        )
    assert refused.value.errors[0].field == "dislikes[1]"


# Facts


def test_a_new_allergy_makes_the_week_anew_and_the_difference_says_why(home):
    plan = home.made()
    eaten = {
        item["food_code"]
        for day in content(plan).result["days"]
        for meal in day["meals"]
        for item in meal["items"]
    }
    note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Cow's milk", at=AT)
    assert deliver("pregnancy.background_changed") == 1
    plan, newer = plans_of(home.mother)
    assert (plan.state, plan.stale_because) == (PlanState.SENT, ["allergy"])
    assert (newer.reason, newer.because, newer.version) == ("facts", ["allergy"], 2)
    making.run(newer.public_id, task_id="t", now=lambda: AT)
    assert (fresh(plan).state, fresh(newer).state) == (PlanState.SUPERSEDED, PlanState.SENT)
    from apps.plans.rules.dishes import listed

    milk = {one.code for one in listed() if "milk" in one.allergens}
    now = {
        item["food_code"]
        for day in content(newer).result["days"]
        for meal in day["meals"]
        for item in meal["items"]
    }
    assert not now & milk
    if eaten & milk:
        assert content(newer).difference["dishes"]


def test_what_does_not_matter_makes_nothing(home):
    home.made()
    note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Penicillin", at=AT)
    deliver("pregnancy.background_changed")
    assert refreshing.refresh(None, mother_id=home.mother.public_id, at=AT) == []
    assert len(plans_of(home.mother)) == 1


def test_an_event_that_comes_twice_makes_one_version(home):
    home.made()
    note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Peanuts", at=AT)
    deliver("pregnancy.background_changed")
    deliver("pregnancy.background_changed")
    assert [plan.version for plan in plans_of(home.mother)] == [1, 2]


def test_a_change_while_it_is_made_lets_it_be_made_again(home, monkeypatch):
    plan = home.asked()
    real = making.printed.week

    def slow(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Egg", at=AT)
        refreshing.refresh(None, mother_id=home.mother.public_id, at=AT)
        return made

    monkeypatch.setattr(making.printed, "week", slow)
    making.run(plan.public_id, task_id="a", now=lambda: AT)
    assert fresh(plan).state == PlanState.MAKING
    monkeypatch.setattr(making.printed, "week", real)
    making.run(plan.public_id, task_id="b", now=lambda: AT + timedelta(minutes=1))
    assert fresh(plan).state == PlanState.SENT
    assert content(plan).inputs["profile"]["allergies"] == ["egg"]


def test_what_was_missing_and_is_told_begins_a_version(home):
    other = home.begin(home.other_mother, height_cm=None)
    plan = home.made(home.other_mother, pregnancy_id=other.public_id)
    assert plan.state == PlanState.NEEDS_FACTS
    from apps.pregnancies.services.pregnancies import change_pregnancy

    change_pregnancy(home.other_mother, pregnancy_id=other.public_id, at=AT, height_cm=170)
    deliver("pregnancy.background_changed")
    first, second = plans_of(home.other_mother)
    making.run(second.public_id, task_id="t", now=lambda: AT)
    assert (fresh(first).state, fresh(second).state) == (PlanState.SUPERSEDED, PlanState.SENT)


def weigh(home: Any, kg: float, *, days_ago: int = 0) -> None:
    at = AT - timedelta(days=days_ago)
    Observation.objects.create(
        subject=home.mother, measure="body_weight", source_app="scale", external_id=str(uuid4()), origin="omh",
        start_at=at, end_at=at, local_day=at.date(), value=kg, unit="kg", recorded_at=at, changed_at=at,
        recorded_by=home.mother,
    )  # fmt: skip


def test_a_weight_counts_from_two_kilograms_on(home):
    weigh(home, 66.0, days_ago=2)
    plan = home.made()
    assert content(plan).inputs["profile"]["weight_kg"] == 66.0
    assert content(plan).inputs["sources"]["weight_kg"] == {"from": "reading", "on": "2026-03-02"}
    weigh(home, 67.5, days_ago=1)
    assert refreshing.refresh(None, mother_id=home.mother.public_id, at=AT) == []
    weigh(home, 68.5)
    begun = refreshing.refresh(None, mother_id=home.mother.public_id, at=AT)
    assert [one.because for one in begun] == [["weight"]]


def test_a_supplement_that_she_notes_is_a_fact(home):
    plan = home.made()
    note_supplement(
        home.mother, public_id=uuid4(), name="Prenatal", per_dose={"iron_mg": 27.0, "folic_acid_ug": 400.0},
        doses_per_day=1.0, from_day=TODAY, until_day=None, at=AT,
    )  # fmt: skip
    assert deliver("nutrition.facts_changed") == 1
    assert plans_of(home.mother)[-1].because == ["supplement"]
    found = facts.of(plan.pregnancy, MONDAY, at=AT)
    assert found.profile["supplement"]["iron_mg"] == 27.0


def test_an_alert_that_waits_stops_exercise(home):
    from apps.alerts.models import Alert

    Alert.objects.create(
        subject=home.mother, pregnancy=home.pregnancy, rule_id="red_flags", rule_version=1, direction="bleeding",
        severity="emergency", raised_at=AT, waiting_since=AT,
    )  # fmt: skip
    said = content(home.made())
    assert said.inputs["alerts"] == ["red_flags:bleeding"]
    assert said.result["activity"]["status"] == "stop"
    assert said.result["activity"]["sessions"] == []


def test_an_ended_allergy_comes_back_into_the_plan(home):
    allergy, _new = note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Egg", at=AT)
    home.made()
    end_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, allergy_id=allergy.public_id, at=AT)
    begun = refreshing.refresh(None, mother_id=home.mother.public_id, at=AT)
    assert [one.because for one in begun] == [["allergy"]]


# Marks


def mark(
    home: Any,
    plan: Any,
    item: str,
    when: str,
    *,
    day: int = 2,
    mark: str = "done",
    who: Any = None,
    **about: Any,
):
    line = Line(MONDAY + timedelta(days=day), about.pop("kind", "meal"), item, when)
    given = {"public_id": uuid4(), **about}
    return marking.mark(who or home.mother, plan_id=plan.public_id, line=line, mark=mark, at=AT, **given)


def test_a_line_is_marked_once_and_can_be_marked_anew(home):
    plan = home.made()
    when, code = dish(plan)
    row, is_new = mark(home, plan, code, when)
    assert is_new is True
    again, is_new = mark(home, plan, code, when, mark="skipped")
    assert (again.pk, again.mark, is_new) == (row.pk, "skipped", False)
    assert PlanMark.objects.for_system("test").count() == 1


@pytest.mark.parametrize(("day", "item", "field"), [(2, "00000000", "item"), (9, "", "day")])
def test_a_line_that_the_plan_does_not_have_is_refused_by_its_field(home, day, item, field):
    plan = home.made()
    when, code = dish(plan)
    with pytest.raises(Invalid) as refused:
        mark(home, plan, item or code, when, day=day)
    assert refused.value.errors[0].field == field
    assert PlanMark.objects.for_system("test").count() == 0


def test_only_she_herself_marks_and_only_what_was_sent_to_her(home, settings):
    settings.PLANS_NEED_APPROVAL = True
    plan = home.made()
    when, code = dish(plan)
    with pytest.raises(Conflict):
        mark(home, plan, code, when)
    with pytest.raises(Forbidden):
        mark(home, plan, code, when, who=home.doctor)
    with pytest.raises(NotVisible):
        mark(home, plan, code, when, who=home.stranger)


def test_a_supplement_and_steps_are_lines_too(home):
    plan = home.made()
    nutrient = content(plan).result["supplements"][0]["nutrient"]
    assert mark(home, plan, nutrient, "", kind="supplement")[1] is True
    assert mark(home, plan, "steps", "", kind="activity")[1] is True
    with pytest.raises(Invalid):
        mark(home, plan, "somersaults", "", kind="activity")


def test_a_dish_that_was_skipped_twice_is_left_out_next_week(home):
    plan = home.made()
    days = content(plan).result["days"]
    codes: dict[str, list[tuple[int, str]]] = {}
    for day in days:
        for meal in day["meals"]:
            for item in meal["items"]:
                codes.setdefault(item["food_code"], []).append((day["day"], meal["when"]))
    twice = next(code for code, places in codes.items() if len({day for day, _ in places}) == 2)
    for day, when in codes[twice]:
        mark(home, plan, twice, when, day=day, mark="skipped")
    learnt = learning.of(plan.pregnancy, before=MONDAY + timedelta(days=7))
    assert learnt.disliked == (twice,)
    following = home.made(week_start=MONDAY + timedelta(days=7))
    assert twice in content(following).inputs["profile"]["dislikes"]
    assert twice not in {
        item["food_code"]
        for day in content(following).result["days"]
        for meal in day["meals"]
        for item in meal["items"]
    }
    assert learning.of(plan.pregnancy, before=MONDAY + timedelta(days=36)).disliked == ()


# Swaps


def swap(home: Any, plan: Any, who: Any = None, **about: Any) -> Any:
    when, code = dish(plan)
    choice = about.pop("new", None) or offers(content(plan), day=2, when=when, food_code=code)[0].dish.code
    given = {"day": 2, "when": when, "out": code, "new": choice, **about}
    return swapping.swap(who or home.mother, plan_id=plan.public_id, at=AT + timedelta(minutes=5), **given)


def test_her_swap_is_a_version_that_goes_to_her_quietly(home):
    from apps.notifications.models import Notification

    plan = home.made()
    newer = swap(home, plan)
    assert (newer.state, newer.version, newer.reason) == (PlanState.SENT, 2, "swap")
    assert fresh(plan).state == PlanState.SUPERSEDED
    assert Notification.objects.filter(object_id=newer.public_id).count() == 0
    assert [row["day"] for row in content(newer).difference["dishes"]] in (
        [2],
        [2, 2],
        [2, 2, 2],
        [2, 2, 2, 2],
    )
    lock = PlanLock.objects.for_system("test").get()
    assert (lock.day, lock.slot, lock.set_by) == (2, "dinner", home.mother)


def test_a_swapped_dish_stays_where_facts_change(home):
    newer = swap(home, home.made())
    chosen = content(newer).inputs["locks"][0]["food_code"]
    when, _code = dish(newer)
    note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Mustard", at=AT)
    begun = refreshing.refresh(None, mother_id=home.mother.public_id, at=AT)
    making.run(begun[0].public_id, task_id="t", now=lambda: AT)
    made = fresh(begun[0])
    assert made.state == PlanState.SENT, made.failure
    meal = next(one for one in content(made).result["days"][2]["meals"] if one["when"] == when)
    assert chosen in [item["food_code"] for item in meal["items"]]


def test_what_she_must_not_have_is_refused_and_nothing_happens(home):
    from apps.plans.rules.dishes import listed

    note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Fish", at=AT)
    plan = home.made()
    fish = next(one.code for one in listed() if "fish" in one.allergens and "dinner" in one.slots)
    with pytest.raises(Invalid) as refused:
        swap(home, plan, new=fish)
    assert refused.value.errors[0].code == "does_not_fit"
    assert len(plans_of(home.mother)) == 1
    assert PlanLock.objects.for_system("test").count() == 0


def test_a_replaced_version_and_a_missing_dish_cannot_be_swapped(home):
    plan = home.made()
    newer = swap(home, plan)
    with pytest.raises(Conflict):
        swap(home, plan)
    when, _code = dish(newer)
    with pytest.raises(Invalid):
        swapping.swap(home.mother, plan_id=newer.public_id, day=2, when=when, out="00000000", new="x", at=AT)
    with pytest.raises(NotVisible):
        swap(home, newer, who=home.stranger)


def test_a_clinicians_swap_of_a_draft_stays_a_draft(home, settings):
    settings.PLANS_NEED_APPROVAL = True
    plan = home.made()
    newer = swap(home, plan, who=home.dietitian)
    assert (newer.state, fresh(plan).state) == (PlanState.DRAFT, PlanState.SUPERSEDED)
    with pytest.raises(Conflict):
        swap(home, newer)
    assert isinstance(newer.public_id, UUID)


def test_a_dish_that_she_put_in_and_must_not_have_any_more_is_taken_out_and_said(home):
    from apps.plans.rules.dishes import listed

    plan = home.made()
    milk = next(one.code for one in listed() if one.allergens == {"milk"} and "dinner" in one.slots)
    newer = swap(home, plan, new=milk)
    note_allergy(home.doctor, pregnancy_id=home.pregnancy.public_id, substance="Milk", at=AT)
    begun = refreshing.refresh(None, mother_id=home.mother.public_id, at=AT)
    making.run(begun[0].public_id, task_id="t", now=lambda: AT)
    assert (fresh(begun[0]).state, fresh(newer).state) == (PlanState.SENT, PlanState.SUPERSEDED)
    assert content(begun[0]).inputs["locks"] == []
    assert "dish_taken_out" in content(begun[0]).inputs["remarks"]
