"""The due dates of a pregnancy as rows: what each came from, what the rules said of it, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.pregnancies.models import Dating, Pregnancy, Recommendation
from apps.pregnancies.selectors import assumes_going
from apps.pregnancies.states import DatingState
from apps.ui import words

DECISION_OF: Final[dict[str, str]] = {Recommendation.REPLACE: "replace", Recommendation.KEEP: "keep"}


@dataclass(frozen=True)
class DatingRow:
    """One dating in words."""

    public_id: UUID
    basis: str
    inputs: str
    due_on: date
    difference: str
    state: str
    counts: bool
    is_old: bool
    explanation: str
    recorded_at: datetime
    author: str
    decide_url: str
    recommended: str
    recommendation_sentence: str


def dating_rows(pregnancy: Pregnancy) -> list[DatingRow]:
    """Every dating of a pregnancy in hand, newest first."""
    rows = sorted(pregnancy.datings.all(), key=lambda row: -row.pk)
    people = Person.objects.in_bulk({pk for row in rows for pk in (row.author_id, row.decided_by_id) if pk})
    return [_row(pregnancy, row, people) for row in rows]


def dating_row(pregnancy: Pregnancy, dating_id: UUID) -> DatingRow:
    """One of them. Raises NotVisible."""
    found = next((row for row in dating_rows(pregnancy) if row.public_id == dating_id), None)
    if found is None:
        raise NotVisible
    return found


def _row(pregnancy: Pregnancy, row: Dating, people: dict[int, Person]) -> DatingRow:
    waits = row.state == DatingState.PROPOSED
    return DatingRow(
        public_id=row.public_id,
        basis=str(row.get_basis_display()),
        inputs=inputs_in_words(row),
        due_on=row.due_on,
        difference=_days(row.difference_days),
        state=_state(pregnancy, row),
        counts=row.state == DatingState.ACCEPTED,
        is_old=row.state in (DatingState.SUPERSEDED, DatingState.WITHDRAWN),
        explanation=row.reason,
        recorded_at=row.recorded_at,
        author=_name(people, row.author_id),
        decide_url=reverse("console:decide_dating", args=[pregnancy.public_id, row.public_id])
        if waits
        else "",
        recommended=DECISION_OF.get(row.recommendation, ""),
        recommendation_sentence=_recommendation(row),
    )


def _state(pregnancy: Pregnancy, row: Dating) -> str:
    """After the end of a pregnancy no due date counts any more."""
    if row.state == DatingState.ACCEPTED and not assumes_going(pregnancy):
        return _("Counted until the end")
    return str(row.get_state_display())


def _name(people: dict[int, Person], pk: int | None) -> str:
    return people[pk].get_full_name() if pk in people else "?"


def _days(difference_days: int | None) -> str:
    if difference_days is None:
        return "–"
    sign = "+" if difference_days > 0 else "−" if difference_days < 0 else "±"
    count = abs(difference_days)
    return sign + ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _recommendation(row: Dating) -> str:
    if row.recommendation == Recommendation.CLINICIAN:
        return _("The rules leave this to you.")
    if row.difference_days is None:
        return _("It is the first dating of this pregnancy.")
    if row.recommendation == Recommendation.REPLACE:
        return _("The rules say: use this due date. It differs by %(difference)s.") % {
            "difference": _days(row.difference_days)
        }
    return _("The rules say: keep the due date. This one differs by %(difference)s only.") % {
        "difference": _days(row.difference_days)
    }


def inputs_in_words(row: Dating) -> str:
    """What was typed, as one line: «12 May 2026 · 50.2 mm, 51 mm»."""
    return " · ".join(word for name, value in row.inputs.items() if (word := _input(name, value)))


def _input(name: str, value: Any) -> str:
    if value is None or name in ("formula", "cycle_is_regular"):
        return ""
    if name.endswith("_on"):
        return words.day(date.fromisoformat(value))
    if name.endswith("_mm"):
        return ", ".join(f"{mm:g} mm" for mm in (value if isinstance(value, list) else [value]))
    if name == "age_days":
        return words.gestational_age(value)
    if name == "cycle_days":
        return _("cycle of %(days)s days") % {"days": value}
    if name == "embryo_age_days":
        return ngettext("embryo of %(count)d day", "embryo of %(count)d days", value) % {"count": value}
    return str(value)
