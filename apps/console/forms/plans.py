"""What a clinician decides about a plan."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, text_field
from apps.plans.models import VetoCategory
from apps.plans.models.plans import LONGEST_NOTE, LONGEST_WITHDRAWAL
from apps.plans.models.vetoes import LONGEST_REASON


class PlanNoteForm(ServiceForm):
    """What the care team says beside a plan."""

    note = text_field(
        _("Note"),
        rows=5,
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("The mother reads it with her plan."),
    )


class WithdrawPlanForm(ServiceForm):
    """Takes a plan back: it stays in the record."""

    because = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=LONGEST_WITHDRAWAL,
        help_text=_(
            "The plan stays in the record with this sentence; the mother no longer sees what it says."
        ),
    )


class OfferVetoForm(ServiceForm):
    """Lets nobody offer a kind of product to her."""

    category = forms.ChoiceField(
        label=_("What is not to be offered"), choices=[("", _("Choose")), *VetoCategory.choices]
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("The mother can read this sentence.")
    )
