"""Recording at home for the first mother: an opening that holds, and a practice."""

from __future__ import annotations

from typing import Any

from tests.api.of_alerts import in_hours


def opening() -> dict[str, Any]:
    """The body that lets her record at home."""
    return {"reason": "Seen in the clinic.", "until": in_hours(24)}


def practice() -> dict[str, Any]:
    """The body that notes a practice."""
    return {"minutes": 20, "practised_at": in_hours(-2)}


def make(world: Any) -> None:
    """`opening_id`: for one of the reasons, so that others are left. `practice_id`: twenty minutes."""
    from tests.api.world import Sent

    gate = f"pregnancies/{world.ids['pregnancy_id']}/recording-gate"
    one = Sent({**opening(), "reasons": ["early"]})
    world.ids["opening_id"] = world.make("midwife", "post", f"{gate}/openings", one)
    world.ids["practice_id"] = world.make("midwife", "post", f"{gate}/practices", Sent(practice()))
