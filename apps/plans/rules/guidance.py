"""Reads the reviewed facts on supplements and activity in `facts/`, each once, and the words beside them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.pregnancies.rules.tables import CHECKED, REQUIRED, BadTable

FOLDER: Final = Path(__file__).parent / "facts"
LANGUAGES: Final = ("en", "zh-hans", "ko")
FALLBACK_LANGUAGE: Final = "en"
INTERNATIONAL: Final = "international"

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `facts/<name>.csv`, as text. Raises BadTable where one may not be used."""
    return parse((FOLDER / f"{name}.csv").read_text(encoding="utf-8"))


def parse(text: str) -> tuple[Row, ...]:
    """Return the rows of a table. Raises BadTable: id, version, source or `checked` missing, or an id twice."""
    found = tuple(csv.DictReader(text.splitlines()))
    seen: set[str] = set()
    for row in found:
        missing = [column for column in REQUIRED if not row.get(column)]
        if missing or row["checked"] not in CHECKED or row["id"] in seen:
            raise BadTable(f"{row.get('id') or '?'}: {', '.join(missing) or 'checked or id'} may not be so")
        seen.add(row["id"])
    return found


@cache
def row(name: str, row_id: str) -> Row:
    """Return one row of a table. Raises KeyError."""
    for one in rows(name):
        if one["id"] == row_id:
            return one
    raise KeyError(f"{name}.csv has no row {row_id}")


def number(row: Row, column: str) -> float | None:
    """Return a figure of a row; None where the table has none."""
    return float(row[column]) if row[column] else None


def codes(row: Row, column: str) -> frozenset[str]:
    """Return the codes that stand in one column with `;` between."""
    return frozenset(filter(None, row[column].split(";")))


def is_in_week(row: Row, weeks: float) -> bool:
    """Say whether a row holds at a gestational age. The last week counts as a whole; no last week: until birth."""
    return is_from(row, weeks) and not is_over(row, weeks)


def is_from(row: Row, weeks: float) -> bool:
    """Say whether the first week of a row has come."""
    return weeks >= (number(row, "from_week") or 0.0)


def is_over(row: Row, weeks: float) -> bool:
    """Say whether the last week of a row is past."""
    last = number(row, "to_week")
    return last is not None and weeks >= last + 1


def said(row: Row, language: str, prefix: str = "") -> str:
    """Return the words of a row in a language of KAISHI; English for any other."""
    language = language.lower()
    return row[prefix + (language if language in LANGUAGES else FALLBACK_LANGUAGE)]


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


def word(section: str, code: str, language: str, values: Mapping[str, Any] | None = None) -> str:
    """Return the words for a code with its values filled in. Raises KeyError for a code without words."""
    says = _words()[section][code]
    sentence = says.get(language.lower(), says[FALLBACK_LANGUAGE])
    return sentence.format(**{name: _shown(value) for name, value in (values or {}).items()})


def _shown(value: Any) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)


def plain(row: Row) -> dict[str, Any]:
    """Return what every line says of where it comes from."""
    return {
        "rule": row["id"],
        "version": int(row["version"]),
        "source": row["source"],
        "checked": row["checked"],
    }
