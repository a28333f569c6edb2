"""When a team reads messages: set by an administrator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.hours import HoursForm, initial_of
from apps.console.pages.access import administrators_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.console.selectors import people as selectors
from apps.consultations.models import ServiceHours
from apps.consultations.services.hours import set_hours


@administrators_only
def hours(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show and set a team's week, and what mothers read while nobody does."""
    person = person_of(request)
    shown = selectors.team(person, team_id)
    row = ServiceHours.objects.filter(team=shown).first()
    form = HoursForm(posted(request), initial=initial_of(row, person.time_zone))
    address = reverse("console:team", args=[team_id])
    page = FormPage(
        title=_("Reading hours"),
        submit=_("Save"),
        back_url=address,
        done=_("Done."),
        lead=_(
            "Answers are due by these hours. Out of them mothers read that nobody reads now, and whom to ring."
        ),
        context={
            "crumbs": [
                (_("Teams"), reverse("console:teams")),
                (shown.name, address),
                (_("Reading hours"), ""),
            ]
        },
    )

    def act(typed: dict[str, Any]) -> None:
        set_hours(person, team_id=team_id, new=form.new_hours(), at=timezone.now())

    return answer(request, form, page, act)
