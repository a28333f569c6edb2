"""The fixed banner of a mother's pages: who she is, how far, what one must not forget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from apps.accounts.models import Person
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Allergy, Pregnancy, RiskFactor
from apps.pregnancies.rules.gestation import GestationalAge
from apps.pregnancies.selectors.pregnancies import due_date, gestational_age, standing_ends
from apps.pregnancies.states import PregnancyState
from apps.pregnancies.wording import risk_text

Row = TypeVar("Row")


@dataclass(frozen=True)
class BannerFetus:
    """A fetus as the banner names it: letter and state."""

    public_id: UUID
    label: str
    state: str
    state_text: str


@dataclass(frozen=True)
class BannerAllergy:
    """To what, and how bad it was."""

    substance: str
    severity: str
    severity_text: str


@dataclass(frozen=True)
class Banner:
    """What the banner says. `risks`, `allergies`: None means that nobody asked, empty that there are none.

    `gestational_age` and `due_on` are None once the pregnancy does not go on; `outcome` and `ended_on` then
    say how and when it ended. `is_provisional`: no clinician has confirmed the due date.
    """

    pregnancy_id: UUID
    mother_id: UUID
    name: str
    state: str
    state_text: str
    gestational_age: GestationalAge | None
    due_on: date | None
    is_provisional: bool
    is_suboptimal: bool | None
    fetuses: tuple[BannerFetus, ...]
    chorionicity: str
    chorionicity_text: str
    risks: tuple[str, ...] | None
    allergies: tuple[BannerAllergy, ...] | None
    language: str
    language_text: str
    outcome: str | None
    outcome_text: str | None
    ended_on: date | None


def banner_for(person: Person, pregnancy: Pregnancy, *, at: datetime) -> Banner:
    """Return the banner of one pregnancy, in the language of `person`."""
    return banners_for(person, [pregnancy], at=at)[pregnancy.pk]


def banners_for(person: Person, pregnancies: Sequence[Pregnancy], *, at: datetime) -> dict[int, Banner]:
    """Return banners by the pregnancies' internal ids: two queries beside what `pregnancies_visible_to`
    fetched."""
    risks = _by(
        RiskFactor.objects.visible_to(person).filter(pregnancy__in=pregnancies, ended_at=None).order_by("pk"),
        "pregnancy_id",
    )
    mothers = [pregnancy.subject_id for pregnancy in pregnancies]
    allergies = _by(
        Allergy.objects.visible_to(person).filter(subject__in=mothers, ended_at=None).order_by("pk"),
        "subject_id",
    )
    return {
        pregnancy.pk: _banner(
            person, pregnancy, risks.get(pregnancy.pk, []), allergies.get(pregnancy.subject_id, []), at
        )
        for pregnancy in pregnancies
    }


def _by(rows: Iterable[Row], column: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _banner(
    person: Person, pregnancy: Pregnancy, risks: list[RiskFactor], allergies: list[Allergy], at: datetime
) -> Banner:
    mother, today = pregnancy.subject, local_day(pregnancy.subject, at)
    going = pregnancy.state == PregnancyState.GOING
    due = due_date(pregnancy, on=today) if going else None
    ends = [] if going else standing_ends(pregnancy)
    end = ends[-1] if ends else None
    return Banner(
        pregnancy_id=pregnancy.public_id,
        mother_id=mother.public_id,
        name=mother.get_full_name(),
        state=pregnancy.state,
        state_text=pregnancy.get_state_display(),
        gestational_age=gestational_age(pregnancy, today) if going else None,
        due_on=due.due_on if due else None,
        is_provisional=bool(due and due.is_provisional),
        is_suboptimal=due.is_suboptimal if due else None,
        fetuses=tuple(
            BannerFetus(fetus.public_id, fetus.label, fetus.state, fetus.get_state_display())
            for fetus in sorted(pregnancy.fetuses.all(), key=lambda fetus: fetus.label)
        ),
        chorionicity=pregnancy.chorionicity,
        chorionicity_text=pregnancy.get_chorionicity_display(),
        risks=_risks(pregnancy, risks, person.language),
        allergies=_allergies(pregnancy, allergies),
        language=mother.language,
        language_text=mother.get_language_display(),
        outcome=end.kind if end else None,
        outcome_text=end.get_kind_display() if end else None,
        ended_on=end.occurred_on if end else None,
    )


def _risks(pregnancy: Pregnancy, rows: list[RiskFactor], language: str) -> tuple[str, ...] | None:
    if not rows and pregnancy.risks_asked_at is None:
        return None
    return tuple(risk_text(row, language) for row in rows)


def _allergies(pregnancy: Pregnancy, rows: list[Allergy]) -> tuple[BannerAllergy, ...] | None:
    if not rows and pregnancy.allergies_asked_at is None:
        return None
    worst = {"anaphylaxis": 0, "severe": 1, "unknown": 2, "moderate": 3, "mild": 4}
    ordered = sorted(rows, key=lambda row: (worst[row.severity], row.pk))
    return tuple(BannerAllergy(row.substance, row.severity, row.get_severity_display()) for row in ordered)
