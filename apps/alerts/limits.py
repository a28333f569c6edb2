"""The limits of a rule: a reviewed table, and what a team or a mother's team has set instead.

A table is a TOML file beside the rule. Every limit has a safe range; nobody can set a value outside it, and one that
a newer table no longer allows is drawn to the nearest end. Pure: no database, no clock.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

REQUIRED: Final = ("id", "version", "value", "low", "high", "unit", "cautious", "words", "source", "checked")
CHECKED: Final = ("seen", "recalled")
"""`seen`: the source was open when the number was typed; `recalled`: from memory, and to be checked."""


class BadTable(ValueError):
    """A table that may not be used: a row lacks something, or its value lies outside its own safe range."""


@dataclass(frozen=True)
class Limit:
    """One limit: its value, the safe range, and which end of the range is the cautious one."""

    id: str
    version: int
    value: float
    low: float
    high: float
    unit: str
    cautious: Literal["lower", "higher"]
    words: Mapping[str, str]
    source: str
    checked: str

    def within(self, value: float) -> float:
        """Return the value, drawn into the safe range."""
        return min(max(value, self.low), self.high)

    def name(self, language: str) -> str:
        """Return what the limit is called, in English where there are no words of that language."""
        return self.words.get(language.lower(), self.words["en"])

    def more_cautious(self, one: float, other: float) -> float:
        """Return whichever of two values speaks earlier."""
        return min(one, other) if self.cautious == "lower" else max(one, other)


@dataclass(frozen=True)
class LimitTable:
    """The limits of one rule, by id."""

    rows: Mapping[str, Limit]

    @classmethod
    def parse(cls, text: str) -> LimitTable:
        """Read a table. Raises BadTable."""
        found: dict[str, Limit] = {}
        for row in tomllib.loads(text)["limit"]:
            limit = _limit(row)
            if limit.id in found:
                raise BadTable(f"{limit.id}: this id is used twice")
            found[limit.id] = limit
        return cls(found)

    @classmethod
    def load(cls, path: Path) -> LimitTable:
        """Read the table of a file. Raises BadTable."""
        return cls.parse(path.read_text(encoding="utf-8"))


def _limit(row: Mapping[str, Any]) -> Limit:
    missing = [name for name in REQUIRED if row.get(name) in (None, "")]
    if missing:
        raise BadTable(f"{row.get('id', '?')}: {', '.join(missing)} missing")
    if (
        row["cautious"] not in ("lower", "higher")
        or row["checked"] not in CHECKED
        or "en" not in row["words"]
    ):
        raise BadTable(f"{row['id']}: cautious, checked or words are not what they may be")
    if not row["low"] <= row["value"] <= row["high"]:
        raise BadTable(f"{row['id']}: the value lies outside its own safe range")
    return Limit(**{name: row[name] for name in REQUIRED})


@dataclass(frozen=True)
class Override:
    """A value that somebody set instead: for one mother, or (`is_for_mother` False) for a team."""

    limit_id: str
    value: float
    is_for_mother: bool
    reference: str


@dataclass(frozen=True)
class Limits:
    """The limits that apply to one mother now. `limits["answer_minutes"]` is a number in the table's unit."""

    values: Mapping[str, float]
    set_by: Mapping[str, str]
    """Reference of the overriding row, for the limits that have one."""

    def __getitem__(self, limit_id: str) -> float:
        return self.values[limit_id]

    def to_json(self) -> dict[str, Any]:
        """Return what decided, as plain values."""
        return {"values": dict(self.values), "set_by": dict(self.set_by)}


NO_LIMITS: Final = Limits({}, {})


def resolve(table: LimitTable, overrides: Iterable[Override]) -> Limits:
    """Return the limits that apply: a mother's own before her teams'; of several teams the more cautious one."""
    values = {name: limit.value for name, limit in table.rows.items()}
    set_by: dict[str, str] = {}
    rank: dict[str, bool] = {}
    for given in overrides:
        limit = table.rows.get(given.limit_id)
        if limit is None or (rank.get(limit.id, False) and not given.is_for_mother):
            continue
        value, is_first = limit.within(given.value), rank.get(limit.id) is not given.is_for_mother
        if is_first or limit.more_cautious(value, values[limit.id]) != values[limit.id]:
            values[limit.id], set_by[limit.id] = value, given.reference
        rank[limit.id] = given.is_for_mother
    return Limits(values, set_by)
