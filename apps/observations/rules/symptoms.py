"""Symptoms that she can tick: how urgent each is when it is mild, moderate or severe. Table: symptoms.toml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from apps.foundation.severity import Severity
from apps.pregnancies.rules.tables import parse


class Strength(StrEnum):
    """How strong she feels it."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"

    @property
    def place(self) -> float:
        """Its number as a reading: 1 to 3."""
        return float(list(Strength).index(self) + 1)


@dataclass(frozen=True)
class Symptom:
    """One symptom. `urgency` by strength; INFO: nothing to do at once."""

    code: str
    version: int
    urgency: dict[Strength, Severity]
    source: str
    checked: str


@cache
def symptoms() -> dict[str, Symptom]:
    """Return every symptom by code, the most urgent kinds first."""
    text = (Path(__file__).parent / "symptoms.toml").read_text(encoding="utf-8")
    return {row["id"]: _symptom(row) for row in parse(text)["symptom"]}


def _symptom(row: object) -> Symptom:
    given: dict[str, object] = dict(row)  # type: ignore[call-overload]
    urgency = {strength: Severity(str(given[strength])) for strength in Strength}
    return Symptom(
        str(given["id"]), int(str(given["version"])), urgency, str(given["source"]), str(given["checked"])
    )
