"""A mother's recordings over days and weeks: figures of stored analyses, one chart each, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Person
from apps.alerts.selectors.alerts import alerts_visible_to
from apps.console.selectors.findings import figure
from apps.console.selectors.readings import FIELD, PERIODS, Chart, Row, dots_of, path_of
from apps.console.selectors.recording import age_days_at, fetus_labels
from apps.observations.charts import words as chart_words
from apps.observations.charts.layout import lay_out
from apps.observations.rules.bands import Band
from apps.observations.selectors.series import DayBand, Series
from apps.pregnancies.days import zone
from apps.pregnancies.models import Pregnancy
from apps.recordings import verdicts
from apps.recordings.models import Analysis
from apps.recordings.selectors import recordings_visible_to
from apps.recordings.verdicts import VerdictSaid
from apps.ui import words as ui_words

USUAL: Final = "month"
MOST: Final = 300
NORMAL_BASELINE: Final = (110.0, 160.0)
Figure = Callable[[Mapping[str, Any]], float | None]
FIGURES: Final[tuple[tuple[str, Any, str, Figure], ...]] = (
    ("trace_baseline", gettext_lazy("Baseline"), "bpm", lambda found: found["mean_baseline_bpm"]),
    ("trace_stv", gettext_lazy("Short-term variation"), "ms", lambda found: found["stv_ms"]),
    ("trace_variability", gettext_lazy("Variability"), "bpm", lambda found: found["variability_bpm"]),
    ("trace_loss", gettext_lazy("Signal loss"), "%", lambda found: _percent(found["signal_loss"])),
)


@dataclass(frozen=True)
class Told:
    """One fetus of one recording. Figures are written; None is «?»."""

    label: str
    at: datetime
    found: Mapping[str, Any]
    verdicts: Sequence[VerdictSaid]

    @property
    def figures(self) -> list[str | None]:
        """Every figure as it is written, in the order of the charts."""
        return [_written(value(self.found)) for _code, _title, _unit, value in FIGURES]


@dataclass(frozen=True)
class Line:
    """One recording in the table."""

    url: str
    started_at: datetime
    age_days: int | None
    duration_s: float
    fetuses: Sequence[Told]
    state: str


@dataclass(frozen=True)
class Trend:
    """Everything on the page of one period."""

    charts: Sequence[Chart]
    lines: Sequence[Line]
    columns: Sequence[str]
    alerts: Sequence[tuple[str, int]]
    periods: Sequence[tuple[Any, str, bool]]
    is_cut: bool


def trend_url(pregnancy: Pregnancy) -> str:
    """Return the address of the page."""
    return reverse("console:trend", args=[pregnancy.public_id])


def trend(person: Person, pregnancy: Pregnancy, *, period: str, at: datetime) -> Trend:
    """Return the page. The pregnancy is one of `pregnancies_visible_to`."""
    chosen = period if period in PERIODS else USUAL
    start = at - timedelta(days=PERIODS[chosen][1])
    rows = _rows(person, pregnancy, start)
    lines = [_line(row, pregnancy) for row in rows[:MOST]]
    alerts = _alerts(person, pregnancy, start)
    draw = _Drawing(start, at, pregnancy)
    told = [one for line in lines for one in line.fetuses]
    labels = sorted({one.label for one in told}) or [""]
    charts = [draw.figure(told, label, *about) for label in labels for about in FIGURES]
    minutes = Counter[date]()
    for line in (one for one in lines if one.duration_s):
        minutes[draw.day(line.started_at)] += round(line.duration_s / 60)
    charts.append(draw.days("trace_minutes", _("Minutes recorded a day"), "min", minutes))
    charts.append(
        draw.days("trace_alerts", _("Alerts a day"), "", Counter(draw.day(one.raised_at) for one in alerts))
    )
    url = trend_url(pregnancy)
    return Trend(
        charts=charts,
        lines=lines,
        columns=[f"{title} ({unit})" for _code, title, unit, _value in FIGURES],
        alerts=_by_rule(alerts),
        periods=[(name, f"{url}?period={code}", code == chosen) for code, (name, _days) in PERIODS.items()],
        is_cut=len(rows) > MOST,
    )


def _rows(person: Person, pregnancy: Pregnancy, start: datetime) -> list[Any]:
    found = recordings_visible_to(person).filter(pregnancy=pregnancy, started_at__gte=start)
    rows: list[Any] = list(
        found.select_related("fetus", "second_fetus", "subject").order_by("-started_at", "-pk")[: MOST + 1]
    )
    ids = [row.current_analysis_id for row in rows if row.current_analysis_id]
    analyses = Analysis.objects.visible_to(person).filter(pk__in=ids).defer("baseline")
    results = {one.pk: one.result for one in analyses}
    for row in rows:
        row.found = results.get(row.current_analysis_id or 0)
    return rows


def _line(row: Any, pregnancy: Pregnancy) -> Line:
    labels = fetus_labels(row) if row.is_of_twins else [""]
    fetuses = row.found["fetuses"] if row.found else []
    return Line(
        url=reverse("console:recording", args=[row.public_id]),
        started_at=row.started_at,
        age_days=age_days_at(row, pregnancy),
        duration_s=row.duration_s,
        fetuses=[
            Told(label, row.started_at, found, verdicts.said(found))
            for label, found in zip(labels, fetuses, strict=False)
        ],
        state=str(row.get_state_display()),
    )


def _alerts(person: Person, pregnancy: Pregnancy, start: datetime) -> list[Any]:
    return list(
        alerts_visible_to(person).filter(pregnancy=pregnancy, raised_at__gte=start).order_by("-raised_at")
    )


def _by_rule(alerts: Sequence[Any]) -> list[tuple[str, int]]:
    from apps.alerts.showing import title_of

    return Counter(title_of(one) for one in alerts).most_common()


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _written(value: float | None) -> str | None:
    return figure(value, decimals=0 if value is not None and abs(value) >= 20 else 1)


class _Drawing:
    """Draws charts of one period in the mother's own days."""

    def __init__(self, start: datetime, end: datetime, pregnancy: Pregnancy) -> None:
        self.start, self.end, self.zone = start, end, zone(pregnancy.subject)

    def day(self, at: datetime) -> date:
        """The calendar day of a moment where the mother lives."""
        return at.astimezone(self.zone).date()

    def figure(self, told: Sequence[Told], label: str, code: str, title: Any, unit: str, of: Figure) -> Chart:
        """One figure of one fetus, a point for each recording in which it is known."""
        known = [
            (one.at, value) for one in told if one.label == label and (value := of(one.found)) is not None
        ]
        name = _("%(measure)s, fetus %(label)s") % {"measure": title, "label": label} if label else str(title)
        bands = self._bands(*NORMAL_BASELINE) if code == "trace_baseline" else []
        return self._chart(f"{code}{label}", name, unit, sorted(known), bands, code)

    def days(self, code: str, title: str, unit: str, by_day: Mapping[date, int]) -> Chart:
        """A sum for each day on which there is one."""
        points = [
            (min(datetime.combine(day, time(12), self.zone), self.end), float(value))
            for day, value in sorted(by_day.items())
        ]
        return self._chart(code, title, unit, points, [], code)

    def _bands(self, low: float, high: float) -> list[DayBand]:
        return [DayBand(self.day(at), Band(low=low, high=high)) for at in (self.start, self.end)]

    def _chart(
        self,
        code: str,
        title: str,
        unit: str,
        points: Sequence[tuple[datetime, float]],
        bands: Sequence[DayBand],
        measure: str,
    ) -> Chart:
        series = Series(
            measure=measure,
            part="",
            fetus="",
            unit=unit,
            start=self.start,
            end=self.end,
            at=[at for at, _value in points],
            value=[value for _at, value in points],
            second_value=[None] * len(points),
            bands=bands,
        )
        layout = lay_out(series, self.zone, day_ticks=4)
        moments = [ui_words.moment(at, self.zone) for at in series.at]
        figures = [chart_words.figure(value) for value in series.value]
        said = list(zip(moments, figures, strict=True))
        return Chart(
            code=code,
            title=title,
            unit=unit,
            layout=layout,
            areas=[path_of(area.outline, is_closed=True) for area in layout.areas],
            curves=[],
            line=path_of(layout.points),
            dots=dots_of(layout.points),
            second_line="",
            second_dots="",
            marks=[],
            y_ticks=[(f"{tick.place * 100:.1f}%", chart_words.figure(tick.value)) for tick in layout.y_ticks],
            x_ticks=[
                (f"{one.place * 100:.1f}%", ui_words.day_without_year(one.day)) for one in layout.x_ticks
            ],
            rows=[Row(when, value) for when, value in said][::-1],
            points=[
                {"x": round(x * FIELD), "y": round(y * FIELD), "words": f"{when}: {value} {unit}".strip()}
                for (x, y), (when, value) in zip(layout.points, said, strict=True)
            ],
            source=_("Band: 110 to 160 bpm (FIGO 2015)") if bands else "",
            note="",
            newest=f"{figures[-1]} {unit}".strip() if figures else "",
        )
