"""Items of a feed, made ready for the staging table: checked, judged, written as lines; and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from apps.referrals.catalogue.extras import KNOWN
from apps.referrals.catalogue.fields import Terms, checked
from apps.referrals.catalogue.findings import Finding, Raw
from apps.referrals.screening.judging import judged
from apps.referrals.services import rows
from apps.referrals.services.staging import Found

LINES: Final = 200
"""So many are sent to the database together."""
MOST_WARNINGS_OF_RULE: Final = 1_000


@dataclass
class Piece:
    """What was made of some items."""

    findings: list[Found] = field(default_factory=list)
    columns: Counter[str] = field(default_factory=Counter)
    read: int = 0
    refused: int = 0
    warnings: int = 0


def made(raws: Iterable[Raw], terms: Terms, kept: dict[str, int], add: Callable[[list[str]], None]) -> Piece:
    """Make items ready and hand their lines to `add`. `kept`: warnings of each rule so far; refusals are all kept."""
    found, lines = Piece(), []
    for raw in raws:
        found.read += 1
        item, findings = checked(raw, terms)
        if item is None:
            found.refused += 1
        else:
            lines.append(rows.line(raw.number, raw.line, rows.values(item, judged(item))))
            if len(lines) == LINES:
                add(lines)
                lines = []
        if findings:
            _note(found, raw, findings, kept)
        if not raw.values.keys() <= KNOWN:
            found.columns.update(raw.values.keys() - KNOWN)
    add(lines)
    return found


def _note(found: Piece, raw: Raw, findings: list[Finding], kept: dict[str, int]) -> None:
    item_id = str(raw.values.get("id", ""))[:60]
    for one in findings:
        if not one.is_refused:
            found.warnings += 1
            kept[one.rule] = kept.get(one.rule, 0) + 1
            if kept[one.rule] > MOST_WARNINGS_OF_RULE:
                continue
        found.findings.append(
            Found(raw.number, raw.line, item_id, one.field, one.rule, one.limit, one.is_refused)
        )
