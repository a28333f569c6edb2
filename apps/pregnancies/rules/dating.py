"""A due date from what is known: last period, conception, embryo transfer, an ultrasound, or a date given
elsewhere.

`estimate(given)` is a pure function of what was given. Formulas and limits stand in dating.toml with their
sources.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from apps.pregnancies.rules import tables
from apps.pregnancies.rules.errors import Refused, within
from apps.pregnancies.rules.gestation import DAYS_TO_DUE, LAST_BELIEVABLE_DAYS, age_on, due_from_age

CRL_FORMULAS: Final = {row["name"]: row["id"] for row in tables.table("dating")["scan"] if "name" in row}
DEFAULT_CRL_FORMULA: Final = "intergrowth"
MOST_CRL_MEASURES: Final = 3


@dataclass(frozen=True)
class LastPeriod:
    """First day of the last period. `cycle_days` None: not known, 28 is assumed."""

    lmp_on: date
    cycle_days: int | None = None
    cycle_is_regular: bool | None = None
    basis: ClassVar[str] = "lmp"


@dataclass(frozen=True)
class Conception:
    """A known day of ovulation, insemination or conception."""

    conceived_on: date
    basis: ClassVar[str] = "conception"


@dataclass(frozen=True)
class EmbryoTransfer:
    """Day of the transfer and the embryo's age on it."""

    transferred_on: date
    embryo_age_days: int
    basis: ClassVar[str] = "ivf_transfer"


@dataclass(frozen=True)
class StatedDueDate:
    """A due date that somebody else worked out."""

    stated_due_on: date
    basis: ClassVar[str] = "due_date"


@dataclass(frozen=True)
class CrownRump:
    """Up to three measures of the crown-rump length; their mean counts."""

    scan_on: date
    crl_mm: tuple[float, ...]
    formula: str = DEFAULT_CRL_FORMULA
    basis: ClassVar[str] = "ultrasound_crl"


@dataclass(frozen=True)
class HeadCircumference:
    """Late dating by the head alone."""

    scan_on: date
    hc_mm: float
    basis: ClassVar[str] = "ultrasound_hc"


@dataclass(frozen=True)
class HeadAndFemur:
    """Late dating by head and femur: better than by the head alone."""

    scan_on: date
    hc_mm: float
    fl_mm: float
    basis: ClassVar[str] = "ultrasound_hc_fl"


@dataclass(frozen=True)
class ScanReport:
    """Weeks and days as the report of a scan states them."""

    scan_on: date
    age_days: int
    basis: ClassVar[str] = "ultrasound_report"


Given = (
    LastPeriod
    | Conception
    | EmbryoTransfer
    | StatedDueDate
    | CrownRump
    | HeadCircumference
    | HeadAndFemur
    | ScanReport
)
KINDS: Final[Mapping[str, type[Given]]] = {
    kind.basis: kind
    for kind in (
        LastPeriod,
        Conception,
        EmbryoTransfer,
        StatedDueDate,
        CrownRump,
        HeadCircumference,
        HeadAndFemur,
        ScanReport,
    )
}


@dataclass(frozen=True)
class Estimate:
    """A due date, the rule that gave it, and for a scan the gestational age that it showed on its day."""

    basis: str
    due_on: date
    rule_id: str
    rule_version: int
    source: str
    scan_on: date | None = None
    scan_age_days: int | None = None
    needs_ultrasound: bool = False


def estimate(given: Given) -> Estimate:
    """Return the due date. Raises Refused for a value outside the limits of its rule."""
    return _ESTIMATORS[type(given)](given)


def _from_date(
    given: Given, rule_id: str, start: date, shift_days: int = 0, *, needs_ultrasound: bool = False
) -> Estimate:
    row = tables.rule("dating", rule_id)
    due_on = start + timedelta(days=row["days_to_due"] + shift_days)
    return Estimate(
        given.basis, due_on, row["id"], row["version"], row["source"], needs_ultrasound=needs_ultrasound
    )


def _last_period(given: LastPeriod) -> Estimate:
    irregular = given.cycle_is_regular is False
    if given.cycle_days is None or irregular:
        return _from_date(given, "edd_lmp28", given.lmp_on, needs_ultrasound=irregular)
    row = tables.rule("dating", "edd_lmp_cycle")
    within("cycle_days", given.cycle_days, *row["cycle_days"])
    return _from_date(given, "edd_lmp_cycle", given.lmp_on, given.cycle_days - row["standard_cycle_days"])


def _conception(given: Conception) -> Estimate:
    return _from_date(given, "edd_conception", given.conceived_on)


def _transfer(given: EmbryoTransfer) -> Estimate:
    within(
        "embryo_age_days", given.embryo_age_days, *tables.rule("dating", "edd_ivf_general")["embryo_age_days"]
    )
    return _from_date(given, "edd_ivf_general", given.transferred_on, -given.embryo_age_days)


def _stated(given: StatedDueDate) -> Estimate:
    return _from_date(given, "edd_stated", given.stated_due_on, needs_ultrasound=True)


def whole_days(age_days: float) -> int:
    """Round to the nearest day, halves upwards: what a scan shows is not known to the hour."""
    return math.floor(age_days + 0.5)


