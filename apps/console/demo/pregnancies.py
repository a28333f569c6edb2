"""Three pregnancies to look at: one at 30 weeks, one with twins, one near term with a risk and an allergy."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from apps.accounts.models import Person
from apps.pregnancies.days import local_day
from apps.pregnancies.models import BirthMode, Chorionicity, EarlierOutcome, Pregnancy, Severity
from apps.pregnancies.rules.dating import CrownRump, EmbryoTransfer, LastPeriod
from apps.pregnancies.services.allergies import note_allergy
from apps.pregnancies.services.datings import decide_dating, redate
from apps.pregnancies.services.earlier_pregnancies import tell_earlier_pregnancy
from apps.pregnancies.services.pregnancies import begin_pregnancy, change_pregnancy
from apps.pregnancies.services.risk_factors import note_risk_factor

FIRST_VISIT_DAYS: Final = 84
SCAN_DAYS: Final = 80
AGE_DAYS: Final = {"mother": 30 * 7 + 2, "mother2": 33 * 7 + 1, "mother3": 38 * 7 + 4}
"""How far each is on the day the demonstration is made."""


def make_pregnancies(by_key: dict[str, Person], *, at: datetime) -> dict[str, Pregnancy]:
    """Make all three, as they would have grown since the first visit; returns them by the mother's key."""
    return {
        "mother": _at_30_weeks(by_key, at),
        "mother2": _twins(by_key, at),
        "mother3": _near_term(by_key, at),
    }


def _day(key: str, age_days: int, at: datetime) -> datetime:
    """The moment at which this mother was `age_days` pregnant."""
    return at - timedelta(days=AGE_DAYS[key] - age_days)


def _at_30_weeks(by_key: dict[str, Person], at: datetime) -> Pregnancy:
    """Told by herself, confirmed by an early scan; diabetes was found at 26 weeks."""
    mother, doctor = by_key["mother"], by_key["obstetrician"]
    booked = _day("mother", FIRST_VISIT_DAYS, at)
    last_period = LastPeriod(local_day(mother, _day("mother", -1, at)), 29, True)
    pregnancy, _new = begin_pregnancy(
        mother, at=booked, dating=last_period, height_cm=Decimal("164.0"), weight_before_kg=Decimal("68.5")
    )
    _scan(doctor, mother, pregnancy, "mother", at, crl_mm=(50.2, 51.0, 50.6))
    about: dict[str, Any] = {"pregnancy_id": pregnancy.public_id}
    tell_earlier_pregnancy(
        mother,
        at=booked,
        year=booked.year - 3,
        outcome=EarlierOutcome.LIVE_BIRTH,
        gestation_weeks=39,
        mode=BirthMode.VAGINAL,
        birth_weight_g=3410,
        **about,
    )
    change_pregnancy(doctor, at=booked, allergies_asked=True, risks_asked=True, **about)
    note_risk_factor(doctor, at=_day("mother", 26 * 7, at), code="gestational_diabetes", **about)
    return pregnancy


def _twins(by_key: dict[str, Person], at: datetime) -> Pregnancy:
    """After an embryo transfer, each with a placenta of its own."""
    mother, doctor = by_key["mother2"], by_key["obstetrician"]
    booked = _day("mother2", FIRST_VISIT_DAYS, at)
    transfer = EmbryoTransfer(local_day(doctor, _day("mother2", 14 + 5, at)), 5)
    pregnancy, _new = begin_pregnancy(
        doctor,
        mother_id=mother.public_id,
        at=booked,
        fetus_count=2,
        dating=transfer,
        height_cm=Decimal("159.5"),
        weight_before_kg=Decimal("54.0"),
        chorionicity=Chorionicity.DICHORIONIC,
    )
    about: dict[str, Any] = {"pregnancy_id": pregnancy.public_id}
    for code in ("multiple_pregnancy", "assisted_conception"):
        note_risk_factor(doctor, at=booked, code=code, **about)
    note_risk_factor(by_key["midwife"], at=_day("mother2", 30 * 7, at), code="anaemia", **about)
    return pregnancy


def _near_term(by_key: dict[str, Person], at: datetime) -> Pregnancy:
    """An earlier caesarean, an allergy, and a due date that a scan has moved."""
    mother, doctor = by_key["mother3"], by_key["obstetrician"]
    booked = _day("mother3", FIRST_VISIT_DAYS, at)
    last_period = LastPeriod(local_day(mother, _day("mother3", -9, at)), None, False)
    pregnancy, _new = begin_pregnancy(
        mother, at=booked, dating=last_period, height_cm=Decimal("167.0"), weight_before_kg=Decimal("61.0")
    )
    _scan(doctor, mother, pregnancy, "mother3", at, crl_mm=(50.4,))
    about: dict[str, Any] = {"pregnancy_id": pregnancy.public_id}
    tell_earlier_pregnancy(
        mother,
        at=booked,
        year=booked.year - 4,
        outcome=EarlierOutcome.LIVE_BIRTH,
        gestation_weeks=38,
        mode=BirthMode.CAESAREAN,
        birth_weight_g=2980,
        complications="Pre-eclampsia from week 37",
        **about,
    )
    note_risk_factor(doctor, at=booked, code="previous_caesarean", **about)
    note_risk_factor(doctor, at=booked, code="previous_preeclampsia", **about)
    note_allergy(
        doctor,
        at=booked,
        substance="Penicillin",
        reaction="Swelling of the face",
        severity=Severity.SEVERE,
        **about,
    )
    return pregnancy


def _scan(
    doctor: Person, mother: Person, pregnancy: Pregnancy, key: str, at: datetime, *, crl_mm: tuple[float, ...]
) -> None:
    """An early scan is entered at the first visit, and decided on as the rules recommend."""
    booked = _day(key, FIRST_VISIT_DAYS, at) + timedelta(minutes=20)
    scan = CrownRump(local_day(mother, _day(key, SCAN_DAYS, at)), crl_mm)
    dating, _new = redate(doctor, pregnancy_id=pregnancy.public_id, given=scan, at=booked)
    decide_dating(doctor, pregnancy_id=pregnancy.public_id, dating_id=dating.public_id, at=booked)
