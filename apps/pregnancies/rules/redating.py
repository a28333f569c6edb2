"""Whether a new dating should replace the one that counts. The rules recommend; a clinician decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.pregnancies.rules import tables
from apps.pregnancies.rules.dating import EmbryoTransfer, Estimate, StatedDueDate
from apps.pregnancies.rules.gestation import age_on

REPLACE: Final = "replace"
KEEP: Final = "keep"
CLINICIAN: Final = "clinician"


@dataclass(frozen=True)
class Counting:
    """The dating that counts now. `scan_on` where it came from an ultrasound."""

    basis: str
    due_on: date
    scan_on: date | None = None


@dataclass(frozen=True)
class Confirming:
    """An earlier ultrasound that agreed with the due date, and was accurate."""

    scan_on: date


@dataclass(frozen=True)
class Advice:
    """What the rules recommend, why (`code`), by which rule, and the numbers that decided."""

    recommendation: str
    code: str
    rule_id: str = ""
    rule_version: int | None = None
    difference_days: int | None = None
    threshold_days: int | None = None


def advise(new: Estimate, counting: Counting | None, confirming: Sequence[Confirming] = ()) -> Advice:
    """Return the recommendation for a new dating beside the one that counts and the scans that confirmed
    it."""
    if counting is None:
        return Advice(REPLACE, "first_dating")
    difference_days = (new.due_on - counting.due_on).days
    if EmbryoTransfer.basis in (counting.basis, new.basis):
        return _assisted(new, counting, difference_days)
    if new.scan_on is None:
        return _history(counting, confirming, difference_days)
    return _scan(new, new.scan_on, counting, confirming, difference_days)


def _by(
    rule_id: str, recommendation: str, code: str, difference_days: int, threshold_days: int | None = None
) -> Advice:
    row = tables.rule("dating", rule_id)
    return Advice(recommendation, code, row["id"], row["version"], difference_days, threshold_days)


def _assisted(new: Estimate, counting: Counting, difference_days: int) -> Advice:
    if new.basis != EmbryoTransfer.basis:
        return _by("edd_ivf_no_redate", KEEP, "ivf_never_redated", difference_days)
    if counting.basis == EmbryoTransfer.basis:
        return _by("edd_ivf_no_redate", CLINICIAN, "ivf_dates_differ", difference_days)
    return _by("edd_ivf_no_redate", REPLACE, "ivf_dates_first", difference_days)


def _history(counting: Counting, confirming: Sequence[Confirming], difference_days: int) -> Advice:
    """A last period, a conception or a due date told later: it does not move what an ultrasound set or
    confirmed."""
    if counting.scan_on is not None or confirming:
        return _by("first_dating_wins", KEEP, "scan_set_the_date", difference_days)
    return Advice(CLINICIAN, "history_changed", difference_days=difference_days)


def _scan(
    new: Estimate, scan_on: date, counting: Counting, confirming: Sequence[Confirming], difference_days: int
) -> Advice:
    earlier = [scan.scan_on for scan in confirming] + ([counting.scan_on] if counting.scan_on else [])
    if earlier and scan_on >= min(earlier):
        return _by("first_dating_wins", KEEP, "first_scan_set_the_date", difference_days)
    if earlier:
        return _by("first_dating_wins", CLINICIAN, "earlier_scan_found", difference_days)
    return _by_threshold(age_on(counting.due_on, scan_on).days, counting, difference_days)


def _by_threshold(age_days: int, counting: Counting, difference_days: int) -> Advice:
    """The table asks for the age by the dating that counts, on the day of the scan; only MORE than it
    redates."""
    row = next(
        (r for r in tables.table("dating")["redating"] if r["age_days"][0] <= age_days <= r["age_days"][1]),
        None,
    )
    if row is None:
        return Advice(CLINICIAN, "outside_table", difference_days=difference_days)
    threshold_days = row["threshold_days"]
    if abs(difference_days) <= threshold_days:
        return _by(row["id"], KEEP, "within_threshold", difference_days, threshold_days)
    if not is_early(age_days):
        return _by(row["id"], CLINICIAN, "late_scan_differs", difference_days, threshold_days)
    if counting.basis == StatedDueDate.basis:
        return _by(row["id"], CLINICIAN, "stated_date_differs", difference_days, threshold_days)
    return _by(row["id"], REPLACE, "beyond_threshold", difference_days, threshold_days)


def is_early(age_days: int) -> bool:
    """True where an ultrasound at this age may confirm or set a date: before 22w0d."""
    return bool(0 <= age_days < tables.rule("dating", "suboptimal_dating")["before_days"])


def is_suboptimal(counting: Counting, scans_on: Sequence[date], *, on: date) -> bool | None:
    """True where no ultrasound before 22w0d set or confirmed the date; None while there is still time for
    one.

    `scans_on`: days of the ultrasounds that set or agreed with the date. Assisted conception is exact by
    itself.
    """
    if counting.basis == EmbryoTransfer.basis:
        return False
    if any(is_early(age_on(counting.due_on, day).days) for day in scans_on):
        return False
    return None if is_early(max(0, age_on(counting.due_on, on).days)) else True
