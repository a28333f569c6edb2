"""Reads the reviewed facts beside this file, each once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.pregnancies.rules.tables import parse

FOLDER: Final = Path(__file__).parent

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `facts/<name>.csv`, as text."""
    with (FOLDER / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def rules(name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the rules of `<name>.toml` in the order of the file. Raises BadTable for one that lacks its source."""
    sections = parse((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return sections["rule"]
