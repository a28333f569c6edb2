"""Rule tables, one TOML file for each rule set: limits, source, and whether the figure was seen or only recalled.

Verdicts take every limit from here. A table's `version` changes with any of its rows that decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
CHECKED: Final = ("seen", "recalled", "decided")


class BadTable(ValueError):
    """A rule table lacks what a rule must say."""


@dataclass(frozen=True)
class Rule:
    """One row. `limits` holds one figure, or the lower and the upper one, in `unit`."""

    id: str
    words: str
    op: str
    limits: tuple[float, ...]
    unit: str
    minutes: float
    """How long it must hold; 0 where the rule does not say."""
    weeks: tuple[float, float]
    """Weeks of pregnancy that it is for; 0 and infinity where the rule does not say."""
    verdict: str
    source: str
    checked: str
    """seen, recalled, or decided (a limit of this product)."""
    decides: bool
    note: str
    version: str

    @property
    def limit(self) -> float:
        """The first figure."""
        return self.limits[0]

    def holds(self, value: float) -> bool:
        """Say whether a value in `unit` meets the rule. Raises KeyError for an operator that is not numeric."""
        first = self.limits[0]
        return {
            "lt": value < first,
            "le": value <= first,
            "gt": value > first,
            "ge": value >= first,
            "eq": value == first,
            "between": first <= value <= self.limits[-1],
        }[self.op]


@cache
def table(name: str) -> Mapping[str, Rule]:
    """Return a rule set by its file's name, rules by id. Raises BadTable."""
    found = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    rules: dict[str, Rule] = {}
    for row in found["rule"]:
        if row.get("checked") not in CHECKED or not row.get("source") or row.get("id") in rules:
            raise BadTable(
                f"{name}: {row.get('id')} lacks a source, says not how it was checked, or stands twice"
            )
        rules[row["id"]] = _rule(row, found["version"])
    return rules


def version(*names: str) -> str:
    """Return the versions of the tables that a verdict rests on, as one word."""
    return "+".join(next(iter(table(name).values())).version for name in names)


def own(rule_id: str) -> Rule:
    """Return a limit of this product."""
    return table("product")[rule_id]


def definition(rule_id: str) -> Rule:
    """Return a term's definition."""
    return table("definitions")[rule_id]


def _rule(row: Mapping[str, Any], table_version: str) -> Rule:
    return Rule(
        id=row["id"],
        words=row["words"],
        op=row.get("op", ""),
        limits=tuple(float(limit) for limit in row["limits"]),
        unit=row.get("unit", ""),
        minutes=float(row.get("duration_min", 0)),
        weeks=(float(row.get("from_week", 0)), float(row.get("to_week", "inf"))),
        verdict=row.get("verdict", ""),
        source=row["source"],
        checked=row["checked"],
        decides=row["decides"],
        note=row.get("note", ""),
        version=table_version,
    )
