"""A mother's plan page: one week of hers as it was planned, why, what became of it, and its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Person
from apps.console.selectors import plan_words
from apps.console.selectors.plan_rows import TargetRow, target_rows
from apps.foundation.errors import NotVisible
from apps.plans import learning, wording
from apps.plans.api.plans_out import day_shown, words_for
from apps.plans.facts import steps_of
from apps.plans.models import Plan, PlanContent, PlanMark
from apps.plans.paper import activity_lines, unmet_line
from apps.plans.rules.adherence import Week
from apps.plans.selectors import plans as reading
from apps.plans.states import PlanState
from apps.pregnancies.models import Pregnancy
from apps.ui import words
from apps.ui.plots import Tick

LEVELS: Final = {
    PlanState.MAKING: "notice",
    PlanState.NEEDS_FACTS: "warning",
    PlanState.DRAFT: "notice",
    PlanState.APPROVED: "notice",
    PlanState.SENT: "ok",
    PlanState.FAILED: "warning",
}
COLUMNS: Final = (
    (gettext_lazy("Breakfast"), ("morning",)),
    (gettext_lazy("Lunch"), ("noon",)),
    (gettext_lazy("Dinner"), ("evening_meal",)),
    (gettext_lazy("Snacks"), ("late_morning", "afternoon", "evening")),
)
SODIUM: Final = "sodium_mg"
"""That a dish brings sodium is no reason for it."""
MOST_REASONS: Final = 2
MARKS: Final = {
    "done": gettext_lazy("eaten"),
    "skipped": gettext_lazy("skipped"),
    "swapped": gettext_lazy("swapped"),
}


@dataclass(frozen=True)
class DishLine:
    """One dish. `why`: what it brings of the day's targets. `mark`: what she said became of it."""

    name: str
    grams: str
    why: list[str]
    caution: str
    is_locked: bool
    mark: str


@dataclass(frozen=True)
class PlanDay:
    """One day: cells by column of the table."""

    on: date
    name: str
    is_today: bool
    totals: list[str]
    cells: list[tuple[str, list[DishLine]]]


@dataclass(frozen=True)
class VersionLine:
    """One version of the week. `difference`: what it changed, in words."""

    number: int
    state: str
    level: str
    reason: list[str]
    at: Any
    url: str
    is_shown: bool


@dataclass(frozen=True)
class PlanPage:
    """What the template shows. `plan` is None where the week has none; `days` is empty while nothing was made."""

    week_start: date
    last: date
    plan: Plan | None
    state: str
    level: str
    progress: int | None
    lead: list[str]
    missing: list[str]
    failure: str
    stale: list[str]
    days: list[PlanDay]
    columns: list[str]
    targets: list[TargetRow]
    ticks: Sequence[Tick]
    unmet: list[str]
    supplements: list[Mapping[str, Any]]
    activity: list[str]
    facts: list[tuple[str, str]]
    remarks: list[str]
    versions: list[VersionLine]
    difference: plan_words.DifferenceWords | None
    adherence: list[str]
    weeks: list[tuple[str, str, bool]]
    sources: list[str]


def plan_page(
    person: Person, pregnancy: Pregnancy, *, week: date, version: int | None, today: date
) -> PlanPage:
    """Return a week of plans. Raises NotVisible for a version that there is not."""
    versions = reading.versions_of(person, pregnancy, week)
    plan = _chosen(versions, version)
    content = reading.content_for(person, plan) if plan else None
    marks = reading.marks_of(person, pregnancy, week, week + timedelta(days=6)) if content else []
    spoken = words_for(person, content) if content else {"supplements": [], "activity": {}}
    rows, ticks = target_rows(content.result) if content else ([], [])
    return PlanPage(
        week_start=week,
        last=week + timedelta(days=6),
        plan=plan,
        state=str(PlanState(plan.state).label) if plan else "",
        level=LEVELS.get(PlanState(plan.state), "unknown") if plan else "",
        progress=_progress(plan),
        lead=_lead(plan),
        missing=wording.all_of(wording.MISSING, plan.missing)
        if plan and plan.state == PlanState.NEEDS_FACTS
        else [],
        failure=wording.words(wording.FAILURES, plan.failure) if plan and plan.failure else "",
        stale=wording.all_of(wording.BECAUSE, plan.stale_because) if plan else [],
        days=_days(content, marks, person.language, today) if content else [],
        columns=[str(name) for name, _whens in COLUMNS],
        targets=rows,
        ticks=ticks,
        unmet=[unmet_line(row) for row in content.result["unmet"]] if content else [],
        supplements=spoken["supplements"],
        activity=activity_lines(spoken["activity"]),
        facts=plan_words.facts(content.inputs) if content else [],
        remarks=wording.all_of(wording.REMARKS, content.inputs.get("remarks", [])) if content else [],
        versions=[_version(pregnancy, one, one is plan) for one in versions],
        difference=plan_words.difference(content.difference, week)
        if content and content.difference
        else None,
        adherence=_adherence(plan, content, today) if plan and content else [],
        weeks=[
            (words.day_without_year(one), _url(pregnancy, one), one == week)
            for one in _weeks(person, pregnancy, week)
        ],
        sources=_sources(content),
    )


