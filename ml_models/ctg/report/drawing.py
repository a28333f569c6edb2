"""The whole report: the strip page by page, then what was found. The look at the trace comes before the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ml_models.ctg.analysis import Analysis
from ml_models.ctg.recording import Recording
from ml_models.ctg.report import assessment, keys, strip
from ml_models.ctg.report.clock import Clock
from ml_models.ctg.report.findings import Found, found
from ml_models.ctg.report.header import Header
from ml_models.ctg.report.layout import LEFT_MM, SIDE_MM, TOCO_UNITS_PER_CM, Layout, Paper, layout
from ml_models.ctg.report.sheet import SOFT, Sheet
from ml_models.ctg.report.words import Say, words_of

Given = Analysis | Found


def pdf(
    analysis: Given | Sequence[Given],
    recording: Recording,
    header: Header | None = None,
    *,
    paper: Paper | None = None,
    language: str = "en",
    translate: Say = str,
) -> bytes:
    """Return the report as a PDF.

    `analysis`: of one fetus, or of each (of twins both belong on the paper); `found(...)` makes one of findings that were
    kept. `translate`: for sentences that come with the
    findings. Raises ValueError for a language, a speed or a scale that is not there.
    """
    about = _completed(header or Header(), recording, analysis)
    paper = paper or Paper()
    one_each = _each(analysis, recording)
    sheet = Sheet(about, words_of(language, translate))
    clock = Clock(about.start, about.zone)
    panels = _layout(recording, paper)
    rows = list(strip.rows_of(recording, clock, panels))
    for row in rows:
        sheet.add_page()
        _caption(sheet, row, recording, one_each, panels, clock, behind=len(rows) + 1)
        strip.draw(sheet, row, recording, one_each, panels, clock)
    assessment.draw(sheet, recording, one_each, clock)
    return bytes(sheet.output())


def strip_pages(recording: Recording, header: Header | None = None, *, paper: Paper | None = None) -> int:
    """Return how many pages the strip takes; what was found stands behind them."""
    about = _completed(header or Header(), recording, ())
    paper = paper or Paper()
    return len(list(strip.rows_of(recording, Clock(about.start, about.zone), _layout(recording, paper))))


def _each(analysis: Given | Sequence[Given], recording: Recording) -> list[Found]:
    given = list(analysis) if isinstance(analysis, Sequence) else [analysis]
    if len(given) > recording.fetuses:
        raise ValueError(f"{len(given)} analyses of a recording of {recording.fetuses}")
    return [one if isinstance(one, Found) else found(one.to_dict()) for one in given]


def _completed(header: Header, recording: Recording, analysis: object) -> Header:
    """Fill in what the recording and the analysis know and the caller did not say."""
    told = header
    if told.start is None and recording.start is not None:
        told = replace(told, start=recording.start)
    first = next(iter(analysis), None) if isinstance(analysis, Sequence) else analysis
    weeks = first.gestation_weeks if isinstance(first, Analysis) else None
    if told.gestation_days is None and weeks is not None:
        told = replace(told, gestation_days=round(weeks * 7))
    return told


def _layout(recording: Recording, paper: Paper) -> Layout:
    rates = np.concatenate(
        [recording.fhr1_bpm, recording.fhr2_bpm, recording.mhr_bpm, np.array([110.0, 160.0])]
    )
    known = rates[np.isfinite(rates)]
    return layout(
        paper,
        lowest_bpm=float(known.min()),
        highest_bpm=float(known.max()),
        fetuses=recording.fetuses,
    )


def _caption(
    sheet: Sheet,
    row: strip.Row,
    recording: Recording,
    found_each: list[Found],
    panels: Layout,
    clock: Clock,
    *,
    behind: int,
) -> None:
    """Write which part of the recording this is, at which speed and scale, and what the lines are."""
    words, paper = sheet.words, panels.paper
    shown_from, shown_to = max(0.0, row.start_s), min(recording.duration_s, row.end_s)
    part = words("part", **{"from": clock.exact(shown_from), "to": clock.exact(shown_to)})
    if clock.start is not None:
        part = f"{clock.local(shown_from):%Y-%m-%d} {part}"
    else:
        part = f"{part} · {words('no_time')}"
    pair = words("paper", speed=paper.cm_per_min, scale=paper.bpm_per_cm, toco=f"{TOCO_UNITS_PER_CM:g}")
    sheet.write_at(f"{part}   {pair}", SIDE_MM, 25.2, size_pt=7.5, width_mm=165)
    strip.legend(sheet, recording, found_each, panels.right_mm, 25.2)
    foot = panels.bottom_mm + 2.5
    sheet.write_at(words("letters"), LEFT_MM, foot, size_pt=6.5, ink=SOFT, width_mm=170)
    keys.draw(sheet, recording, found_each, LEFT_MM, panels.right_mm, foot + keys.LINE_MM)
    if row.number == 0:
        left = LEFT_MM + 172
        sheet.write_at(
            words("findings_from", page=behind),
            left,
            foot,
            size_pt=6.5,
            ink=SOFT,
            align="right",
            width_mm=panels.right_mm - left,
        )
