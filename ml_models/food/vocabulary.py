"""The labels: their names in three languages, group, flag in pregnancy, usual serving (vocabulary.csv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["en", "zh", "ko"]


@dataclass(frozen=True)
class Label:
    """A dish or food that is recognised. `pregnancy_flag`: avoid, check, limit, or nothing."""

    name: str
    name_en: str
    name_zh: str
    name_ko: str
    group: str
    pregnancy_flag: str
    food_safety_id: str
    serving_g: float | None
    photos: int
    """Sharp photos that it could be learned from; with fewer than five it is recognised poorly."""

    def called(self, language: Language) -> str:
        """Return its name in a language."""
        return {"en": self.name_en, "zh": self.name_zh, "ko": self.name_ko}[language]


@cache
def vocabulary() -> tuple[Label, ...]:
    """Return all labels in the order of their names, without `no_food`."""
    text = resources.files("ml_models.food").joinpath("vocabulary.csv").read_text(encoding="utf-8")
    return tuple(
        Label(
            row["label"], row["name_en"], row["name_zh"], row["name_ko"], row["group"], row["pregnancy_flag"],
            row["food_safety_id"], float(row["serving_g"]) if row["serving_g"] else None, int(row["dev_photos_sharp"]),
        )
        for row in csv.DictReader(text.splitlines())
        if row["label"] != "no_food"
    )  # fmt: skip
