"""The larder out of the packed food table: where no database is at hand, as for a researcher or a bench."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from apps.nutrition.table.packed import chunks, tables
from apps.plans.rules.dishes import Dish, listed
from apps.plans.rules.larder import Found, Larder

OWN_TABLE = "fndds"


def larder() -> Larder:
    """Return the curated dishes with their amounts."""
    return of(listed(), _nutrients(), table_name(), _elsewhere)


def of(
    dishes: tuple[Dish, ...], nutrients: Mapping[str, Mapping[str, float]], table: str, elsewhere: Any
) -> Larder:
    """Return the larder of dishes that the table knows, with the columns that it has of all of them."""
    known = tuple(dish for dish in dishes if dish.code in nutrients)
    if not known:
        raise ValueError("the food table has none of the dishes; load it with: manage.py load_food_table")
    columns = sorted(set.intersection(*(set(nutrients[dish.code]) for dish in known)))
    amounts = np.array([[nutrients[dish.code][name] for name in columns] for dish in known], dtype=float)
    return Larder(known, tuple(columns), amounts, table, elsewhere)


def table_name() -> str:
    """Return the name of the table and its version."""
    own = next(one for one in tables() if one["code"] == OWN_TABLE)
    return f"{own['name']} {own['version']}"


def split(code: str) -> tuple[str, str]:
    """Return table and code of a food code: `stfcj:01001`; one without a table's name in front is of FNDDS."""
    table, colon, own = code.rpartition(":")
    return (table, own) if colon else (OWN_TABLE, code)


@cache
def _rows() -> dict[tuple[str, str], dict[str, str]]:
    text = b"".join(chunks("foods")).decode()
    return {(row["table"], row["code"]): row for row in csv.DictReader(io.StringIO(text))}


@cache
def _nutrients() -> dict[str, dict[str, float]]:
    return {
        dish.code: json.loads(_rows()[split(dish.code)]["nutrients"])
        for dish in listed()
        if split(dish.code) in _rows()
    }


@cache
def _recipes() -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(b"".join(chunks("ingredients")).decode())):
        found.setdefault((row["table"], row["code"]), []).append((row["part"], row["name"]))
    return found


def _elsewhere(code: str) -> Found | None:
    row = _rows().get(split(code))
    if row is None:
        return None
    table = split(code)[0]
    texts = ingredients(split(code)[1], lambda own: _recipes().get((table, own), []))
    return Found(code, row["name_en"], json.loads(row["nutrients"]), [row["name_en"], *texts], bool(texts))


def ingredients(code: str, recipe: Callable[[str], Iterable[tuple[str, str]]]) -> list[str]:
    """Return the names of what a food is made of, and of what that is made of. `recipe`: code and name by code."""
    names: list[str] = []
    seen, waiting = {code}, [code]
    while waiting:
        for part, name in recipe(waiting.pop()):
            names.append(name)
            if part not in seen:
                seen.add(part)
                waiting.append(part)
    return names
