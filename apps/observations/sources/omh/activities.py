"""Physical activity: a session, or a count of steps, a distance or an amount of energy in the dress of one."""

from __future__ import annotations

from typing import Any, Final

from apps.observations.sources.omh.bodies import Body, Said
from apps.observations.sources.units import OMH, scaled

PLACE: Final = "$.body"
LENGTHS: Final = ("duration_light_activity", "duration_moderate_activity", "duration_vigorous_activity")
SESSION: Final = ("duration", "reported_activity_intensity", "met_value", *LENGTHS)
"""What only a session has."""


def read_activity(body: Body, minutes: float | None) -> Said:
    """Return what it says. `minutes`: length of its interval; None: there is none.

    With a length or an intensity it is a session: its value is minutes, its second value steps. Without, it is what it
    counts: steps, energy or a distance. A name alone is a session as long as its interval.
    """
    amounts = _amounts(body)
    if not any(name in body for name in SESSION):
        for name, measure, place in (
            ("steps", "step_count", "base_movement_quantity"),
            ("kcal", "active_energy", "kcal_burned"),
            ("distance_m", "distance_walked", "distance"),
        ):
            if name in amounts:
                value = amounts.pop(name)
                return Said(measure, value, f"{PLACE}.{place}.value", detail=amounts)
    steps = amounts.pop("steps", None)
    value, place = _length(body, minutes)
    return Said("physical_activity", value, place, steps, f"{PLACE}.base_movement_quantity.value", amounts)


def _amounts(body: Body) -> dict[str, Any]:
    """Steps, energy in kcal, distance in m, minutes by intensity: what is given."""
    found: dict[str, Any] = {}
    moved = body.get("base_movement_quantity")
    if moved is not None:
        name = "steps" if moved["unit"] == "steps" else "movements"
        found[name] = float(moved["value"])
        if name == "movements":
            found["movement"] = moved["unit"][:40].replace("\0", "")
    if "kcal_burned" in body:
        found["kcal"] = float(body["kcal_burned"]["value"])
    if "distance" in body:
        found["distance_m"] = round(_of(body["distance"], "cm") / 100, 6)
    parts = {name.split("_")[1]: _minutes(body[name]) for name in LENGTHS if name in body}
    return found | ({"minutes_by_intensity": parts} if parts else {})


def _length(body: Body, minutes: float | None) -> tuple[float | None, str]:
    """Minutes: as said, as the sum of its parts, or as long as its interval."""
    if "duration" in body:
        return _minutes(body["duration"]), f"{PLACE}.duration.value"
    parts = [_minutes(body[name]) for name in LENGTHS if name in body]
    if parts:
        return round(sum(parts), 6), f"{PLACE}.{next(name for name in LENGTHS if name in body)}.value"
    return minutes, f"{PLACE}.effective_time_frame"


def _minutes(part: Body) -> float:
    return round(_of(part, "s") / 60, 6)


def _of(part: Body, to: str) -> float:
    return scaled(float(part["value"]), part["unit"], to, OMH)
