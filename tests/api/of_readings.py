"""What the world has of readings: a batch that her phone sent, and an order of devices."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone


def batch() -> dict[str, Any]:
    """A heart rate of now."""
    now = timezone.now().isoformat()
    header = {
        "uuid": str(uuid4()),
        "schema_id": {"namespace": "omh", "name": "heart-rate", "version": "2.0"},
        "source_creation_date_time": now,
    }
    body = {"heart_rate": {"value": 84, "unit": "beats/min"}, "effective_time_frame": {"date_time": now}}
    return {"source": "watch", "points": [{"header": header, "body": body}]}


def days_asked(world: Any) -> str:
    """The query of days of the mother."""
    from tests.api.of_meals import of_the_mother

    return f"{of_the_mother(world)}&measure=heart_rate&from=2026-03-01&to=2026-03-31"


def make(world: Any) -> None:
    """`observation_id`."""
    from tests.api.world import Sent

    sent = world.call("mother", "post", "/api/v1/observations", Sent(batch()))
    world.ids["observation_id"] = sent.json()["results"][0]["id"]
    order = Sent({"measure": "step_count", "sources": ["watch"]})
    assert world.call("mother", "put", "/api/v1/observations/sources", order).status_code == 200
