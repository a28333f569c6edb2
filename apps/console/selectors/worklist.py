"""The worklist page: rows of `recordings`, what only `pregnancies` knows, the tabs that count them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import Person
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import gestational_age, pregnancies_visible_to
from apps.recordings.worklist import Row, Worklist, worklist

ALL: Final = "all"
TABS: Final = {
    ALL: gettext_lazy("All"),
    "critical": gettext_lazy("Critical"),
    "warning": gettext_lazy("Needs attention"),
    "unknown": gettext_lazy("Unknown"),
    "notice": gettext_lazy("For information"),
}


@dataclass(frozen=True)
class Tab:
    """A filter with the number of rows that it shows."""

    words: Any
    url: str
    is_current: bool
    count: int


@dataclass(frozen=True)
class WorklistRow:
    """One line in words."""

    url: str
    mother_name: str
    fetuses: str
    level: str
    why: str
    gestational_age_days: int | None
    started_at: datetime
    duration_s: float
    waiting_since: datetime
    has_own_draft: bool


@dataclass(frozen=True)
class WorklistPage:
    """What the template shows. Tabs and rows come from the same list, so that they cannot disagree."""

    tabs: list[Tab]
    rows: list[WorklistRow]
    is_cut: bool
    caption: str


def worklist_page(person: Person, *, show: str, at: datetime) -> WorklistPage:
    """Return the worklist narrowed to one level (`ALL`: none)."""
    found = worklist(person, at=at)
    show = show if show in TABS else ALL
    chosen = [row for row in found.rows if show in (ALL, row.level)]
    ages = _ages(person, chosen)
    return WorklistPage(
        tabs=_tabs(found, show),
        rows=[_row(row, ages) for row in chosen],
        is_cut=found.is_cut,
        caption=ngettext(
            "%(count)d recording waits, worst first", "%(count)d recordings wait, worst first", len(chosen)
        )
        % {"count": len(chosen)},
    )


def count(person: Person, *, at: datetime) -> int:
    """How many recordings wait: the number in the bar, from the same list."""
    return worklist(person, at=at).total


def _tabs(found: Worklist, show: str) -> list[Tab]:
    counts = {**found.counts, ALL: found.total}
    return [
        Tab(
            words,
            reverse("console:worklist") + ("" if key == ALL else f"?show={key}"),
            key == show,
            counts.get(key, 0),
        )
        for key, words in TABS.items()
    ]


def _ages(person: Person, rows: Sequence[Row]) -> dict[Any, Pregnancy]:
    found = pregnancies_visible_to(person).filter(public_id__in={row.pregnancy_id for row in rows})
    return {pregnancy.public_id: pregnancy for pregnancy in found}


def _row(row: Row, pregnancies: dict[Any, Pregnancy]) -> WorklistRow:
    pregnancy = pregnancies.get(row.pregnancy_id)
    age = gestational_age(pregnancy, row.started_at.date()) if pregnancy else None
    several = pregnancy is not None and len(pregnancy.fetuses.all()) > 1
    return WorklistRow(
        url=reverse("console:recording", args=[row.recording_id]),
        mother_name=row.mother_name,
        fetuses=_fetuses(row) if several else "",
        level=row.level,
        why=row.sentence,
        gestational_age_days=age.days if age and age.is_counted else None,
        started_at=row.started_at,
        duration_s=row.duration_s,
        waiting_since=row.waiting_since,
        has_own_draft=row.has_own_draft,
    )


def _fetuses(row: Row) -> str:
    if row.second_fetus_label:
        return _("Fetuses %(first)s and %(second)s") % {
            "first": row.fetus_label or "?",
            "second": row.second_fetus_label,
        }
    return _("Fetus %(label)s") % {"label": row.fetus_label or "?"}
