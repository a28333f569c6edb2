"""What to mind about a dish in pregnancy, in her language. The list of dishes carries the English words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from apps.nutrition.rules.cautions import all_rules

FILE: Final = Path(__file__).parent / "facts" / "notes.csv"
COLUMNS: Final = {"zh": "zh_hans", "ko": "ko"}
BETWEEN: Final = "; "


def said(note: str, language: str) -> str:
    """Return a note in a language (`en`, `zh-hans`, `ko`); what nobody has translated stays English."""
    column = COLUMNS.get(language[:2])
    if column is None or not note:
        return note
    known = _known(column)
    return known.get(note) or BETWEEN.join(known.get(part, part) for part in note.split(BETWEEN))


@cache
def _known(column: str) -> Mapping[str, str]:
    """Return the notes of the list, and the sentences of cautions that a food of her own may carry."""
    language = column.replace("_", "-")
    sentences = {rule.sentence("en"): rule.sentence(language) for rule in all_rules()}
    with FILE.open(encoding="utf-8", newline="") as file:
        return sentences | {row["en"]: row[column] for row in csv.DictReader(file)}
