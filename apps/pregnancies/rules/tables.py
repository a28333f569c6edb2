"""Reads the rule tables beside this file once, and refuses one that lacks what every row must say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
REQUIRED: Final = ("id", "version", "source", "checked")
CHECKED: Final = ("seen", "recalled")

Row = Mapping[str, Any]


class BadTable(ValueError):
    """A rule table that may not be used: a row without id, version, source or `checked`, or an id used
    twice."""


def parse(text: str) -> dict[str, tuple[Row, ...]]:
    """Return the rows by section, in the order of the file. Raises BadTable."""
    sections = tomllib.loads(text)
    seen: set[str] = set()
    for rows in sections.values():
        for row in rows:
            _check(row, seen)
    return {name: tuple(MappingProxyType(row) for row in rows) for name, rows in sections.items()}


def _check(row: Row, seen: set[str]) -> None:
    missing = [name for name in REQUIRED if row.get(name) in (None, "")]
    if missing:
        raise BadTable(f"{row.get('id', '?')}: {', '.join(missing)} missing")
    if row["checked"] not in CHECKED:
        raise BadTable(f"{row['id']}: checked must be one of {', '.join(CHECKED)}")
    if row["id"] in seen:
        raise BadTable(f"{row['id']}: this id is used twice")
    seen.add(row["id"])


@cache
def table(name: str) -> dict[str, tuple[Row, ...]]:
    """Return the sections of `<name>.toml`."""
    return parse((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rule(name: str, rule_id: str) -> Row:
    """Return one row of a table by its id. Raises KeyError."""
    for rows in table(name).values():
        for row in rows:
            if row["id"] == rule_id:
                return row
    raise KeyError(f"{name}.toml has no rule {rule_id}")
