"""A plan on paper: a week of meals, supplements, activity and what is not met, in the mother's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.consultations.pdf.paper import Paper
from apps.plans import wording
from apps.plans.api.plans_out import day_shown
from apps.plans.models import Plan, PlanContent
from apps.pregnancies.days import zone
from apps.ui import words

MAIN: tuple[str, ...] = (
    "energy_kcal", "protein_g", "carbohydrate_g", "fiber_g", "iron_mg", "calcium_mg", "folate_dfe_ug", "sodium_mg",
)  # fmt: skip


def answer(plan: Plan, content: PlanContent, *, for_clinician: bool) -> HttpResponse:
    """Answer the paper of a plan that may be read."""
    response = HttpResponse(drawn(plan, content, for_clinician=for_clinician), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="plan-{plan.week_start.isoformat()}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def drawn(plan: Plan, content: PlanContent, *, for_clinician: bool = False) -> bytes:
    """Return the PDF. What only a clinician may order stands on it for clinicians only."""
    mother = plan.pregnancy.subject
    with translation.override(mother.language), timezone.override(zone(mother)):
        title = _("Plan of the week from %(day)s") % {"day": words.day(plan.week_start, with_weekday=True)}
        paper = Paper(language=mother.language, title=title, made_at=plan.made_at or plan.requested_at)
        paper.title_line(title)
        paper.facts(_facts(plan, content))
        if plan.note:
            paper.heading(_("From your care team"))
            paper.words(plan.note)
        for day in content.result["days"]:
            _day(paper, day_shown(day, mother.language))
        _supplements(paper, content, mother.language, for_clinician)
        _activity(paper, content, mother.language)
        _unmet(paper, content.result["unmet"])
        return bytes(paper.output())


def _facts(plan: Plan, content: PlanContent) -> list[tuple[str, str]]:
    profile = content.inputs["profile"]
    rows = [
        (_("For"), plan.pregnancy.subject.get_full_name()),
        (_("Version"), str(plan.version)),
        (_("Reference intakes"), content.result["standard_version"]),
        (_("Food table"), content.result["food_table"]),
        (_("Energy of a day"), f"{content.result['targets']['energy_kcal']:,.0f} kcal"),
    ]
    if profile.get("allergies"):
        rows.append((_("Without"), ", ".join(wording.all_of(wording.ALLERGENS, profile["allergies"]))))
    return rows


def _day(paper: Paper, day: Mapping[str, Any]) -> None:
    paper.heading(words.day(date.fromisoformat(day["date"]), with_weekday=True))
    for meal in day["meals"]:
        paper.lead(wording.words(wording.WHEN, meal["when"]))
        paper.words(", ".join(f"{item['name']} {item['grams']:.0f} g" for item in meal["items"]) or "-")
    totals = [
        f"{wording.nutrient(name)} {day['totals'][name]:,.0f} {wording.unit(name)}"
        for name in MAIN
        if name in day["totals"]
    ]
    paper.ln(1)
    paper.note(" · ".join(totals))


def _supplements(paper: Paper, content: PlanContent, language: str, for_clinician: bool) -> None:
    lines = _spoken(content, language)["supplements"]
    if not lines:
        return
    paper.heading(_("Supplements"))
    for line in lines:
        paper.words(line["says"])
        for reason in line.get("why", ()):
            paper.note(reason["says"])
        if line.get("source"):
            paper.note(line["source"])
        proposal = line.get("for_clinician") if for_clinician else None
        if proposal:
            about = {name: proposal[name] for name in ("dose_min", "dose_max", "unit")}
            paper.note(_("For a clinician to order: %(dose_min)g to %(dose_max)g %(unit)s a day") % about)


def _activity(paper: Paper, content: PlanContent, language: str) -> None:
    lines = activity_lines(_spoken(content, language)["activity"])
    if lines:
        paper.heading(_("Activity"))
        for line in lines:
            paper.words(line)


def activity_lines(activity: Mapping[str, Any]) -> list[str]:
    """Return the sentences of an activity, in its order: whatever says something."""
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, Mapping):
            if isinstance(value.get("says"), str):
                found.append(value["says"])
            for name, inner in value.items():
                if name != "says":
                    gather(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                gather(inner)

    gather(activity)
    return list(dict.fromkeys(found))


def _spoken(content: PlanContent, language: str) -> dict[str, Any]:
    found: dict[str, Any] = content.words.get(language) or content.words["en"]
    return found


def _unmet(paper: Paper, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    paper.heading(_("What is not met, and why"))
    for row in rows:
        paper.note(unmet_line(row))


def unmet_line(row: Mapping[str, Any]) -> str:
    """Return a bound that does not hold as one line."""
    name, unit = wording.nutrient(row["nutrient"]), wording.unit(row["nutrient"])
    where = _("mean of the week") if row["day"] is None else _("day %(number)d") % {"number": row["day"] + 1}
    about = {
        "where": where,
        "name": name,
        "amount": f"{row['amount']:,.1f} {unit}",
        "bound": f"{row['bound']:,.1f} {unit}",
        "why": wording.why_unmet(row["why"]),
    }
    return _("%(where)s: %(name)s %(amount)s, aimed at %(bound)s: %(why)s") % about
