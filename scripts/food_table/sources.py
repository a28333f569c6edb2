"""Reads the published tables and our reviewed ones as they lie."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

REVIEWED = Path(__file__).resolve().parents[2] / "apps/nutrition/table/reviewed"
NOT_NUTRIENTS = ("food_code", "description", "wweia_code", "wweia_category")
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file, packed by gzip or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by(column: str, of: Iterable[Row]) -> dict[str, Row]:
    """Return rows by the value of a column, which each has for itself."""
    return {row[column]: row for row in of}


def grouped(column: str, of: Iterable[Row]) -> dict[str, list[Row]]:
    """Return lists of rows by the value of a column."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in of:
        found[row[column]].append(row)
    return dict(found)


@dataclass(frozen=True)
class Sources:
    """Everything that the build reads."""

    foods: dict[str, Row]
    more_words: dict[str, str]
    portions: dict[str, list[Row]]
    ingredients: dict[str, list[Row]]
    others: dict[str, dict[str, Row]]
    vocabulary: dict[str, Row]
    label_foods: dict[str, Row]
    names: dict[str, Row]
    iodine: list[Row]
    dishes: dict[str, Row]
    japanese: dict[str, Row]

    @classmethod
    def read(cls, folder: Path) -> Sources:
        """Read the folder `shared`, and what we reviewed."""
        tables = folder / "data/food_composition"
        more = rows(tables / "fndds_2021_2023_foods.csv.gz")
        return cls(
            foods=by("food_code", rows(tables / "fndds_2021_2023_nutrients.csv.gz")),
            more_words={row["food_code"]: row["additional_description"] for row in more},
            portions=grouped("food_code", rows(tables / "fndds_2021_2023_portions.csv.gz")),
            ingredients=grouped("food_code", rows(tables / "fndds_2021_2023_ingredients.csv.gz")),
            others={
                "stfcj": by("food_code", rows(tables / "japan_stfcj_2020_2023.csv.gz")),
                "swiss": by("food_code", rows(tables / "swiss_fcdb_v5_3.csv.gz")),
            },
            vocabulary=by("label", rows(folder / "data/food/vocabulary.csv")),
            label_foods=by("label", rows(folder / "facts/dish_to_fndds.csv")),
            names=by("code", rows(REVIEWED / "names.csv")),
            iodine=rows(REVIEWED / "iodine.csv"),
            dishes=by("label", rows(REVIEWED / "dishes.csv")),
            japanese=by("code", rows(REVIEWED / "japanese.csv")),
        )


def numbers(row: Row) -> dict[str, float]:
    """Return what was measured of a food of FNDDS: amount per 100 g by nutrient. An empty cell is left out."""
    return {code: number(value) for code, value in row.items() if code not in NOT_NUTRIENTS and value != ""}


def unfortified(row: Row, known: Container[str]) -> dict[str, float]:
    """Return what was measured of a food in a country that adds no folic acid: all of its folate is its own."""
    amounts = {code: number(value) for code, value in row.items() if code in known and value != ""}
    if "folate_total_ug" in amounts:
        total = amounts["folate_total_ug"]
        amounts |= {"folate_dfe_ug": total, "food_folate_ug": total, "folic_acid_ug": 0}
    return amounts


def number(text: str) -> float:
    """Return a number as short as it was written: 61, not 61.0."""
    value = float(text)
    return int(value) if value.is_integer() else value
