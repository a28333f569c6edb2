"""Reads the reviewed facts beside this file, each once. Every row says its source and whether that was seen."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from apps.foundation.severity import Severity

FOLDER: Final = Path(__file__).parent / "facts"

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `facts/<name>.csv`, as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def number(text: str) -> float | None:
    """Return a figure of a table; None for an empty cell: it is not known, which is not 0."""
    return float(text) if text else None


@dataclass(frozen=True)
class Source:
    """Whose figure it is. `checked`: seen, or recalled (to be compared with the source before clinical use)."""

    standard: str
    source: str
    checked: str


@dataclass(frozen=True)
class Threshold:
    """One limit of `facts/thresholds.csv`, in the unit that its source prints."""

    id: str
    version: int
    metric: str
    unit: str
    op: str
    value: float
    value2: float | None
    context: str
    severity: Severity
    note: str
    origin: Source

    def holds(self, value: float) -> bool:
        """Say whether a value in `unit` meets the condition."""
        if self.op == "between":
            return self.value <= value <= (self.value if self.value2 is None else self.value2)
        compare = {
            "lt": value < self.value,
            "le": value <= self.value,
            "gt": value > self.value,
            "ge": value >= self.value,
            "eq": value == self.value,
        }
        return compare[self.op]


@cache
def thresholds() -> Mapping[str, Threshold]:
    """Return every limit by its id, in the order of the file."""
    return {row["id"]: _threshold(row) for row in rows("thresholds")}


def threshold(rule_id: str) -> Threshold:
    """Return one limit. Raises KeyError."""
    return thresholds()[rule_id]


def _threshold(row: Row) -> Threshold:
    return Threshold(
        row["id"],
        int(row["version"]),
        row["metric"],
        row["unit"],
        row["op"],
        float(row["value"]),
        number(row["value2"]),
        row["context"],
        Severity(row["severity"]),
        row["note"],
        Source(row["standard"], row["source"], row["checked"]),
    )
