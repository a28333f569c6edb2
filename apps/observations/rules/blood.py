"""Haemoglobin by trimester, ferritin, HbA1c and protein in urine. g/L, µg/L, per cent (NGSP), grades of a strip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.observations.rules.standards import Guideline
from apps.observations.rules.tables import Threshold, threshold

HAEMOGLOBIN: Final = {
    Guideline.US: "hb_cdc",
    Guideline.UK: "hb_who",
    Guideline.CHINA: "hb_cn",
    Guideline.KOREA: "hb_who",
}
FERRITIN: Final = {
    Guideline.US: "ferritin_30",
    Guideline.UK: "ferritin_30",
    Guideline.CHINA: "ferritin_20",
    Guideline.KOREA: "ferritin_30",
}
LATER_DAYS: Final = 140
"""From 20w0d on protein in urine may mean pre-eclampsia."""
ONE_PLUS, TWO_PLUS = 2.0, 3.0
"""Places of 1+ and 2+ among the grades of a strip (negative, trace, 1+, 2+, 3+, 4+)."""


class Anaemia(StrEnum):
    """What a haemoglobin may mean."""

    SEVERE = "severe"
    MODERATE = "moderate"
    POSSIBLE = "possible"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class BloodVerdict:
    """What a haemoglobin may mean, and the limit that says so. `trimester_was_assumed`: judged as the third."""

    anaemia: Anaemia
    limit: Threshold | None


def haemoglobin(g_l: float, trimester: int | None, guideline: Guideline) -> BloodVerdict:
    """Return what a haemoglobin may mean in a trimester.

    Severe holds in any trimester; the rest is unknown where the trimester is.
    """
    for rule_id in ("hb_cn_verysevere", "hb_severe"):
        if threshold(rule_id).holds(g_l):
            return BloodVerdict(Anaemia.SEVERE, threshold(rule_id))
    if trimester is None:
        return BloodVerdict(Anaemia.UNKNOWN, None)
    moderate = threshold(f"hb_who_moderate_t{trimester}")
    if moderate.holds(float(int(g_l))):
        return BloodVerdict(Anaemia.MODERATE, moderate)
    possible = threshold(f"{HAEMOGLOBIN[guideline]}_t{trimester}")
    return BloodVerdict(Anaemia.POSSIBLE if possible.holds(g_l) else Anaemia.NONE, possible)


def least_haemoglobin(trimester: int | None, guideline: Guideline) -> Threshold | None:
    """Return the limit under which anaemia is possible; None where the trimester is unknown."""
    return None if trimester is None else threshold(f"{HAEMOGLOBIN[guideline]}_t{trimester}")


def ferritin(ug_l: float, guideline: Guideline) -> Threshold | None:
    """Return the limit that a ferritin lies below; None where it does not."""
    found = threshold(FERRITIN[guideline])
    return found if found.holds(ug_l) else None


def hba1c(percent: float) -> Threshold | None:
    """Return the limit from which an HbA1c suggests diabetes known by nobody yet; None below it. Information only."""
    found = threshold("dip_a1c")
    return found if found.holds(percent) else None


def urine_protein(grade: float, age_days: int | None) -> Threshold | None:
    """Return the limit that a strip meets: 2+ after 20 weeks, 1+ at any time; None for less."""
    if grade >= TWO_PLUS and (age_days is None or age_days >= LATER_DAYS):
        return threshold("prot_dip2")
    return threshold("prot_dip1") if grade >= ONE_PLUS else None
