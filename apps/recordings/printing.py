"""A recording in hand as the library that draws takes it: header, samples, findings."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext, gettext_noop

from apps.recordings import analysing, disagreements, selectors
from apps.recordings.models import Recording, Report, Review
from ml_models import ctg

BASELINE: Final = gettext_noop("Baseline: %(value)s bpm")
VARIABILITY: Final = gettext_noop("Variability: %(value)s")


def drawn(report: Report, *, at: datetime) -> tuple[bytes, bytes, int]:
    """Return the PDF, its first page as PNG, and how many pages it has. In the report's language, which is active.

    The libraries that draw are heavy: they are loaded here, in the worker.
    """
    import pypdfium2

    from ml_models.ctg import report as drawing
    from ml_models.ctg.report import raster

    given = selectors.given_for_analysis(report.recording)
    pdf = drawing.pdf(
        _findings(report),
        given.recording(),
        header(report, at=at, findings_are_older=_are_older(report, given)),
        paper=drawing.Paper(report.speed_cm_per_min, report.scale_bpm_per_cm),
        language=report.language,
        translate=lambda sentence: gettext(sentence) if sentence else "",
    )
    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    document.close()
    return pdf, raster.png(pdf), pages


def header(report: Report, *, at: datetime, findings_are_older: bool = False) -> ctg.report.Header:
    """Return whose recording it is, in words."""
    from ml_models.ctg.report import Header

    recording = report.recording
    device = (recording.device_maker, recording.device_model, recording.device_serial)
    return Header(
        name=recording.subject.get_full_name(),
        number=str(recording.subject.public_id),
        gestation_days=selectors.gestation_days(recording),
        device=" ".join(word for word in device if word),
        start=recording.started_at,
        zone=zone_of(recording),
        zone_name=recording.zone_name,
        recording=str(recording.public_id),
        made_at=at,
        fetus_labels=tuple(
            fetus.label if fetus else "?" for fetus in (recording.fetus, recording.second_fetus)
        ),
        signature=_signature(report),
        findings_are_older=findings_are_older,
        disagreements=tuple(
            disagreements.sentence(row) for row in disagreements.standing_for_system(recording)
        ),
    )


def zone_of(recording: Recording) -> tzinfo:
    """Return the zone in which the phone's clock showed the start; its offset where it has no name, or an odd one."""
    fixed = timezone(timedelta(minutes=recording.utc_offset_minutes))
    if not recording.zone_name:
        return fixed
    try:
        named = ZoneInfo(recording.zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        return fixed
    is_same = recording.started_at.astimezone(named).utcoffset() == fixed.utcoffset(None)
    return named if is_same else fixed


def _are_older(report: Report, given: analysing.Given) -> bool:
    """Whether the analysis on it saw other samples, or was told another week, than what is drawn."""
    analysis = report.analysis
    return analysis is not None and bytes(analysis.input_sha256) != given.digest


def _findings(report: Report) -> list[ctg.report.Found]:
    from ml_models.ctg.report import found

    analysis = report.analysis
    if analysis is None:
        return []
    lines = analysing.lines(bytes(analysis.baseline))
    return [
        found(
            {**facts, "method_version": analysis.method_version},
            baseline_bpm=line,
            step_s=analysing.LINE_STEP_S,
        )
        for facts, line in zip(analysis.result["fetuses"], lines, strict=True)
    ]


def _signature(report: Report) -> ctg.report.Signature | None:
    from ml_models.ctg.report import Signature

    review = report.review
    if review is None or review.signed_at is None or review.version is None:
        return None
    return Signature(
        name=review.author.get_full_name(),
        signed_at=review.signed_at,
        version=review.version,
        words=tuple(_read(review, report.recording)),
        on_older_analysis=review.analysis_id != report.analysis_id,
    )


def _read(review: Review, recording: Recording) -> list[str]:
    """What she has signed, line by line."""
    read = [(review.baseline_bpm, review.get_variability_display())]
    if recording.is_of_twins:
        read.append((review.second_baseline_bpm, review.get_second_variability_display()))
    lines = []
    for baseline_bpm, variability in read:
        value = "?" if baseline_bpm is None else f"{baseline_bpm:g}"
        lines.append(
            f"{gettext(BASELINE) % {'value': value}} · {gettext(VARIABILITY) % {'value': variability}}"
        )
    return lines + [line for line in review.assessment.splitlines() if line.strip()]
