"""A mother's page: everything of one pregnancy that a clinician needs at a glance, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import AccessLogHead, Person
from apps.console.selectors.datings import DatingRow, dating_rows
from apps.console.selectors.happened import Happened, happened
from apps.pregnancies.days import local_day
from apps.pregnancies.models import (
    Allergy,
    BirthMode,
    EarlierPregnancy,
    Outcome,
    OutcomeKind,
    Pregnancy,
    RiskFactor,
)
from apps.pregnancies.rules.body import bmi_kg_m2
from apps.pregnancies.rules.gestation import DAYS_TO_DUE
from apps.pregnancies.selectors import assumes_going, due_date, what_may_be_shown
from apps.pregnancies.selectors.banner import risk_text
from apps.pregnancies.services.may import decide_dates
from apps.ui import words


@dataclass(frozen=True)
class FetusLine:
    """A fetus by its letter, and what is known of it."""

    name: str
    state: str


@dataclass(frozen=True)
class RiskLine:
    """An open risk factor."""

    words: str
    noted_at: datetime
    end_url: str


@dataclass(frozen=True)
class AllergyLine:
    """An open allergy."""

    substance: str
    severity: str
    reaction: str
    end_url: str


@dataclass(frozen=True)
class EarlierLine:
    """An earlier pregnancy as it was told."""

    year: int
    outcome: str
    facts: list[str]


@dataclass(frozen=True)
class OutcomeLine:
    """What happened, said plainly."""

    title: str
    occurred_on: date
    lines: list[str]
    recorded_by: str
    recorded_at: datetime
    correct_url: str


@dataclass(frozen=True)
class PregnancyPage:
    """What the template shows. None in `risks` and `allergies`: nobody asked."""

    public_id: UUID
    title: str
    lead: list[str]
    is_going: bool
    may_write: bool
    may_date: bool
    outcomes: list[OutcomeLine]
    fetuses: list[FetusLine]
    is_multiple: bool
    chorionicity: str
    height: str
    weight_before_kg: Decimal | None
    bmi: str
    risks: list[RiskLine] | None
    allergies: list[AllergyLine] | None
    earlier: list[EarlierLine]
    datings: list[DatingRow]
    dating_note: str
    timeline: list[Happened]
    looked: str


def pregnancy_page(person: Person, pregnancy: Pregnancy, *, at: datetime) -> PregnancyPage:
    """Return the page of a pregnancy in hand; a fixed number of queries."""
    today = local_day(pregnancy.subject, at)
    fetuses = sorted(pregnancy.fetuses.all(), key=lambda fetus: fetus.label)
    chorionicity = "" if len(fetuses) < 2 else str(pregnancy.get_chorionicity_display())
    return PregnancyPage(
        public_id=pregnancy.public_id,
        title=pregnancy.subject.get_full_name(),
        lead=_lead(pregnancy, today),
        is_going=assumes_going(pregnancy),
        may_write=assumes_going(pregnancy),
        may_date=decide_dates(person),
        outcomes=_outcomes(person, pregnancy),
        fetuses=[
            FetusLine(_("Fetus %(label)s") % {"label": row.label}, str(row.get_state_display()))
            for row in fetuses
        ],
        is_multiple=len(fetuses) > 1,
        chorionicity=chorionicity,
        height=words.amount(_number(pregnancy.height_cm), "cm"),
        weight_before_kg=pregnancy.weight_before_kg,
        bmi=_bmi(pregnancy),
        risks=_risks(person, pregnancy),
        allergies=_allergies(person, pregnancy),
        earlier=_earlier(person, pregnancy),
        datings=dating_rows(pregnancy),
        dating_note=_dating_note(pregnancy, today),
        timeline=happened(person, pregnancy),
        looked=_looked(pregnancy),
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _lead(pregnancy: Pregnancy, today: date) -> list[str]:
    """Due date and the way to it, only while the pregnancy goes on: no countdown after an end."""
    due = due_date(pregnancy, on=today)
    if not what_may_be_shown(pregnancy).countdown:
        return []
    if due is None:
        return [_("Not dated yet")]
    left = (due.due_on - today).days
    facts = [_("Due on %(day)s") % {"day": words.day(due.due_on)}]
    if 0 < left <= DAYS_TO_DUE:
        facts.append(ngettext("%(days)d day to go", "%(days)d days to go", left) % {"days": left})
    if due.is_provisional:
        facts.append(_("not confirmed by a clinician"))
    return facts


def _dating_note(pregnancy: Pregnancy, today: date) -> str:
    due = due_date(pregnancy, on=today)
    if due is not None and due.is_suboptimal:
        return _("No ultrasound before 22 weeks confirmed it.")
    return ""


def _bmi(pregnancy: Pregnancy) -> str:
    value = bmi_kg_m2(pregnancy.height_cm, pregnancy.weight_before_kg)
    return "?" if value is None else f"{number_format(value, decimal_pos=1)} kg/m²"


def _end_url(name: str, pregnancy: Pregnancy, row: Any) -> str:
    return reverse(f"console:{name}", args=[pregnancy.public_id, row.public_id])


def _risks(person: Person, pregnancy: Pregnancy) -> list[RiskLine] | None:
    rows = RiskFactor.objects.visible_to(person).filter(pregnancy=pregnancy, ended_at=None).order_by("pk")
    lines = [
        RiskLine(risk_text(row, person.language), row.noted_at, _end_url("end_risk", pregnancy, row))
        for row in rows
    ]
    return lines if lines or pregnancy.risks_asked_at else None


def _allergies(person: Person, pregnancy: Pregnancy) -> list[AllergyLine] | None:
    rows = Allergy.objects.visible_to(person).filter(subject=pregnancy.subject, ended_at=None).order_by("pk")
    lines = [
        AllergyLine(
            row.substance,
            str(row.get_severity_display()),
            row.reaction,
            _end_url("end_allergy", pregnancy, row),
        )
        for row in rows
    ]
    return lines if lines or pregnancy.allergies_asked_at else None


def _earlier(person: Person, pregnancy: Pregnancy) -> list[EarlierLine]:
    rows = (
        EarlierPregnancy.objects.visible_to(person).filter(subject=pregnancy.subject).order_by("-year", "-pk")
    )
    return [EarlierLine(row.year, str(row.get_outcome_display()), _facts(row)) for row in rows]


def _facts(row: EarlierPregnancy) -> list[str]:
    weeks = row.gestation_weeks
    facts = [
        "" if weeks is None else ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks},
        "" if row.mode == BirthMode.UNKNOWN else str(row.get_mode_display()),
        ""
        if row.birth_weight_g is None
        else f"{number_format(row.birth_weight_g, use_l10n=True, force_grouping=True)} g",
        row.complications,
    ]
    return [fact for fact in facts if fact]


def _outcomes(person: Person, pregnancy: Pregnancy) -> list[OutcomeLine]:
    rows = (
        Outcome.objects.visible_to(person)
        .filter(pregnancy=pregnancy, corrected_at=None)
        .select_related("recorded_by")
        .prefetch_related("fetus_outcomes__fetus")
        .order_by("-pk")
    )
    newest = True
    lines = []
    for row in rows:
        lines.append(_outcome(person, pregnancy, row, may_correct=newest))
        newest = False
    return lines


def _outcome(person: Person, pregnancy: Pregnancy, row: Outcome, *, may_correct: bool) -> OutcomeLine:
    may_correct = may_correct and decide_dates(person)
    results = [
        _result(found) for found in sorted(row.fetus_outcomes.all(), key=lambda found: found.fetus.label)
    ]
    to_whom = [row.destination] if row.kind == OutcomeKind.TRANSFER and row.destination else []
    return OutcomeLine(
        title=str(row.get_kind_display()),
        occurred_on=row.occurred_on,
        lines=[line for line in [*to_whom, *results, row.note] if line],
        recorded_by=row.recorded_by.get_full_name() if row.recorded_by else "?",
        recorded_at=row.recorded_at,
        correct_url=_end_url("correct_outcome", pregnancy, row) if may_correct else "",
    )


def _result(found: Any) -> str:
    facts = [
        _("Fetus %(label)s") % {"label": found.fetus.label} + ": " + str(found.get_result_display()).lower()
    ]
    if found.birth_weight_g is not None:
        facts.append(f"{number_format(found.birth_weight_g, force_grouping=True)} g")
    return ", ".join(facts)


def _looked(pregnancy: Pregnancy) -> str:
    head = (
        AccessLogHead.objects.filter(subject=pregnancy.subject_id).values_list("sequence", flat=True).first()
        or 0
    )
    return ngettext(
        "%(count)d look at her data is written down.", "%(count)d looks at her data are written down.", head
    ) % {"count": head}
