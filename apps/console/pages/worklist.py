"""The worklist: what needs a person, worst first, then longest waiting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.pages.access import clinicians_only
from apps.console.selectors.live import heads_of_everybody
from apps.console.selectors.worklist import ALL, worklist_page
from apps.recordings.services.may import reads_traces


@clinicians_only
def worklist(request: HttpRequest) -> HttpResponse:
    """Every recording that nobody has signed as it is now; `?show=` narrows it to a level."""
    person, show = person_of(request), request.GET.get("show", ALL)
    heads = heads_of_everybody(person)
    page = worklist_page(person, show=show, at=timezone.now())
    given = {
        "page": page,
        "tabs": page.tabs,
        "rows": page.rows,
        "caption": page.caption,
        "heads": heads,
        "empty_title": _("Nothing waits for you."),
        "empty_text": _empty_text(reads_traces(person), show),
    }
    return render(request, "console/worklist.html", given)


def _empty_text(reads: bool, show: str) -> str:
    if not reads:
        return _(
            "Recordings are read by obstetricians and midwives. "
            "You find the mothers in your care under «Mothers»."
        )
    if show != ALL:
        return _("No recording of this level waits. Look at «All» for the others.")
    return _("Every recording of the mothers in your care has been read. A new one appears here by itself.")
