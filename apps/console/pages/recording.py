"""The page of one recording: strip, findings, reading. Its state asks for itself while under way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.pages import person_of
from apps.console.forms.reviews import VARIABILITIES, ReviewForm
from apps.console.pages import recording_live
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import REFUSED
from apps.console.pages.of_pregnancy import pregnancy_url
from apps.console.pages.recording_reports import shown as shown_reports
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.live import head_of
from apps.console.selectors.recording import Shown, fetus_labels, neighbours, shown
from apps.console.selectors.said import shown_said
from apps.console.selectors.verdicts import disputed, history, shown_verdicts
from apps.foundation.errors import Forbidden, NotVisible, Problem
from apps.pregnancies.selectors import pregnancy_visible_to
from apps.recordings import page as pages
from apps.recordings.models import Review, Variability
from apps.recordings.page import RecordingPage
from apps.recordings.services import reviews
from apps.recordings.services.reviews import Reading
from apps.recordings.states import State

SIGN = "sign"
READ = (
    "baseline_bpm",
    "variability",
    "second_baseline_bpm",
    "second_variability",
    "assessment",
    "advice_to_mother",
    "is_released",
)


@dataclass(frozen=True)
class FetusTab:
    """Whose events the strip marks, where there are several."""

    words: str
    url: str
    is_current: bool
    count: int | None = None


@clinicians_only
def recording(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Show a recording; POST keeps or signs a reading."""
    page = pages.recording_page(person_of(request), recording_id, analysis_id=_analysis(request))
    if request.method == "POST":
        return _read(request, page)
    form = _form(page) if page.may_review else None
    return _shown(
        request, page, form, is_open=not page.signed or "amend" in request.GET or page.draft is not None
    )


