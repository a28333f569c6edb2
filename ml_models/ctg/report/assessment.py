"""What stands behind the strip: ten minutes by ten minutes, verdicts, caveats, method, signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ml_models.ctg.recording import Recording
from ml_models.ctg.report import clock as clocks
from ml_models.ctg.report import table, verdicts
from ml_models.ctg.report.clock import Clock
from ml_models.ctg.report.findings import Found
from ml_models.ctg.report.flow import LINE_MM, WIDTH_MM, Flow
from ml_models.ctg.report.layout import SIDE_MM
from ml_models.ctg.report.sheet import SOFT, Sheet

COLUMNS: Final = (
    "time", "baseline", "variability", "accelerations", "early", "late", "variable", "prolonged", "untyped",
    "contractions", "lost", "not_believed",
)  # fmt: skip
WIDTHS_MM: Final = (34.0, 24.0, 24.0, 19.0, 19.0, 19.0, 21.0, 21.0, 26.0, 22.0, 20.0, 24.0)
NOTHING: Final = "–"


def draw(sheet: Sheet, recording: Recording, found: list[Found], clock: Clock) -> None:
    """Write the pages behind the strip, beginning on a new one."""
    flow = Flow(sheet)
    if not found:
        flow.heading(sheet.words("findings"))
        flow.words(sheet.words("not_analysed"))
    for one in found:
        flow.heading(_title(sheet, recording, one), with_mm=40)
        if sheet.about.findings_are_older:
            flow.words(sheet.words("findings_older"))
        flow.facts(_summary(sheet, recording, one))
        flow.heading(sheet.words("per_ten"))
        rows = [_cells(row, clock) for row in table.rows(one, recording)]
        flow.table([_column(sheet, name) for name in COLUMNS], rows, WIDTHS_MM)
        flow.y_mm += 1
        flow.words(sheet.words("table_note"), size_pt=7, ink=SOFT)
        _verdicts(flow, one, clock)
        _notes(flow, one)
    _disagreements(flow)
    _signature(flow)
    _method(flow, found)


def _title(sheet: Sheet, recording: Recording, one: Found) -> str:
    words, labels = sheet.words, sheet.about.fetus_labels
    if not recording.twins:
        return words("findings")
    label = labels[one.fetus - 1] if one.fetus <= len(labels) else one.fetus
    return f"{words('findings')} · {words('fetus', label=label)}"


def _summary(sheet: Sheet, recording: Recording, one: Found) -> list[tuple[str, str]]:
    words, facts = sheet.words, one.facts
    lost, left_out = table.in_all(one, recording)
    return [
        *_week(sheet, facts),
        (words("length"), f"{recording.duration_s / 60:.1f} {words('minutes')}"),
        (words("mean_baseline"), _told(facts.get("mean_baseline_bpm"), 0, words("bpm"))),
        (words("bandwidth"), _told(table.variability_bpm(facts), 0, words("bpm"))),
        (words("stv"), _told(facts.get("stv_ms"), 1, "ms")),
        (f"{words('lost')} · {words('not_believed')}", f"{_percent(lost)} · {_percent(left_out)}"),
    ]


def _week(sheet: Sheet, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The week that the findings were made for, where it is not the one at the head."""
    weeks = facts.get("gestation_weeks")
    days = None if weeks is None else round(weeks * 7)
    if "gestation_weeks" not in facts or days == sheet.about.gestation_days:
        return []
    return [(sheet.words("findings_week"), sheet.week(days))]


def _column(sheet: Sheet, name: str) -> str:
    unit = f" ({sheet.words('bpm')})" if name in ("baseline", "variability") else ""
    return sheet.words(name) + unit


def _cells(row: table.Row, clock: Clock) -> list[str]:
    counts = [row.accelerations, *row.decelerations.values(), row.contractions]
    return [
        f"{clock.exact(row.start_s)}–{clock.exact(row.end_s)}",
        _told(row.baseline_bpm, 0),
        _told(row.variability_bpm, 0),
        *(NOTHING if count is None else str(count) for count in counts),
        _percent(row.lost),
        _percent(row.not_believed),
    ]


def _verdicts(flow: Flow, one: Found, clock: Clock) -> None:
    words = flow.sheet.words
    flow.heading(words("verdicts"))
    if not one.verdicts:
        flow.words(words("no_verdicts"), ink=SOFT)
    for verdict in verdicts.in_words(one.verdicts, words, clock.exact):
        flow.room(16)
        flow.words(f"{verdict.title}: {verdict.label}", size_pt=10)
        flow.words(verdict.version, size_pt=7, ink=SOFT)
        for reason in verdict.why_not:
            flow.words(reason, indent_mm=4)
        for group in verdict.groups:
            flow.room(10)
            flow.words(group.title, size_pt=7.5, ink=SOFT, indent_mm=4)
            for line, detail in group.lines:
                flow.room(2 * LINE_MM)
                flow.words(line, indent_mm=8, size_pt=7.5 if group.fate == "met" else 8.5)
                if detail:
                    flow.words(detail, size_pt=7, ink=SOFT, indent_mm=8)
        flow.y_mm += 1.5


def _notes(flow: Flow, one: Found) -> None:
    codes: list[Any] = list(one.facts.get("notes") or ())
    if codes:
        flow.heading(flow.sheet.words("notes"))
    for code in codes:
        flow.words(f"· {flow.sheet.words.note(str(code))}")


def _disagreements(flow: Flow) -> None:
    """Who reads the trace otherwise than the method, before who has signed."""
    said = flow.sheet.about.disagreements
    if said:
        flow.heading(flow.sheet.words("disagreements"))
    for sentence in said:
        flow.words(f"· {sentence}")


def _signature(flow: Flow) -> None:
    """The data of a reading that was signed, else the places to sign by hand."""
    words, about = flow.sheet.words, flow.sheet.about
    signed = about.signature
    flow.heading(words("reviewer"), with_mm=22)
    if signed is None:
        flow.words(words("unsigned"), ink=SOFT)
        flow.y_mm += 1
        flow.room(16)
        width = (WIDTH_MM - 8) / 3
        for place, label in enumerate(("reviewer", "signature", "date")):
            flow.box(words(label), SIDE_MM + place * (width + 4), width)
        flow.y_mm += 16
        return
    at = clocks.moment(signed.signed_at, about.zone)
    flow.words(words("signed", name=signed.name, at=at, version=signed.version), size_pt=9.5)
    if signed.on_older_analysis:
        flow.words(words("signed_older"))
    for line in signed.words:
        flow.words(line, indent_mm=4)


def _method(flow: Flow, found: list[Found]) -> None:
    words = flow.sheet.words
    flow.heading(words("method"), with_mm=12)
    for one in found:
        result = one.facts.get("result_hash")
        version = str(one.facts.get("method_version") or words("unknown"))
        flow.facts(
            [
                (words("method"), version),
                (words("hash"), f"SHA-256 {result}" if result else words("not_kept")),
            ]
        )


def _told(value: Any, digits: int, unit: str = "") -> str:
    """Return a number in words; a dash where it cannot be told, never 0."""
    return NOTHING if value is None else f"{value:.{digits}f} {unit}".rstrip()


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share * 100:.0f} %"
