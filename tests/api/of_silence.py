"""A part of the house that fell silent, for the administrator, and a plan to record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.expectations.house import PARTS
from apps.expectations.models import Page
from apps.expectations.services import house


def make(world: Any) -> None:
    """`silence_id`: the worker; nobody has taken it. `recording_plan_id`: goes on."""
    from tests.api.world import Sent

    at, ids = timezone.now(), world.ids
    since = at - timedelta(minutes=10)
    house.look(None, parts=[PARTS["worker"]], seen={"worker": since}, since=since, at=at)
    ids["silence_id"] = Page.objects.get().public_id
    ids["recording_plan_id"] = world.make(
        "obstetrician",
        "post",
        f"pregnancies/{ids['pregnancy_id']}/recording-plans",
        Sent({"at_time": "20:00", "on_day": (at + timedelta(days=2)).date().isoformat()}),
    )