@clinicians_only
@require_GET
def state(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Only where it is on its way. When the first findings are there the whole page comes anew."""
    page = pages.recording_page(person_of(request), recording_id)
    found = _words(request, page)
    seen, seen_review = request.GET.get("analysis", ""), request.GET.get("signed", "")
    response = render(
        request,
        "console/parts/recording_state.html",
        {
            "page": found,
            "is_live": recording_live.is_live(page.recording),
            "seen": seen,
            "seen_review": seen_review,
            "is_newer": bool(seen) and seen != found.analysis_id,
            "is_signed_meanwhile": bool(found.review_id) and seen_review != found.review_id,
        },
    )
    if not seen and not page.is_running and found.state != "receiving":
        response.headers["HX-Refresh"] = "true"
    return response


@clinicians_only
@require_GET
def marks(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """What the strip draws over the trace, as JSON: baseline, events, gaps of one fetus."""
    about: dict[str, Any] = {"fetus": _fetus(request), "analysis_id": _analysis(request)}
    growing = recording_live.marks(person_of(request), recording_id, fetus=_fetus(request))
    if growing is not None:
        return JsonResponse(growing)
    return JsonResponse(pages.strip(person_of(request), recording_id, **about))


def _analysis(request: HttpRequest) -> UUID | None:
    """The older analysis that she asks for; a word that is no id is none. Only for reading: she signs on the newest."""
    given = request.GET.get("analysis", "") if request.method == "GET" else ""
    try:
        return UUID(given) if given else None
    except ValueError:
        raise NotVisible from None


def _fetus(request: HttpRequest) -> int:
    return 2 if request.GET.get("fetus") == "2" else 1


def _words(request: HttpRequest, page: RecordingPage) -> Shown:
    pregnancy = pregnancy_visible_to(person_of(request), page.recording.pregnancy.public_id)
    return shown(page, pregnancy, at=timezone.now(), fetus=min(_fetus(request), max(1, len(page.fetuses))))


def _shown(
    request: HttpRequest, page: RecordingPage, form: ReviewForm | None, *, is_open: bool
) -> HttpResponse:
    person = person_of(request)
    pregnancy = pregnancy_visible_to(person, page.recording.pregnancy.public_id)
    fetus = min(_fetus(request), max(1, len(page.fetuses)))
    before, after = neighbours(person, page.recording)
    found = shown(page, pregnancy, at=timezone.now(), fetus=fetus)
    found = replace(found, previous_url=before, next_url=after)
    patient = patient_banner(person, pregnancy)
    said, verdicts = shown_said(person, page, fetus), shown_verdicts(page, fetus)
    given = {
        "page": found,
        "patient": patient,
        "heads": head_of(pregnancy.subject),
        "seen": _current(page),
        "seen_review": found.review_id,
        "finding": found.findings[fetus - 1] if found.findings else None,
        "verdicts": disputed(verdicts, said.by_item) if verdicts else None,
        "history": history(page),
        "said": said,
        "stretch_ends": [("start_s", _("From, seconds")), ("end_s", _("To, seconds"))],
        "fetus": fetus,
        "recording_seconds": page.recording.duration_s,
        "shows_older": page.shows_older,
        "fetus_tabs": _tabs(found, fetus),
        "form": form,
        "is_open": is_open,
        "draft": page.draft,
        "unsent": f"{person.public_id} {page.recording.public_id}",
        "is_kept": "kept" in request.GET,
        "is_printable": page.recording.state in (State.ANALYSED, State.FAILED),
        **shown_reports(person, page.recording.public_id),
        **recording_live.around(recording_live.shown(person, page.recording, fetus=fetus)),
        "crumbs": [
            (_("Worklist"), reverse("console:worklist")),
            (patient.name, pregnancy_url(pregnancy.public_id)),
            (_("Cardiotocogram"), ""),
        ],
    }
    return render(request, "console/recording.html", given, status=REFUSED if form and form.errors else 200)


def _current(page: RecordingPage) -> str:
    """The analysis that counts; she may be looking at an older one, and knows it."""
    current = page.recording.current_analysis
    return str(current.public_id) if current else ""


def _tabs(found: Shown, fetus: int) -> list[FetusTab]:
    if len(found.findings) < 2:
        return []
    older = f"&analysis={found.analysis_id}" if found.shows_older else ""
    return [FetusTab(one.title, f"?fetus={one.number}{older}", one.number == fetus) for one in found.findings]


def _seen(page: RecordingPage) -> dict[str, UUID | None]:
    """What lies before her: the analysis and the signed reading that count."""
    return {
        "analysis": page.analysis.public_id if page.analysis else None,
        "amends": page.signed_now.public_id if page.signed_now else None,
    }


def _labels(page: RecordingPage) -> tuple[str, ...]:
    return tuple(fetus_labels(page.recording)) if page.recording.is_of_twins else ()


def _form(page: RecordingPage) -> ReviewForm:
    """What she has begun, else what was signed, else nothing: a reading is hers, not the method's."""
    source: Review | None = page.draft or page.signed_now
    if source is None:
        return ReviewForm(initial=_seen(page), labels=_labels(page))
    initial = {name: getattr(source, name) for name in READ}
    if source == page.draft:
        unchosen = [name for name in VARIABILITIES if initial[name] == Variability.UNKNOWN]
        initial |= dict.fromkeys(unchosen, "")
    return ReviewForm(initial={**initial, **_seen(page)}, labels=_labels(page))


def _read(request: HttpRequest, page: RecordingPage) -> HttpResponse:
    form = ReviewForm(request.POST, labels=_labels(page))
    if request.POST.get("act") != SIGN:
        form.as_draft()
    if not form.is_valid():
        return _shown(request, page, form, is_open=True)
    try:
        done = _act(request, page, form.given())
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        form.say(refusal)
        form.saw(_seen(page))
        return _shown(request, page, form, is_open=True)
    messages.success(request, done)
    here = reverse("console:recording", args=[page.recording.public_id])
    return HttpResponseRedirect(f"{here}?kept=1#reading")


def _act(request: HttpRequest, page: RecordingPage, typed: dict[str, Any]) -> str:
    reading, of = Reading(**typed), page.recording.public_id
    about: dict[str, Any] = {"recording_id": of, "reading": reading, "at": timezone.now()}
    if request.POST.get("act") != SIGN:
        reviews.save_draft(person_of(request), **about)
        return _("Your draft is kept. Nobody else sees it.")
    if reading.amends:
        reviews.amend(person_of(request), **about)
        return _("The amendment is signed. The earlier version stays.")
    reviews.sign(person_of(request), **about)
    return _("The reading is signed.")
