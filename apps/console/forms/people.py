"""What an administrator types: people, teams, and who belongs to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, Profession, Role
from apps.console.forms.base import ServiceForm

INVITED_ROLES = [choice for choice in Role.choices if choice[0] != Role.MOTHER]


class InviteForm(ServiceForm):
    full_name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=INVITED_ROLES)
    profession = forms.ChoiceField(
        label=_("Profession"),
        choices=[("", _("None")), *Profession.choices],
        required=False,
        help_text=_("Clinicians have one, nobody else."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language)


class TeamForm(ServiceForm):
    name = forms.CharField(label=_("Name of the team"), max_length=120)


class MemberForm(ServiceForm):
    """`people`: (UUID, name) of those who can be chosen."""

    person = forms.ChoiceField(label=_("Clinician"))
    is_lead = forms.BooleanField(label=_("Leads the team"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["person"].choices = [("", _("Choose")), *people]  # type: ignore[attr-defined]


class CareForm(ServiceForm):
    """Whom the team cares for from now on. Mothers are not listed: whoever adds one knows her address."""

    email = forms.EmailField(label=_("E-mail of the mother"), max_length=254)
    field_names = {"mother": "email"}


class ScoreForm(ServiceForm):
    """Whether a team is shown the outcome score."""

    is_on = forms.BooleanField(label=_("Show the outcome score to this team"), required=False)


class SureForm(ServiceForm):
    """Nothing to type: only the question whether she is sure."""
