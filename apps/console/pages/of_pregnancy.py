"""What stands around every form of a pregnancy: the mother's banner and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.pages import person_of
from apps.console.pages.form_page import FormPage
from apps.console.selectors.banner import patient_banner
from apps.foundation.errors import Conflict
from apps.pregnancies import selectors
from apps.pregnancies.models import Pregnancy
from apps.ui.banner import PatientBanner


@dataclass(frozen=True)
class Around:
    """The pregnancy that a form belongs to and the banner above it."""

    pregnancy: Pregnancy
    patient: PatientBanner

    @property
    def pregnancy_id(self) -> UUID:
        return self.pregnancy.public_id

    @property
    def url(self) -> str:
        return pregnancy_url(self.pregnancy_id)

    def form_page(self, title: Any, *, submit: Any, **page: Any) -> FormPage:
        """Return a form's page with the way back to the mother."""
        context = {"patient": self.patient, "crumbs": crumbs(self.patient, title), **page.pop("context", {})}
        page.setdefault("done", _("Saved."))
        return FormPage(title=title, submit=submit, back_url=self.url, context=context, **page)


def around_going(request: HttpRequest, pregnancy_id: UUID) -> Around:
    """The same for what only a going pregnancy can get. Raises NotVisible, Conflict."""
    here = around(request, pregnancy_id)
    if not selectors.assumes_going(here.pregnancy):
        raise Conflict(_("This pregnancy is not going on any more."), code="pregnancy_not_going")
    return here


def around(request: HttpRequest, pregnancy_id: UUID) -> Around:
    """Return the surroundings of a form. Raises NotVisible."""
    person = person_of(request)
    pregnancy = selectors.pregnancy_visible_to(person, pregnancy_id)
    return Around(pregnancy, patient_banner(person, pregnancy))


def pregnancy_url(pregnancy_id: UUID) -> str:
    """Return the address of a mother's page."""
    return reverse("console:pregnancy", args=[pregnancy_id])


def crumbs(patient: PatientBanner, here: Any) -> list[tuple[Any, str]]:
    """The way to a page below a mother's page."""
    return [(_("Mothers"), reverse("console:mothers")), (patient.name, patient.url), (here, "")]
