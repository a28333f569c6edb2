"""A mother's readings as charts: one for each measure that she has, the fetus's growth, and what was written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import Person
from apps.observations import wording
from apps.observations.charts import words
from apps.observations.charts.layout import Layout, Point, lay_out
from apps.observations.models import Observation, Origin
from apps.observations.selectors.readings import readings_visible_to
from apps.observations.selectors.series import Asked, Series, series_of
from apps.observations.services import by_hand
from apps.pregnancies.days import zone
from apps.pregnancies.models import Pregnancy
from apps.ui import words as ui_words

PERIODS: Final[dict[str, tuple[Any, int]]] = {
    "week": (pgettext_lazy("period", "Week"), 7),
    "month": (gettext_lazy("Month"), 31),
    "quarter": (gettext_lazy("3 months"), 92),
    "pregnancy": (gettext_lazy("Pregnancy"), 300),
}
USUAL: Final = "month"
ALWAYS: Final = ("body_weight", "blood_pressure", "blood_glucose")
"""Shown also where there is nothing yet: these are asked of everybody."""
CHARTED: Final = (
    *ALWAYS,
    "fetal_movement_session",
    "body_temperature",
    "oxygen_saturation",
    "resting_heart_rate",
    "haemoglobin",
    "ferritin",
    "hba1c",
    "urine_protein",
    "symphysis_fundal_height",
    "step_count",
    "sleep_duration",
)
POINTS: Final = 300
FIELD: Final = 1_000
"""The plot's own coordinates; the browser stretches them to the card, lines and points keep their width."""
LATEST: Final = 12
BACK_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A point in the table that stands for the chart."""

    when: str
    value: str


@dataclass(frozen=True)
class Chart:
    """One card. Paths are SVG in the plot's own coordinates."""

    code: str
    title: str
    unit: str
    layout: Layout
    areas: Sequence[str]
    curves: Sequence[tuple[str, str]]
    line: str
    dots: str
    second_line: str
    second_dots: str
    marks: Sequence[tuple[int, str]]
    y_ticks: Sequence[tuple[str, str]]
    x_ticks: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    points: Sequence[dict[str, Any]]
    source: str
    note: str
    newest: str

    @property
    def is_empty(self) -> bool:
        return self.layout.is_empty

    @property
    def points_id(self) -> str:
        """Where the script finds the points."""
        return f"{self.code}-points"


@dataclass(frozen=True)
class Written:
    """A reading that somebody wrote by hand."""

    name: str
    value: str
    when: str
    by: str
    version: int
    is_deleted: bool
    correct_url: str
    delete_url: str
    restore_url: str


@dataclass(frozen=True)
class ReadingsPage:
    """Everything on the page of one period."""

    charts: Sequence[Chart]
    growth: Sequence[Chart]
    written: Sequence[Written]
    periods: Sequence[tuple[Any, str, bool]]
    entries: Sequence[tuple[str, str]]


def readings_url(pregnancy: Pregnancy) -> str:
    """Return the address of the page."""
    return reverse("console:readings", args=[pregnancy.public_id])


def readings_page(person: Person, pregnancy: Pregnancy, *, period: str, at: datetime) -> ReadingsPage:
    """Return the page. The pregnancy is one of `pregnancies_visible_to`."""
    chosen = period if period in PERIODS else USUAL
    start = at - timedelta(days=PERIODS[chosen][1])
    has = _measures_of(person, pregnancy)
    shown = [code for code in CHARTED if code in ALWAYS or code in has]
    mother = pregnancy.subject
    found = [series_of(person, mother, Asked(code, start, at, POINTS)) for code in shown]
    url = readings_url(pregnancy)
    return ReadingsPage(
        charts=[_chart(one, pregnancy) for one in found],
        growth=_growth(person, pregnancy, at),
        written=_written(person, pregnancy, at),
        periods=[
            (words_, f"{url}?period={code}", code == chosen) for code, (words_, _days) in PERIODS.items()
        ],
        entries=[(wording.measure(code), f"{url}new?measure={code}") for code in by_hand.may_write(person)],
    )


def _measures_of(person: Person, pregnancy: Pregnancy) -> set[str]:
    rows = readings_visible_to(person).filter(subject=pregnancy.subject).order_by("measure", "-start_at")
    return {row.measure for row in rows.distinct("measure")}


def _growth(person: Person, pregnancy: Pregnancy, at: datetime) -> list[Chart]:
    """Charts of every fetus that was scanned, over the whole pregnancy and some weeks ahead."""
    scans = readings_visible_to(person).filter(pregnancy=pregnancy, measure="fetal_biometry")
    labels = sorted({str(row.detail.get("fetus", "A")) for row in scans})
    start, end = at - timedelta(days=PERIODS["pregnancy"][1]), at + timedelta(days=28)
    asked = [
        Asked("fetal_biometry", start, end, POINTS, part, label)
        for label in labels
        for part in ("", "hc_mm", "ac_mm", "fl_mm")
    ]
    found = [series_of(person, pregnancy.subject, one) for one in asked]
    return [_chart(_from_first_band(one), pregnancy) for one in found if one.value]


