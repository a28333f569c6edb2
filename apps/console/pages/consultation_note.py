"""The note of a consultation: drafted, signed, closed with; medicines checked as they are typed; papers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.pages import person_of
from apps.console.forms.notes import CloseForm, NoteForm, beginning
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import REFUSED
from apps.console.pages.of_pregnancy import pregnancy_url
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.live import head_of
from apps.console.selectors.notes import NotePage, flag_lines, note_page, paper_lines
from apps.consultations import document_links
from apps.consultations.models import DocumentState
from apps.consultations.models.notes import LONGEST_LINE
from apps.consultations.selectors.documents import document_visible_to
from apps.consultations.services import closing, documents, notes
from apps.foundation.errors import Conflict, Forbidden, NotVisible, Problem
from apps.pregnancies.selectors import pregnancy_visible_to

SIGN, SIGN_AND_CLOSE, WITHOUT = "sign", "sign_and_close", "without"


@clinicians_only
def note(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Show the note; POST keeps, signs, or closes."""
    page = note_page(person_of(request), thread_id)
    if request.method != "POST":
        form = NoteForm(initial=beginning(page.draft or page.newest, page.newest), prescribes=page.prescribes)
        return _shown(request, page, form, CloseForm())
    if request.POST.get("act") == WITHOUT:
        return _close_without(request, page)
    return _write(request, page)


@clinicians_only
@require_POST
def flags(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """What is known against the medicine that is being typed, as a fragment."""
    drug = request.POST.get(f"drug_{request.POST.get('row', '')}", "")
    found = flag_lines(person_of(request), thread_id, drug[:LONGEST_LINE])
    return render(request, "console/parts/note_flags.html", {"flags": found})


@clinicians_only
def papers(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """The papers of a consultation, as a fragment that asks again while one is made; POST asks for one."""
    person = person_of(request)
    if request.method == "POST":
        documents.request_document(
            person,
            thread_id=thread_id,
            kind=request.POST.get("kind", ""),
            audience=request.POST.get("audience", ""),
            language=request.POST.get("language", person.language),
            at=timezone.now(),
        )
        if not request.headers.get("HX-Request"):
            return HttpResponseRedirect(reverse("console:consultation_note", args=[thread_id]) + "#papers")
    return render(request, "console/parts/papers.html", _papers(request, thread_id))


@clinicians_only
@require_GET
def paper(request: HttpRequest, thread_id: UUID, document_id: UUID) -> HttpResponse:
    """Open a paper: by a link that is made now."""
    person = person_of(request)
    document = document_visible_to(person, document_id, thread_id=thread_id)
    if document.state != DocumentState.READY:
        raise Conflict(_("This paper is not ready yet."), code="not_ready")
    return HttpResponseRedirect(document_links.sign(person, document))


def _papers(request: HttpRequest, thread_id: UUID) -> dict[str, object]:
    lines = paper_lines(person_of(request), thread_id)
    return {
        "papers": lines,
        "is_under_way": any(line.is_under_way for line in lines),
        "papers_url": reverse("console:consultation_papers", args=[thread_id]),
    }


def _shown(request: HttpRequest, page: NotePage, form: NoteForm, close_form: CloseForm) -> HttpResponse:
    person = person_of(request)
    pregnancy = pregnancy_visible_to(person, page.thread.pregnancy.public_id)
    patient = patient_banner(person, pregnancy)
    given = {
        "page": page,
        "form": form,
        "close_form": close_form,
        "patient": patient,
        "heads": head_of(pregnancy.subject),
        "unsent": f"{person.public_id} {page.thread.public_id}-note",
        "is_kept": "kept" in request.GET,
        "is_open": not page.newest or "amend" in request.GET or page.draft is not None or bool(form.errors),
        "crumbs": [
            (_("Worklist"), reverse("console:worklist")),
            (patient.name, pregnancy_url(pregnancy.public_id)),
            (_("Note"), ""),
        ],
        **_papers(request, page.thread.public_id),
    }
    status = REFUSED if form.errors or close_form.errors else 200
    return render(request, "console/consultation_note.html", given, status=status)


def _write(request: HttpRequest, page: NotePage) -> HttpResponse:
    form = NoteForm(request.POST, prescribes=page.prescribes)
    if not form.is_valid():
        return _shown(request, page, form, CloseForm())
    try:
        done = _act(request, page, form)
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        form.say(refusal)
        now = note_page(person_of(request), page.thread.public_id)
        form.saw(now.newest)
        return _shown(request, now, form, CloseForm())
    messages.success(request, done)
    return HttpResponseRedirect(f"{page.url}?kept=1")


def _act(request: HttpRequest, page: NotePage, form: NoteForm) -> str:
    written, act = form.written(), request.POST.get("act")
    person, at, thread_id = person_of(request), timezone.now(), page.thread.public_id
    if act == SIGN_AND_CLOSE:
        closing.sign_and_close(person, thread_id=thread_id, note=written, at=at)
        return _("The note is signed and the consultation is closed.")
    if act != SIGN:
        notes.save_draft(person, thread_id=thread_id, note=written, at=at)
        return _("Your draft is kept. Nobody else sees it.")
    if written.amends:
        notes.amend(person, thread_id=thread_id, note=written, at=at)
        return _("The amendment is signed. The earlier version stays.")
    notes.sign(person, thread_id=thread_id, note=written, at=at)
    return _("The note is signed.")


def _close_without(request: HttpRequest, page: NotePage) -> HttpResponse:
    """Close with the reason that was chosen; with a note that is signed and has closed nothing, without one."""
    form = CloseForm(request.POST)
    person, thread_id = person_of(request), page.thread.public_id
    empty = NoteForm(initial=beginning(page.draft or page.newest, page.newest), prescribes=page.prescribes)
    if not form.is_valid():
        return _shown(request, page, empty, form)
    try:
        closing.close_with_note(
            person, thread_id=thread_id, without_note=form.cleaned_data["without_note"], at=timezone.now()
        )
    except (NotVisible, Forbidden):
        raise
    except Problem as refusal:
        form.say(refusal)
        return _shown(request, page, empty, form)
    messages.success(request, _("The consultation is closed."))
    return HttpResponseRedirect(page.url)
