"""The papers of a recording: asked for, watched while a worker makes them, opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.models import Person
from apps.accounts.pages import person_of
from apps.console.pages.access import clinicians_only
from apps.foundation.errors import Invalid
from apps.recordings import reports as reading
from apps.recordings.models import Report, ReportState
from apps.recordings.services import reports

SHOWN = 5


@dataclass(frozen=True)
class ReportLine:
    """A paper, and where it is on its way."""

    title: str
    requested_at: datetime
    state: str
    progress: int
    pages: int | None
    is_ready: bool
    is_under_way: bool
    is_outdated: bool
    url: str
    picture_url: str


@clinicians_only
def papers(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """The newest papers as a fragment that asks again while one is made; POST asks for one."""
    person = person_of(request)
    if request.method == "POST":
        speed, scale = _paper(request.POST.get("paper", ""))
        reports.request_report(
            person,
            recording_id=recording_id,
            language=request.POST.get("language", person.language),
            speed_cm_per_min=speed,
            scale_bpm_per_cm=scale,
            at=timezone.now(),
        )
        if not request.headers.get("HX-Request"):
            return HttpResponseRedirect(reverse("console:recording", args=[recording_id]) + "#reports")
    return render(request, "console/parts/recording_reports.html", shown(person, recording_id))


@clinicians_only
@require_GET
def paper(request: HttpRequest, recording_id: UUID, report_id: UUID) -> StreamingHttpResponse:
    """Open a paper; `?picture` opens its first page as a picture."""
    return reading.answer(person_of(request), recording_id, report_id, picture="picture" in request.GET)


def shown(person: Person, recording_id: UUID) -> dict[str, object]:
    """What the fragment shows. Raises NotVisible."""
    lines = [_line(report) for report in reading.reports_of(person, recording_id)[:SHOWN]]
    return {
        "reports": lines,
        "reports_under_way": any(line.is_under_way for line in lines),
        "reports_url": reverse("console:recording_reports", args=[recording_id]),
    }


def _line(report: Report) -> ReportLine:
    url = reverse("console:recording_report", args=[report.recording.public_id, report.public_id])
    title = _("%(speed)d cm/min, %(scale)d bpm/cm, %(language)s") % {
        "speed": report.speed_cm_per_min,
        "scale": report.scale_bpm_per_cm,
        "language": report.get_language_display(),
    }
    return ReportLine(
        title=title,
        requested_at=report.requested_at,
        state=str(report.get_state_display()),
        progress=report.progress,
        pages=report.page_count,
        is_ready=report.state == ReportState.READY,
        is_under_way=report.state in (ReportState.WAITING, ReportState.RENDERING),
        is_outdated=bool(report.is_outdated),  # type: ignore[attr-defined]
        url=url,
        picture_url=f"{url}?picture",
    )


def _paper(given: str) -> tuple[int, int]:
    """Read «3/30»: cm/min and bpm/cm. Raises Invalid."""
    speed, _slash, scale = given.partition("/")
    if not (speed.isdecimal() and scale.isdecimal()):
        raise Invalid.field("paper", _("There is no such choice."), code="invalid_choice")
    return int(speed), int(scale)