def _from_first_band(found: Series) -> Series:
    """Leave out the weeks before the standard begins."""
    if not found.bands:
        return found
    first = datetime.combine(found.bands[0].day, found.start.timetz(), found.start.tzinfo)
    return Series(**{**found.__dict__, "start": max(found.start, min(first, found.at[0]))})


def _chart(found: Series, pregnancy: Pregnancy) -> Chart:
    own = zone(pregnancy.subject)
    layout = lay_out(found, own, day_ticks=4)
    unit = words.unit(found)
    figures = [_figure(found, number) for number in range(len(found.at))]
    moments = [ui_words.moment(at, own) for at in found.at]
    values = {mark.code: mark.value for mark in found.marks}
    several = len(pregnancy.fetuses.all()) > 1 and found.measure == "fetal_biometry"
    return Chart(
        code=f"{found.measure}{found.part}{found.fetus}",
        title=words.title(found),
        unit=unit,
        layout=layout,
        areas=[path_of(area.outline, is_closed=True) for area in layout.areas],
        curves=[(f"{centile:g}", path_of(curve)) for centile, curve in layout.curves],
        line=path_of(layout.points) if layout.is_joined else "",
        dots=dots_of(layout.points),
        second_line=path_of(layout.second_points),
        second_dots=dots_of(layout.second_points),
        marks=[
            (round(place * FIELD), f"{words.mark(code)}: {words.figure(values[code])} {unit}".strip())
            for code, place in layout.marks
        ],
        y_ticks=[(f"{tick.place * 100:.1f}%", words.figure(tick.value)) for tick in layout.y_ticks],
        x_ticks=[
            (f"{tick.place * 100:.1f}%", ui_words.day_without_year(tick.day)) for tick in layout.x_ticks
        ],
        rows=[Row(when, value) for when, value in zip(moments, figures, strict=True)][::-1],
        points=[
            {"x": round(x * FIELD), "y": round(y * FIELD), "words": f"{when}: {value} {unit}".strip()}
            for (x, y), when, value in zip(layout.points, moments, figures, strict=True)
        ],
        source=words.source(found),
        note=_("Charts of one fetus stand in: there are none for twins.") if several else "",
        newest=f"{figures[-1]} {unit}".strip() if figures else "",
    )


def _figure(found: Series, number: int) -> str:
    second = found.second_value[number]
    first = words.figure(found.value[number])
    return first if second is None else f"{first}/{words.figure(second)}"


def path_of(points: Sequence[Point], *, is_closed: bool = False) -> str:
    """A line through points given as shares of the plot, in its own coordinates."""
    if not points:
        return ""
    steps = " L".join(f"{x * FIELD:.0f} {y * FIELD:.0f}" for x, y in points)
    return f"M{steps}{' Z' if is_closed else ''}"


def dots_of(points: Sequence[Point]) -> str:
    """Points as lines without length: with round ends they stay round however the plot is stretched."""
    return " ".join(f"M{x * FIELD:.0f} {y * FIELD:.0f}h0" for x, y in points)


def _written(person: Person, pregnancy: Pregnancy, at: datetime) -> list[Written]:
    """The newest readings written by hand; what was deleted within a day can be brought back."""
    rows = (
        Observation.objects.visible_to(person)
        .filter(pregnancy=pregnancy, origin=Origin.HAND)
        .exclude(deleted_at__lt=at - BACK_WITHIN)
        .select_related("recorded_by", "subject")
        .order_by("-start_at", "-pk")[:LATEST]
    )
    return [_line(row, person, pregnancy) for row in rows]


def _line(row: Observation, person: Person, pregnancy: Pregnancy) -> Written:
    base = f"{readings_url(pregnancy)}{row.public_id}/"
    is_theirs = row.recorded_by_id != row.subject_id and row.measure in by_hand.may_write(person)
    is_deleted = row.deleted_at is not None
    return Written(
        name=wording.measure(row.measure),
        value=said(row),
        when=ui_words.moment(row.start_at, zone(pregnancy.subject)),
        by=row.recorded_by.get_full_name(),
        version=row.version,
        is_deleted=is_deleted,
        correct_url=f"{base}correct" if is_theirs and not is_deleted else "",
        delete_url=f"{base}delete" if is_theirs and not is_deleted else "",
        restore_url=f"{base}restore" if is_theirs and is_deleted else "",
    )


def said(row: Observation) -> str:
    """A reading in words: a symptom by its name, a strip by its grade, a scan by its weight."""
    detail = row.detail
    if row.measure == "symptoms":
        strength = wording.STRENGTHS.get(detail.get("strength", ""), "")
        return f"{wording.SYMPTOMS.get(detail.get('code', ''), '')} ({strength})"
    if "grade" in detail:
        return str(detail["grade"])
    if detail.get("is_less"):
        return _("fewer or different movements")
    if row.value is None:
        return ui_words.UNKNOWN
    second = "" if row.second_value is None else f"/{words.figure(row.second_value)}"
    unit = detail.get("unit") if row.measure == "laboratory" else wording.unit(row.unit)
    name = f"{detail['name']} " if row.measure == "laboratory" else ""
    return f"{name}{words.figure(row.value)}{second} {unit}".strip()