def crl_age_days(crl_mm: float, formula: str = DEFAULT_CRL_FORMULA) -> float:
    """Gestational age in days (not rounded) for a crown-rump length in mm. Raises Refused outside the
    formula's range."""
    if formula not in CRL_FORMULAS:
        raise Refused("formula", low=None, high=None, code="unknown_formula")
    row = tables.rule("dating", CRL_FORMULAS[formula])
    within("crl_mm", crl_mm, *row["crl_mm"])
    return _CRL[row["id"]](crl_mm, row["coefficients"])


def _crl_intergrowth(crl_mm: float, c: list[float]) -> float:
    return c[0] + c[1] * math.sqrt(crl_mm) + c[2] * crl_mm


def _crl_robinson(crl_mm: float, c: list[float]) -> float:
    return c[0] * math.sqrt(c[1] * crl_mm) + c[2]


def _crl_hadlock(crl_mm: float, c: list[float]) -> float:
    return 7 * math.exp(sum(factor * (crl_mm / 10) ** power for power, factor in enumerate(c)))


_CRL = {
    "crl_ig21": _crl_intergrowth,
    "crl_robinson_bmus": _crl_robinson,
    "crl_robinson_1975": _crl_robinson,
    "crl_hadlock_1992": _crl_hadlock,
}


def hc_age_days(hc_mm: float) -> float:
    """Gestational age in days (not rounded) for a head circumference in mm, from 14 weeks. Raises Refused."""
    row = tables.rule("dating", "hc_ig21")
    within("hc_mm", hc_mm, *row["hc_mm"])
    c = row["coefficients"]
    return math.exp(c[0] * math.log(hc_mm) ** 2 + c[1] * hc_mm**3 + c[2])


def hc_fl_age_days(hc_mm: float, fl_mm: float) -> float:
    """Gestational age in days (not rounded) for head circumference and femur length in mm. Raises Refused."""
    row = tables.rule("dating", "hcfl_ig21")
    within("hc_mm", hc_mm, *row["hc_mm"])
    within("fl_mm", fl_mm, *row["fl_mm"])
    c = row["coefficients"]
    return math.exp(c[0] * math.log(hc_mm) ** 2 + c[1] * fl_mm * math.log(hc_mm) + c[2])


def _from_scan(
    given: CrownRump | HeadCircumference | HeadAndFemur | ScanReport,
    rule_id: str,
    field: str,
    age_days: float,
) -> Estimate:
    row, days = tables.rule("dating", rule_id), whole_days(age_days)
    if "age_days" in row and not row["age_days"][0] <= days <= row["age_days"][1]:
        raise Refused(field, low=row["age_days"][0], high=row["age_days"][1], code="age_out_of_range")
    due_on = due_from_age(days, given.scan_on)
    return Estimate(given.basis, due_on, row["id"], row["version"], row["source"], given.scan_on, days)


def _crown_rump(given: CrownRump) -> Estimate:
    if not 1 <= len(given.crl_mm) <= MOST_CRL_MEASURES:
        raise Refused("crl_mm", low=1, high=MOST_CRL_MEASURES, code="measures")
    for crl_mm in given.crl_mm:
        crl_age_days(crl_mm, given.formula)
    mean_mm = sum(given.crl_mm) / len(given.crl_mm)
    return _from_scan(given, CRL_FORMULAS[given.formula], "crl_mm", crl_age_days(mean_mm, given.formula))


def _head(given: HeadCircumference) -> Estimate:
    return _from_scan(given, "hc_ig21", "hc_mm", hc_age_days(given.hc_mm))


def _head_and_femur(given: HeadAndFemur) -> Estimate:
    return _from_scan(given, "hcfl_ig21", "hc_mm", hc_fl_age_days(given.hc_mm, given.fl_mm))


def _report(given: ScanReport) -> Estimate:
    return _from_scan(given, "scan_report", "age_days", given.age_days)


_ESTIMATORS: Final[Mapping[type, Any]] = {
    LastPeriod: _last_period,
    Conception: _conception,
    EmbryoTransfer: _transfer,
    StatedDueDate: _stated,
    CrownRump: _crown_rump,
    HeadCircumference: _head,
    HeadAndFemur: _head_and_femur,
    ScanReport: _report,
}


def check_days(given: Given, *, today: date) -> None:
    """Refuse dates that cannot belong to a pregnancy that goes on today. Raises Refused naming field and
    bounds."""
    field, low, high = _bounds(given, today)
    within(field, getattr(given, field), low, high)
    age = age_on(estimate(given).due_on, today)
    if not age.is_counted:
        raise Refused(field, low=low, high=high, code="not_now")


def _bounds(given: Given, today: date) -> tuple[str, date, date]:
    field = next(f.name for f in fields(given) if f.name.endswith("_on"))
    longest = timedelta(days=LAST_BELIEVABLE_DAYS)
    if isinstance(given, StatedDueDate):
        return field, today + timedelta(days=DAYS_TO_DUE) - longest, today + timedelta(days=DAYS_TO_DUE)
    return field, today - longest, today


def inputs_of(given: Given) -> dict[str, Any]:
    """Return what was given as plain values, to be copied into the row: dates as ISO text."""
    return {name: _plain(value) for name, value in asdict(given).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
