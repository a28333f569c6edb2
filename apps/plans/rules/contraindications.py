"""What forbids or delays exercise: the stricter of the Canadian and the American list, by what is known of her.

`meanings.csv` says which code means which entry. Where a code may mean it but need not (bleeding, heart disease), a
clinician can clear that entry; what certainly stops exercise ends only when the diagnosis ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.plans.rules import guidance
from apps.plans.rules.guidance import Row

STOP, ASK = "stop", "ask"
WARNINGS: Final = "warning_signs"
ENTRIES: Final = "contraindications"
EXTREME_INDEX: Final = 40.0
"""kg/m²: what is called extreme obesity (class 3)."""
LEAST_INDEX: Final = 12.0
SEVERE_ANAEMIA: Final = ("laboratory", "hb_severe")


class Go(StrEnum):
    """Whether she may exercise."""

    GO = "go"
    ASK_FIRST = "ask_first"
    STOP = "stop"


@dataclass(frozen=True)
class Finding:
    """An entry that concerns her now. `code`: what is known of her. `can_be_cleared`: by a clinician."""

    id: str
    code: str
    effect: str
    can_be_cleared: bool
    row: Row
    meaning: Row


def codes_of(
    conditions: Iterable[str],
    *,
    fetuses: int = 1,
    body_mass_index: float | None = None,
    haemoglobin_g_dl: float | None = None,
) -> frozenset[str]:
    """Return her conditions with what follows from measures: the codes that `meanings.csv` knows."""
    found = set(conditions)
    if fetuses > 1:
        found.add("multiple_pregnancy")
    if fetuses > 2:
        found.add("triplets_or_more")
    if body_mass_index is not None and body_mass_index >= EXTREME_INDEX:
        found.add("body_mass_index_40")
    if body_mass_index is not None and body_mass_index < LEAST_INDEX:
        found.add("body_mass_index_under_12")
    severe = float(guidance.row(*SEVERE_ANAEMIA)["below"])
    if haemoglobin_g_dl is not None and haemoglobin_g_dl < severe:
        found.add("severe_anaemia")
    return frozenset(found)


def findings(codes: frozenset[str], weeks: float, cleared: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return what concerns her at a gestational age, what stops first. `cleared`: ids that a clinician has cleared.

    An id of an entry among `codes` counts as that entry itself.
    """
    over = frozenset(cleared)
    found = [finding for finding in (*_meant(codes), *_named(codes)) if _holds(finding, weeks)]
    kept = [finding for finding in found if not (finding.can_be_cleared and finding.id in over)]
    return tuple(sorted(_once(kept), key=lambda finding: finding.effect != STOP))


def to_come(codes: frozenset[str], weeks: float) -> tuple[Finding, ...]:
    """Return what will stop or delay exercise at a later week of this pregnancy."""
    return tuple(_once([finding for finding in _meant(codes) if not _holds(finding, weeks)]))


def status_of(found: Iterable[Finding]) -> Go:
    """Return what all findings together mean."""
    effects = {finding.effect for finding in found}
    if STOP in effects:
        return Go.STOP
    return Go.ASK_FIRST if effects else Go.GO


def _meant(codes: frozenset[str]) -> list[Finding]:
    return [
        _finding(meaning)
        for meaning in guidance.rows("meanings")
        if meaning["code"] in codes and (not meaning["also"] or meaning["also"] in codes)
    ]


def _finding(meaning: Row) -> Finding:
    about, effect = meaning["about"], meaning["effect"]
    table = WARNINGS if about.startswith("warn_") else ENTRIES
    is_certain = meaning["is_certain"] == "yes"
    return Finding(
        about, meaning["code"], effect, effect == ASK or not is_certain, guidance.row(table, about), meaning
    )


def _named(codes: frozenset[str]) -> list[Finding]:
    """Return the entries that a clinician has named by their own id."""
    found = []
    for row in guidance.rows(ENTRIES):
        if row["id"] in codes:
            effect = STOP if row["level"] == "absolute" else ASK
            found.append(Finding(row["id"], row["id"], effect, effect == ASK, row, row))
    return found


def _holds(finding: Finding, weeks: float) -> bool:
    from_week = finding.row.get("from_week")
    return not from_week or weeks >= float(from_week)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Return each entry once, in its strictest form."""
    by_id: dict[str, Finding] = {}
    for finding in found:
        known = by_id.get(finding.id)
        if known is None or (known.can_be_cleared and not finding.can_be_cleared):
            by_id[finding.id] = finding
    return list(by_id.values())
