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


def weight() -> dict[str, Any]:
    """A weight of now, written by hand."""
    return {"measure": "body_weight", "taken_at": timezone.now().isoformat(), "value": 64.5}


def by_hand(world: Any) -> Any:
    """A new weight of the mother."""
    from tests.api.of_meals import of_the_mother
    from tests.api.world import Sent

    return Sent({"id": str(uuid4()), **weight()}, query=of_the_mother(world))


def charted(world: Any) -> str:
    """The query of a chart of the mother."""
    from tests.api.of_meals import of_the_mother

    return f"{of_the_mother(world)}&measure=body_weight"


def make(world: Any) -> None:
    """`observation_id`, `by_hand_id`."""
    from tests.api.world import Sent

    sent = world.call("mother", "post", "/api/v1/observations", Sent(batch()))
    world.ids["observation_id"] = sent.json()["results"][0]["id"]
    order = Sent({"measure": "step_count", "sources": ["watch"]})
    assert world.call("mother", "put", "/api/v1/observations/sources", order).status_code == 200
    written = world.call(
        "mother", "post", "/api/v1/observations/by-hand", Sent({"id": str(uuid4()), **weight()})
    )
    world.ids["by_hand_id"] = written.json()["reading"]["id"]
