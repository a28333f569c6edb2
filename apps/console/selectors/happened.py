"""The timeline of a mother's page: what every app registered, each with the page that shows more of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from apps.accounts.models import Person
from apps.console.selectors.nutrition import nutrition_url
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import timeline
from apps.pregnancies.timeline import Entry

ICONS = {
    "pregnancy.dating": "calendar",
    "pregnancy.fetus": "baby",
    "pregnancy.begun": "baby",
    "pregnancy.risk_factor": "level-warning",
    "pregnancy.outcome": "edit",
    "nutrition.week": "food",
    "nutrition.note": "note",
}
SHOWN_ENTRIES = 40


@dataclass(frozen=True)
class Happened:
    """A line of the timeline."""

    at: datetime | date
    is_day: bool
    icon: str
    title: str
    text: str
    url: str = ""


def happened(person: Person, pregnancy: Pregnancy) -> list[Happened]:
    """Return the newest lines of a pregnancy in hand."""
    return [_line(entry, pregnancy) for entry in timeline(person, pregnancy, limit=SHOWN_ENTRIES)]


def _line(entry: Entry, pregnancy: Pregnancy) -> Happened:
    icon = ICONS.get(entry.kind, "trace" if entry.kind.startswith(("recording", "review")) else "info")
    is_trace = entry.kind.startswith("recording") and entry.object_id
    text = "" if is_trace else entry.detail
    return Happened(entry.at or entry.on, entry.at is None, icon, entry.title, text, _url(entry, pregnancy))


def _url(entry: Entry, pregnancy: Pregnancy) -> str:
    if entry.kind.startswith("recording") and entry.object_id:
        return reverse("console:recording", args=[entry.object_id])
    if entry.kind == "nutrition.week":
        return nutrition_url(pregnancy, entry.on)
    return f"{nutrition_url(pregnancy)}#notes" if entry.kind == "nutrition.note" else ""
