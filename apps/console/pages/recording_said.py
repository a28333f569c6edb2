"""What clinicians say on the page of a recording: where they disagree, in labour or not, what the mother reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.models import Language, Role
from apps.accounts.pages import person_of, working_page
from apps.console.forms.base import ServiceForm
from apps.console.forms.said import ItemForm, PlainTextForm, StretchForm, WithdrawalForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import REFUSED
from apps.console.pages.of_pregnancy import pregnancy_url
from apps.console.selectors.banner import patient_banner
from apps.foundation.errors import Forbidden, NotVisible, Problem
from apps.pregnancies.selectors import pregnancy_visible_to
from apps.recordings import outcome, plain_versions, plain_words, selectors
from apps.recordings.models import PlainState, Recording
from apps.recordings.services import disagreeing, labour, may, releasing


def url_of(recording_id: UUID, fragment: str = "") -> str:
    """Return the address of the recording's page."""
    return reverse("console:recording", args=[recording_id]) + (f"#{fragment}" if fragment else "")


@clinicians_only
def disagree(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Mark where she disagrees; the page of the recording has the forms."""
    person = person_of(request)
    selectors.recording_visible_to(person, recording_id)
    if request.method != "POST":
        return HttpResponseRedirect(url_of(recording_id, "disagreements"))
    form: Any = (ItemForm if "rule_code" in request.POST else StretchForm)(request.POST)
    if form.is_valid():
        disagreeing.disagree(
            person,
            recording_id=recording_id,
            analysis_id=form.cleaned_data["analysis_id"],
            said=form.said(),
            at=timezone.now(),
        )
        messages.success(request, _("Your mark is kept, for the whole care team to see."))
        return HttpResponseRedirect(_back(request, recording_id, "disagreements"))
    sentence = " ".join(error for errors in form.errors.values() for error in errors)
    return render(request, "ui/refused.html", {"sentence": sentence}, status=REFUSED)


@clinicians_only
def take_back(request: HttpRequest, recording_id: UUID, disagreement_id: UUID) -> HttpResponse:
    """Take her own mark back; both rows stay."""
    selectors.recording_visible_to(person_of(request), recording_id)
    if request.method == "POST":
        disagreeing.take_back(
            person_of(request),
            recording_id=recording_id,
            disagreement_id=disagreement_id,
            at=timezone.now(),
        )
        messages.success(request, _("Your mark is taken back. That you had set it stays in the record."))
    return HttpResponseRedirect(_back(request, recording_id, "disagreements"))


@clinicians_only
def say_labour(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Say that it was made in labour, or was not."""
    selectors.recording_visible_to(person_of(request), recording_id)
    if request.method == "POST":
        labour.say_labour(
            person_of(request),
            recording_id=recording_id,
            in_labour=request.POST.get("in_labour") == "1",
            at=timezone.now(),
        )
        messages.success(request, _("It is analysed anew by the rules for that."))
    return HttpResponseRedirect(url_of(recording_id))


@clinicians_only
def analyse_again(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Ask for an analysis by the method of today."""
    selectors.recording_visible_to(person_of(request), recording_id)
    if request.method == "POST":
        labour.analyse_again(person_of(request), recording_id=recording_id, at=timezone.now())
        messages.success(request, _("It is analysed anew. The older analysis stays."))
    return HttpResponseRedirect(url_of(recording_id))


@clinicians_only
@require_GET
def outcome_score(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """The outcome score as a fragment, when somebody asks for it."""
    try:
        found = outcome.outcome_of(person_of(request), recording_id)
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        return render(request, "console/parts/outcome_score.html", {"sentence": str(refusal)})
    why_not = [outcome.why_not(code) for code in found.why_not]
    return render(request, "console/parts/outcome_score.html", {"outcome": found, "why_not": why_not})


@clinicians_only
def plain(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """What the mother reads of a recording: proposed, edited, released, withdrawn."""
    person = person_of(request)
    page = plain_versions.plain_page(person, recording_id)
    may.require_reviewer(person)
    analysis, language, proposed = plain_versions.proposal_for(person, recording_id)
    seen = {"analysis_id": analysis.public_id, "seen_version": page.seen_version, "language": language}
    release = PlainTextForm(initial={**seen, "text": page.current.text if page.current else proposed})
    withdrawal = WithdrawalForm(initial=seen)
    if request.method == "POST":
        is_withdrawal = request.POST.get("act") == "withdraw"
        form: ServiceForm = (WithdrawalForm if is_withdrawal else PlainTextForm)(request.POST.dict())
        if form.is_valid():
            try:
                done = _act(request, recording_id, form)
            except (NotVisible, Forbidden):
                raise
            except Problem as refusal:
                form.say(refusal)
                form.data = {**form.data, **{name: str(value) for name, value in seen.items()}}
            else:
                messages.success(request, done)
                return HttpResponseRedirect(url_of(recording_id, "mother-text"))
        release, withdrawal = (release, form) if is_withdrawal else (form, withdrawal)  # type: ignore[assignment]
    own = releasing.proposal(page.recording, analysis, person.language) if person.language != language else ""
    given = {
        "page": page,
        "form": release,
        "withdrawal": withdrawal,
        "is_released": page.state == PlainState.RELEASED,
        "language": dict(Language.choices)[language],
        "proposed": proposed,
        "proposed_in_own": own,
        "if_worried": plain_words.if_worried(),
        "back_url": url_of(recording_id),
        **_around(request, page.recording),
    }
    status = REFUSED if release.errors or withdrawal.errors else 200
    return render(request, "console/plain_version.html", given, status=status)


@working_page(Role.CLINICIAN, Role.MOTHER)
def text(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Where a notification leads: the mother to what she may read, the care team to the recording."""
    person = person_of(request)
    try:
        page = plain_versions.plain_page(person, recording_id)
    except NotVisible as refusal:
        raise Http404 from refusal
    if person.is_clinician:
        return HttpResponseRedirect(url_of(recording_id, "mother-text"))
    given = {"page": page, "words": page.words, "if_worried": plain_words.if_worried()}
    return render(request, "console/plain_text.html", given)


def _act(request: HttpRequest, recording_id: UUID, form: ServiceForm) -> str:
    about: dict[str, Any] = {"recording_id": recording_id, "at": timezone.now(), **form.cleaned_data}
    if isinstance(form, WithdrawalForm):
        releasing.withdraw(person_of(request), **about)
        return _("It is withdrawn. She reads that it was taken back.")
    releasing.release(person_of(request), **about)
    return _("It is released: she may read it now.")


def _around(request: HttpRequest, recording: Recording) -> dict[str, Any]:
    person = person_of(request)
    pregnancy = pregnancy_visible_to(person, recording.pregnancy.public_id)
    patient = patient_banner(person, pregnancy)
    return {
        "patient": patient,
        "crumbs": [
            (_("Worklist"), reverse("console:worklist")),
            (patient.name, pregnancy_url(pregnancy.public_id)),
            (_("Cardiotocogram"), url_of(recording.public_id)),
            (_("What she reads"), ""),
        ],
    }


def _back(request: HttpRequest, recording_id: UUID, fragment: str) -> str:
    """Return to the fetus she was looking at."""
    fetus = "?fetus=2" if request.POST.get("fetus") == "2" else ""
    return reverse("console:recording", args=[recording_id]) + f"{fetus}#{fragment}"
