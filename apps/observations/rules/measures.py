"""What can be measured: one `Measure` for each row of measures.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.pregnancies.rules.tables import parse

GRADES: Final = ("negative", "trace", "1+", "2+", "3+", "4+")
"""Of a strip; a grade's value is its place."""
SPREAD: Final = frozenset({"standard deviation", "variance", "quartile deviation", "count"})
"""Statistics whose figure is not a value of the measure: neither limits nor rules hold for them."""
LEAST_PULSE_PRESSURE, MOST_PULSE_PRESSURE = 15.0, 150.0
MOST_STEPS_PER_MIN: Final = 300.0
STEPS_JUDGED_FROM_MIN: Final = 10.0


class SumsUp(StrEnum):
    """How the readings of a day become one figure."""

    MERGED_SUM = "merged_sum"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    HIGHEST = "highest"
    LOWEST = "lowest"
    LAST = "last"


@dataclass(frozen=True)
class Range:
    """Both ends included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value lies inside; NaN never does."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Measure:
    """`per`: empty, `day` or `night` where the limits are those of a whole day."""

    code: str
    unit: str
    sums_up: SumsUp
    hard: Range | None
    soft: Range | None
    hard_second: Range | None
    soft_second: Range | None
    per: str
    loinc: tuple[str, ...]


def _range(given: Any) -> Range | None:
    return None if given is None else Range(float(given[0]), float(given[1]))


def is_value(measure: str, detail: Mapping[str, Any]) -> bool:
    """Say whether the figure of a reading is one of its measure: a spread is none, a count is one where things add up."""
    statistic = detail.get("statistic")
    return statistic not in SPREAD or (statistic == "count" and measure in ADDED_UP)


@cache
def measures() -> dict[str, Measure]:
    """Return every measure by code. Raises BadTable for a row without its source."""
    text = (Path(__file__).parent / "measures.toml").read_text(encoding="utf-8")
    return {
        row["id"]: Measure(
            code=row["id"],
            unit=row["unit"],
            sums_up=SumsUp(row["sums_up"]),
            hard=_range(row.get("hard")),
            soft=_range(row.get("soft")),
            hard_second=_range(row.get("hard_second")),
            soft_second=_range(row.get("soft_second")),
            per=row.get("per", ""),
            loinc=tuple(row["loinc"]),
        )
        for row in parse(text)["measure"]
    }


ADDED_UP: Final = frozenset(
    code for code, row in measures().items() if row.sums_up in (SumsUp.SUM, SumsUp.MERGED_SUM)
)
"""Measures of which more readings of a day make more."""
