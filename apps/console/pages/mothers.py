"""Mothers in a clinician's care: the list, and the page of one with her pregnancies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.pages import person_of
from apps.console.forms.background import BeginForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.pages.of_pregnancy import pregnancy_url
from apps.console.pages.paging import asked, page_of
from apps.console.selectors import mothers as selectors
from apps.console.selectors.banner import patient_banner
from apps.console.selectors.gate import gate_panel
from apps.console.selectors.live import head_of
from apps.console.selectors.nutrition_summary import nutrition_summary
from apps.console.selectors.pregnancy import pregnancy_page
from apps.console.selectors.readings_summary import readings_summary
from apps.console.selectors.recording_plans import recording_plans
from apps.console.selectors.recordings import recording_rows
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import mother_visible_to, pregnancies_visible_to, pregnancy_visible_to
from apps.pregnancies.services.pregnancies import begin_pregnancy
from apps.ui import words

MOTHERS_ON_A_PAGE = 50


@clinicians_only
def mothers(request: HttpRequest) -> HttpResponse:
    """The mothers in her care by name; `?q=` is part of a name, `?week=` a completed week."""
    person, at = person_of(request), timezone.now()
    q, week = asked(request, "q"), _week(request)
    paged = page_of(request, Paginator(selectors.mothers(person, q=q, week=week, at=at), MOTHERS_ON_A_PAGE))
    paged["rows"] = selectors.rows(person, paged["rows"], at=at)
    given = {
        "q": q,
        "week": "" if week is None else week,
        **paged,
        **_empty(q, week),
        "lead": ngettext("%(count)d mother", "%(count)d mothers", paged["count"]) % {"count": paged["count"]},
    }
    return render(request, "console/mothers.html", given)


def _week(request: HttpRequest) -> int | None:
    given = asked(request, "week")[:3]
    return int(given) if given.isascii() and given.isdigit() and int(given) in selectors.WEEKS else None


def _empty(q: str, week: int | None) -> dict[str, Any]:
    if q or week is not None:
        return {
            "empty_title": _("No mother fits this search."),
            "empty_text": _("Only mothers in your care are found."),
        }
    return {
        "empty_title": _("No mother is in your care yet."),
        "empty_text": _("An administrator adds mothers to your team."),
    }


@clinicians_only
def mother(request: HttpRequest, mother_id: UUID) -> HttpResponse:
    """Go on to her newest pregnancy; without one, offer to begin to follow one."""
    person = person_of(request)
    her = mother_visible_to(person, mother_id)
    newest = pregnancies_visible_to(person).filter(subject=her).order_by("pk").last()
    if newest is not None:
        return HttpResponseRedirect(pregnancy_url(newest.public_id))
    return render(
        request,
        "console/mother_without_pregnancy.html",
        {"mother": her, "crumbs": _crumbs(her.get_full_name())},
    )


@dataclass(frozen=True)
class Tab:
    """One of several pregnancies."""

    words: str
    url: str
    is_current: bool
    count: int | None = None


@clinicians_only
def pregnancy(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """A mother's page: one pregnancy with everything that is known of it."""
    person, at = person_of(request), timezone.now()
    found = pregnancy_visible_to(person, pregnancy_id)
    heads = head_of(found.subject)
    shown = pregnancy_page(person, found, at=at)
    all_of_hers = list(pregnancies_visible_to(person).filter(subject=found.subject).order_by("-pk"))
    given = {
        "page": shown,
        "patient": patient_banner(person, found, at=at),
        "recordings": recording_rows(person, found),
        "recording_plans": recording_plans(person, found),
        "readings": readings_summary(person, found),
        "nutrition": nutrition_summary(person, found, today=local_day(found.subject, at)),
        "gate": gate_panel(person, found, at=at),
        "heads": heads,
        "crumbs": _crumbs(shown.title),
        "tabs": _tabs(all_of_hers, found),
        "tabs_label": _("Her pregnancies"),
        "may_begin": not any(row.state == "going" for row in all_of_hers),
        "mother": found.subject,
    }
    return render(request, "console/pregnancy.html", given)


def _tabs(pregnancies: list[Pregnancy], shown: Pregnancy) -> list[Tab]:
    if len(pregnancies) < 2:
        return []
    return [
        Tab(
            _("Followed since %(day)s") % {"day": words.day(row.created_at.date())},
            pregnancy_url(row.public_id),
            row.pk == shown.pk,
        )
        for row in pregnancies
    ]


@clinicians_only
def begin(request: HttpRequest, mother_id: UUID) -> HttpResponse:
    """Begin to follow a pregnancy of a mother."""
    person = person_of(request)
    her = mother_visible_to(person, mother_id)
    page = FormPage(
        title=_("A new pregnancy of %(name)s") % {"name": her.get_full_name()},
        submit=_("Begin to follow it"),
        lead=_("Its due date is found on the next page."),
        back_url=reverse("console:mother", args=[mother_id]),
        context={
            "crumbs": [
                *_crumbs(her.get_full_name())[:1],
                (her.get_full_name(), reverse("console:mother", args=[mother_id])),
                (_("New pregnancy"), ""),
            ]
        },
    )

    def act(typed: dict[str, Any]) -> str:
        begun, _new = begin_pregnancy(person, mother_id=mother_id, at=timezone.now(), **typed)
        return reverse("console:add_dating", args=[begun.public_id])

    return answer(request, BeginForm(posted(request)), page, act)


def _crumbs(here: Any) -> list[tuple[Any, str]]:
    return [(_("Mothers"), reverse("console:mothers")), (here, "")]
