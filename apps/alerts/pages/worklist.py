"""The worklist of alerts, and for administrators what nobody takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import Person
from apps.accounts.pages import person_of
from apps.alerts import showing
from apps.alerts.pages.access import administrators_only, clinicians_only
from apps.alerts.selectors import alerts as selectors
from apps.alerts.selectors.alerts import SNOOZED, TAKEN, WAITS, Worklist
from apps.ui.words import duration_sentences

ALL: Final = "all"


@dataclass(frozen=True)
class Tab:
    """One filter, with how many rows stand under it."""

    words: Any
    url: str
    is_current: bool
    count: int


@clinicians_only
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Open alerts: unanswered first, worst first, then the longest waiting; `?show=` narrows it."""
    person, at = person_of(request), timezone.now()
    show = request.GET.get("show", WAITS)
    show = show if show in (WAITS, TAKEN, SNOOZED, ALL) else WAITS
    stamp = selectors.stamp(person, at=at)  # before what it stands for, so that nothing falls between
    found = selectors.worklist(person, at=at)
    chosen = found.rows if show == ALL else found.at(show)
    given = {
        "rows": showing.rows(chosen, person, at=at),
        "tabs": tabs(found, show),
        "show": show,
        "found": found,
        "stamp": stamp,
        "words": duration_sentences(),
        "empty_title": _("Nothing waits here."),
        "empty_text": _empty(show),
    }
    return render(request, "alerts/worklist.html", given)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Has the worklist changed since `?stamp=`? 204: no. 401 once she is signed out: not a page to show there."""
    person = request.user
    if not isinstance(person, Person) or not person.is_clinician:
        return HttpResponse(status=401)
    if selectors.stamp(person, at=timezone.now()) == request.GET.get("stamp"):
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Trigger": "alerts:changed"})


def tabs(found: Worklist, show: str) -> list[Tab]:
    """The filters, counted from the same rows."""
    address = reverse("alerts:worklist")
    names = {WAITS: _("Waiting"), TAKEN: _("Taken"), SNOOZED: _("Resting"), ALL: _("All open")}
    counts = {**found.counts, ALL: len(found.rows)}
    return [
        Tab(words, f"{address}?show={name}", name == show, counts.get(name, 0))
        for name, words in names.items()
    ]


def _empty(show: str) -> str:
    if show == WAITS:
        return _(
            "Every alert of the mothers in your care has been taken or ended. A new one appears here by itself."
        )
    return _("Look at «Waiting» for what nobody has taken yet.")


@administrators_only
@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """What nobody takes: since when, and whose it should be. Not about whom, and not what."""
    rows = selectors.unanswered_for_administrators()
    return render(request, "alerts/unanswered.html", {"rows": rows})
