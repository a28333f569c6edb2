"""Reads the tables beside this file: rows with id, version, source, and words in each language. No database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from apps.pregnancies.rules.tables import BadTable, Row, parse

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "zh-hans", "ko")


@cache
def table(name: str) -> dict[str, tuple[Row, ...]]:
    """Return the sections of `<name>.toml`. Raises BadTable where words are missing in a language."""
    sections = parse((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    for rows in sections.values():
        for row in rows:
            _check_words(row)
    return sections


def _check_words(row: Row) -> None:
    for field in ("says", "do"):
        words = row.get(field)
        if words is not None and not all(words.get(language) for language in LANGUAGES):
            raise BadTable(f"{row['id']}: {field} must be said in {', '.join(LANGUAGES)}")


@cache
def by_id(name: str, section: str) -> dict[str, Row]:
    """Return the rows of a section by id, in the order of the file."""
    return {row["id"]: row for row in table(name)[section]}


def number(name: str, limit_id: str) -> float:
    """Return a limit of a table in the unit that stands beside it."""
    return float(by_id(name, "limit")[limit_id]["value"])


def version(name: str) -> int:
    """Return the version of a table as a whole: any change of a row raises it."""
    return int(table(name)["table"][0]["version"])


def words(row: Mapping[str, Any], field: str, language: str, **values: Any) -> str:
    """Return a sentence of a row in a language, English where it is none of ours; empty where the row has none."""
    said = row.get(field)
    if said is None:
        return ""
    return str(said.get(language.lower(), said["en"])).format(**values)
