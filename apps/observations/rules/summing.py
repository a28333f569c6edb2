"""Readings of moments become the figures of a day, each measure as `measures.toml` says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean, median
from typing import Final

from apps.observations.rules.measures import SumsUp

SESSION: Final = timedelta(minutes=10)
"""Readings of pressure within this time are one session; of three or more the first is left out."""
LEAVES_OUT_FROM: Final = 3
NOON_H: Final = 12
AS_VALUE: Final = (None, "average", "median")
AS_SUM: Final = (None, "sum", "count")


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading. `local`: where she was; `place`: how much its source is believed, 0 most."""

    at: datetime
    local: datetime
    value: float
    second_value: float | None
    source: str
    place: int
    statistic: str | None = None
    group: str = ""


@dataclass(slots=True)
class Figures:
    """What a day of readings comes to. `second_value` belongs to pairs; `groups`: means by meal, for glucose."""

    value: float
    second_value: float | None
    lowest: float
    highest: float
    mean: float
    last: float
    count: int
    groups: dict[str, float] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)


def figures(moments: Sequence[Moment], sums_up: SumsUp, measure: str) -> Figures | None:
    """Return the figures of one day; None where no reading says a value of the measure itself."""
    moments = _believed(sorted(moments, key=lambda each: (each.at, each.place)))
    told = [each for each in moments if each.statistic in AS_VALUE]
    if not told:
        return None
    pressure = measure == "blood_pressure"
    value, second = _sessions(told) if pressure else (_summed(told, sums_up), None)
    extremes = [each.value for each in moments if each.statistic in (*AS_VALUE, "minimum", "maximum")]
    return Figures(
        value=_clean(value),
        second_value=None if second is None else _clean(second),
        lowest=min(extremes),
        highest=max(extremes),
        mean=_clean(fmean(each.value for each in told)),
        last=told[-1].value,
        count=len(told),
        groups=_groups(told),
        sources=sorted({each.source for each in told}),
    )


def _believed(moments: Sequence[Moment]) -> list[Moment]:
    """Of two sources within one minute the one believed more; both readings of one source stay."""
    best: dict[int, int] = {}
    for each in moments:
        minute = int(each.at.timestamp() // 60)
        best[minute] = min(best.get(minute, each.place), each.place)
    sources: dict[int, str] = {}
    kept = []
    for each in moments:
        minute = int(each.at.timestamp() // 60)
        if each.place == best[minute] and sources.setdefault(minute, each.source) == each.source:
            kept.append(each)
    return kept


def _morning(moments: Sequence[Moment]) -> float:
    """The median, of the morning where there is one: what was eaten and drunk weighs, too."""
    early = [each.value for each in moments if each.local.hour < NOON_H]
    return median(early or [each.value for each in moments])


METHODS: Final[dict[SumsUp, Callable[[Sequence[Moment]], float]]] = {
    SumsUp.SUM: lambda moments: sum(each.value for each in moments),
    SumsUp.MEAN: lambda moments: fmean(each.value for each in moments),
    SumsUp.MEDIAN: _morning,
    SumsUp.HIGHEST: lambda moments: max(each.value for each in moments),
    SumsUp.LOWEST: lambda moments: min(each.value for each in moments),
    SumsUp.LAST: lambda moments: moments[-1].value,
}


def _summed(moments: Sequence[Moment], sums_up: SumsUp) -> float:
    return METHODS[sums_up](moments)


def _sessions(moments: Sequence[Moment]) -> tuple[float, float | None]:
    """Mean of the sessions of a day, each the mean of its readings without the first of three or more."""
    sessions: list[list[Moment]] = []
    for each in moments:
        if sessions and each.at - sessions[-1][0].at <= SESSION:
            sessions[-1].append(each)
        else:
            sessions.append([each])
    counted = [session[1:] if len(session) >= LEAVES_OUT_FROM else session for session in sessions]
    seconds = [
        [each.second_value for each in session if each.second_value is not None] for session in counted
    ]
    known = [fmean(values) for values in seconds if values]
    return fmean(fmean(each.value for each in session) for session in counted), fmean(
        known
    ) if known else None


def _groups(moments: Sequence[Moment]) -> dict[str, float]:
    named: dict[str, list[float]] = {}
    for each in moments:
        if each.group:
            named.setdefault(each.group, []).append(each.value)
    return {name: _clean(fmean(values)) for name, values in sorted(named.items())}


def _clean(value: float) -> float:
    return round(value, 6)
