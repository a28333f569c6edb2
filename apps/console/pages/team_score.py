"""Whether a team is shown the outcome score: set by an administrator, where the site allows it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.people import ScoreForm
from apps.console.pages.access import administrators_only
from apps.console.pages.form_page import FormPage, answer, posted
from apps.foundation.errors import NotVisible
from apps.recordings import score_teams
from apps.recordings.services.score_switching import switch_score


@administrators_only
def team_score(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Show and set a team's switch. Not there where the site has the score off."""
    person = person_of(request)
    team, row = score_teams.switch_of(person, team_id)
    if not score_teams.is_on_here():
        raise NotVisible
    form = ScoreForm(posted(request), initial={"is_on": row is not None and row.is_on})
    address, title = reverse("console:team", args=[team_id]), _("Outcome score")
    page = FormPage(
        title=title,
        submit=_("Save"),
        back_url=address,
        done=_("Done."),
        lead=_(
            "How likely a low pH at birth is, for recordings in labour, shown to obstetricians and midwives who ask. "
            "It must not decide by itself. Compare it with your own outcomes before you switch it on."
        ),
        context={"crumbs": [(_("Teams"), reverse("console:teams")), (team.name, address), (title, "")]},
    )

    def act(typed: dict[str, Any]) -> None:
        switch_score(person, team_id=team_id, is_on=typed["is_on"], at=timezone.now())

    return answer(request, form, page, act)
