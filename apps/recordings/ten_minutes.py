"""The numbers of an analysis beside its verdicts: a row for each ten minutes, and stretches that stand out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

BLOCK_S: Final = 600.0
LEAST_MEASURED: Final = 0.5
"""As on paper (`ml_models.ctg.report`)."""
KINDS: Final = ("accelerations", "decelerations", "contractions")


@dataclass(frozen=True)
class TenMinutes:
    """Ten minutes. None: cannot be told. Events count where they begin."""

    start_s: float
    end_s: float
    baseline_bpm: float | None
    bandwidth_bpm: float | None
    accelerations: int | None
    decelerations: int | None
    contractions: int | None
    left_out: float | None
    """Part that was measured and not believed, 0 to 1; stretches of five seconds and more."""


def rows(found: Mapping[str, Any]) -> list[TenMinutes]:
    """Return a row for each ten minutes, the last one as long as it is. None from methods that kept no course."""
    bands = (found.get("numbers") or {}).get("bandwidth_10min") or []
    return [
        _row(found, bands, number, level) for number, level in enumerate(found.get("baseline_course") or [])
    ]


def stretches(found: Mapping[str, Any], name: str) -> list[tuple[float, float]]:
    """Return `high_episodes`, `low_episodes` or `sinusoidal` as stretches in seconds."""
    kept: Sequence[Sequence[float]] = (found.get("numbers") or {}).get(name) or []
    return [(float(start), float(end)) for start, end in kept]


def figure(found: Mapping[str, Any], name: str) -> float | None:
    """Return one of the numbers; None where it cannot be told, or an older method did not ask."""
    value: float | None = (found.get("numbers") or {}).get(name)
    return value


def _row(
    found: Mapping[str, Any], bands: Sequence[Mapping[str, Any]], number: int, level: Mapping[str, Any]
) -> TenMinutes:
    start_s, end_s = float(level["start_s"]), float(level["end_s"])
    counts = {kind: _count(found, kind, start_s, end_s) for kind in KINDS}
    is_known = level["baseline_bpm"] is not None
    return TenMinutes(
        start_s=start_s,
        end_s=end_s,
        baseline_bpm=level["baseline_bpm"],
        bandwidth_bpm=bands[number]["bandwidth_bpm"] if number < len(bands) else None,
        accelerations=counts["accelerations"] or (0 if is_known else None),
        decelerations=counts["decelerations"] or (0 if is_known else None),
        contractions=_contractions(found, counts["contractions"], number),
        left_out=_left_out(found, start_s, end_s),
    )


def _count(found: Mapping[str, Any], kind: str, start_s: float, end_s: float) -> int:
    return sum(start_s <= event["start_s"] < end_s for event in found[kind])


def _contractions(found: Mapping[str, Any], count: int, number: int) -> int | None:
    """None without a belt; none counted while the belt was off for half of the time is not known to be none, either.

    Findings of older methods do not tell when the belt was on.
    """
    if "no_uterine_activity" in found["notes"]:
        return None
    belt: Sequence[float] = found.get("belt_parts") or []
    told = number >= len(belt) or belt[number] >= LEAST_MEASURED
    return count if count or told else None


def _left_out(found: Mapping[str, Any], start_s: float, end_s: float) -> float | None:
    if found.get("left_out") is None or end_s <= start_s:
        return None
    inside_s = sum(
        max(0.0, min(end_s, one["end_s"]) - max(start_s, one["start_s"])) for one in found["left_out"]
    )
    return inside_s / (end_s - start_s)