def _chosen(versions: Sequence[Plan], version: int | None) -> Plan | None:
    if version is None:
        standing = [one for one in versions if one.state not in (PlanState.SUPERSEDED, PlanState.WITHDRAWN)]
        return next(iter([*standing, *versions]), None)
    found = next((one for one in versions if one.version == version), None)
    if found is None:
        raise NotVisible
    return found


def _progress(plan: Plan | None) -> int | None:
    job = getattr(plan, "job", None) if plan else None
    return job.progress if job and plan and plan.state == PlanState.MAKING else None


def _lead(plan: Plan | None) -> list[str]:
    if plan is None:
        return []
    facts = [_("version %(number)d") % {"number": plan.version}, str(plan.get_reason_display())]
    if plan.approved_by:
        facts.append(_("approved by %(name)s") % {"name": plan.approved_by.get_full_name()})
    return facts


def _days(content: PlanContent, marks: Sequence[PlanMark], language: str, today: date) -> list[PlanDay]:
    said = {
        (mark.day.isoformat(), mark.when, mark.item): str(MARKS[mark.mark])
        for mark in marks
        if mark.kind == "meal"
    }
    return [_day(day_shown(day, language), said, today) for day in content.result["days"]]


def _day(day: Mapping[str, Any], said: Mapping[tuple[str, str, str], str], today: date) -> PlanDay:
    on = date.fromisoformat(day["date"])
    totals = [f"{day['totals']['energy_kcal']:,.0f} kcal"]
    totals += [
        f"{wording.nutrient(name)} {day['totals'][name]:,.0f} {wording.unit(name)}"
        for name in ("protein_g", "iron_mg")
    ]
    cells = [
        (
            str(name),
            [
                _dish(item, meal, day["date"], said)
                for meal in day["meals"]
                if meal["when"] in whens
                for item in meal["items"]
            ],
        )
        for name, whens in COLUMNS
    ]
    return PlanDay(on, words.weekday(on), on == today, totals, cells)


def _dish(
    item: Mapping[str, Any], meal: Mapping[str, Any], day: str, said: Mapping[tuple[str, str, str], str]
) -> DishLine:
    brings = [one for one in item["why"] if one["nutrient"] != SODIUM][:MOST_REASONS]
    why = [
        f"{wording.nutrient(one['nutrient'])} {one['share_of_target'] * 100:.0f}\N{NO-BREAK SPACE}%"
        for one in brings
    ]
    return DishLine(
        item["name"],
        f"{item['grams']:.0f} g",
        why,
        item.get("caution", ""),
        item["locked"],
        said.get((day, meal["when"], item["food_code"]), ""),
    )


def _version(pregnancy: Pregnancy, plan: Plan, is_shown: bool) -> VersionLine:
    reasons = [str(plan.get_reason_display()), *wording.all_of(wording.BECAUSE, plan.because)]
    if plan.withdrawn_because and plan.withdrawn_because != "pregnancy_ended":
        reasons.append(plan.withdrawn_because)
    return VersionLine(
        plan.version,
        str(PlanState(plan.state).label),
        LEVELS.get(PlanState(plan.state), "unknown"),
        reasons,
        plan.made_at or plan.requested_at,
        f"{_url(pregnancy, plan.week_start)}&version={plan.version}",
        is_shown,
    )


def _adherence(plan: Plan, content: PlanContent, today: date) -> list[str]:
    """Say how the week went so far, of a plan that reached her and has begun."""
    if plan.sent_at is None or plan.week_start > today:
        return []
    goal = ((content.result.get("activity") or {}).get("step_goal") or {}).get("steps")
    steps = steps_of(plan.pregnancy, plan.week_start, min(today, plan.week_start + timedelta(days=6)))
    return _adherence_words(learning.week_of(plan, content.result, steps, goal))


def _adherence_words(week: Week) -> list[str]:
    found = []
    if week.known:
        about = {"eaten": week.eaten, "known": week.known, "planned": week.planned}
        found.append(
            _("%(eaten)d of %(known)d dishes eaten of which something is known (planned: %(planned)d)")
            % about
        )
    else:
        found.append(_("Nothing is known yet of what she ate of it."))
    if week.steps_known:
        about = {"reached": week.steps_reached, "known": week.steps_known}
        found.append(_("step goal reached on %(reached)d of %(known)d days with a count") % about)
    return found


def _weeks(person: Person, pregnancy: Pregnancy, week: date) -> list[date]:
    return sorted({week, *reading.weeks_of(person, pregnancy)}, reverse=True)[:12]


def _sources(content: PlanContent | None) -> list[str]:
    if content is None:
        return []
    energy = content.result["energy"]
    return [
        content.result["standard_version"],
        energy["source"],
        *energy["notes"],
        content.result["food_table"],
    ]


def _url(pregnancy: Pregnancy, week: date) -> str:
    return f"{reverse('console:plan', args=[pregnancy.public_id])}?week={week.isoformat()}"


def plan_url(pregnancy: Pregnancy, week: date | None = None) -> str:
    """Return the address of the page, with a week."""
    return _url(pregnancy, week) if week else reverse("console:plan", args=[pregnancy.public_id])
