"""A form to bring in a recording that lies in a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.forms.recordings import UploadForm
from apps.console.pages.access import clinicians_only
from apps.console.pages.form_page import answer, posted
from apps.console.pages.of_pregnancy import around_going
from apps.pregnancies.days import zone
from apps.pregnancies.states import FetusState
from apps.recordings.services import may
from apps.recordings.services.bringing_in import bring_in


@clinicians_only
def upload_recording(request: HttpRequest, pregnancy_id: UUID) -> HttpResponse:
    """Bring in a file: it is analysed like any other recording, and its page opens."""
    here, person = around_going(request, pregnancy_id), person_of(request)
    mother = here.pregnancy.subject
    may.require_sender(person, mother)
    living = [one for one in here.pregnancy.fetuses.order_by("label") if one.state == FetusState.LIVING]
    form = UploadForm(posted(request), request.FILES or None, living=living)
    page = here.form_page(
        _("Upload a recording"),
        submit=_("Upload"),
        lead=_(
            "It is analysed like every other recording of hers. Check that the file is hers: nothing in it says so."
        ),
        done=_("The recording is being analysed."),
    )

    def act(typed: dict[str, Any]) -> str:
        recording = bring_in(
            person,
            pregnancy_id=pregnancy_id,
            zone_name=mother.time_zone,
            at=timezone.now(),
            **form.given(zone(mother)),
        )
        return reverse("console:recording", args=[recording.public_id])

    return answer(request, form, page, act)
