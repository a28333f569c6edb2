"""What the world has of plans: one that was sent, one that waits for approval, a mark, settings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from apps.plans.models import Plan, PlanContent
from apps.plans.services import making
from tests.plans.making import load_dishes


def make(world: Any) -> None:
    """`plan_id`: sent, with a mark. `draft_plan_id`: of the next week, waits for a clinician."""
    from tests.api.world import Sent

    load_dishes()
    mother = of_the_mother(world)
    world.ids["plan_id"] = _made(world, {})
    plan = Plan.objects.for_system("the world of tests").get(public_id=world.ids["plan_id"])
    settings = Sent({"needs_approval": True}, query=mother)
    assert world.call("dietitian", "put", "/api/v1/plans/settings", settings).status_code == 200
    next_week = (plan.week_start + timedelta(days=7)).isoformat()
    world.ids["draft_plan_id"] = _made(world, {"week_start": next_week})
    assert (
        Plan.objects.for_system("the world of tests").get(public_id=world.ids["draft_plan_id"]).state
        == "draft"
    )
    assert (
        world.call("mother", "post", f"/api/v1/plans/{plan.public_id}/done", done(world)).status_code == 201
    )


def _made(world: Any, about: dict[str, Any]) -> UUID:
    from tests.api.world import Sent

    plan_id = world.make("mother", "post", "plans", Sent(asking(world) | about))
    making.run(plan_id, task_id="test", now=timezone.now)
    return UUID(str(plan_id))


def of_the_mother(world: Any) -> str:
    """The query that names the first mother."""
    return f"mother={world.people['mother'].public_id}"


def asking(world: Any) -> dict[str, Any]:
    """The body that asks for a plan."""
    return {"id": str(uuid4()), "pregnancy": str(world.ids["pregnancy_id"])}


def _content(world: Any) -> tuple[Plan, dict[str, Any]]:
    rows = PlanContent.objects.for_system("the world of tests").select_related("plan")
    content = rows.get(plan__public_id=world.ids["plan_id"])
    return content.plan, content.result


def done(world: Any) -> Any:
    """The body that marks a dish of the third day as eaten."""
    from tests.api.world import Sent

    plan, result = _content(world)
    meal = result["days"][2]["meals"][0]
    day: date = plan.week_start + timedelta(days=2)
    line = {
        "day": day.isoformat(),
        "kind": "meal",
        "when": meal["when"],
        "item": meal["items"][0]["food_code"],
    }
    return Sent({"id": str(uuid4()), **line, "mark": "done"})


def skipped(world: Any) -> Any:
    """The body that marks a dish of the fourth day as skipped."""
    from tests.api.world import Sent

    plan, result = _content(world)
    meal = result["days"][3]["meals"][0]
    day: date = plan.week_start + timedelta(days=3)
    line = {
        "day": day.isoformat(),
        "kind": "meal",
        "when": meal["when"],
        "item": meal["items"][0]["food_code"],
    }
    return Sent({"id": str(uuid4()), **line, "mark": "skipped"})


def swapping(world: Any) -> Any:
    """The body that asks what could stand in the place of a dish."""
    from tests.api.world import Sent

    _plan, result = _content(world)
    meal = result["days"][1]["meals"][2]
    return Sent({"day": 1, "when": meal["when"], "item": meal["items"][0]["food_code"]})
