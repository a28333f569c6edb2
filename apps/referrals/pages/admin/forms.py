"""What administrators type about partners."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.foundation.errors import Conflict, Problem
from apps.referrals.catalogue.money import decimals
from apps.referrals.models import PartnerRole
from apps.referrals.pages.form_page import PortalForm
from apps.referrals.words.items import KINDS

RULES: Final = "rules"
REPORTS: Final = "reports"


class PartnerForm(PortalForm):
    """Host names and currencies are typed with spaces, commas or lines between."""

    name = forms.CharField(label=_("Name"), max_length=120)
    hosts = forms.CharField(
        label=_("Host names of its shop"),
        max_length=5_000,
        help_text=_("One a line. Links of its feeds may lead there and nowhere else."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    currencies = forms.CharField(label=_("Currencies"), max_length=200, help_text=_("For example: EUR KRW"))
    click_parameter = forms.CharField(
        label=_("Name of the click parameter"),
        max_length=40,
        initial="click_id",
        help_text=_("Appended to the addresses of its pages, with a random number."),
    )
    requests_a_minute = forms.IntegerField(label=_("Requests a minute"), initial=1_200)

    def clean_hosts(self) -> list[str]:
        """Split."""
        return str(self.cleaned_data["hosts"]).replace(",", " ").split()

    def clean_currencies(self) -> list[str]:
        """Split."""
        return str(self.cleaned_data["currencies"]).replace(",", " ").split()


def _day(label: Any, **given: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **given)


class AgreementForm(PortalForm):
    """Percent as people write them; kept are hundredths of a percent."""

    field_names = {"commission_bp": "percent"}
    category = forms.ChoiceField(label=_("Category"), required=False)
    percent = forms.DecimalField(
        label=_("Commission in percent of the net price"), min_value=0, max_value=100, decimal_places=2
    )
    valid_from = _day(_("First day"))
    valid_until = _day(
        _("Until before"), required=False, help_text=_("Empty: until another one begins, or it ends.")
    )
    window_days = forms.IntegerField(
        label=_("Days from the click to the order"), min_value=1, max_value=365, initial=30
    )
    hold_days = forms.IntegerField(
        label=_("Days from the order to approval"), min_value=0, max_value=365, initial=30
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["category"].choices = [("", _("All other kinds")), *KINDS.items()]  # type: ignore[attr-defined]


class EndForm(PortalForm):
    """From when on nothing is agreed."""

    valid_from = _day(_("First day without an agreement"))


class MemberForm(PortalForm):
    """Somebody who shall act for the partner."""

    full_name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole, initial=PartnerRole.OWNER)
    language = forms.ChoiceField(label=_("Language"), choices=Language)


class _MoneyForm(PortalForm):
    field_names = {"minor": "amount"}
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, currencies: list[str], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["currency"].choices = [(each, each) for each in currencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the amount into minor units; more decimals than the currency has are refused."""
        told = super().clean() or {}
        amount, currency = told.get("amount"), told.get("currency")
        if amount is None or not currency:
            return told
        minor = Decimal(amount).scaleb(decimals(currency))
        if minor != minor.to_integral_value():
            self.add_error("amount", _("This currency has fewer decimals."))
        return {**told, "minor": int(minor)}


class AdjustForm(_MoneyForm):
    """More or less is owed. `form_id`: one form is booked once, however often it is sent."""

    form_id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=14,
        decimal_places=3,
        help_text=_("With a minus sign: the partner owes less."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("It stays in the ledger for good."))


class PaymentForm(_MoneyForm):
    """Money has come in."""

    field_names = {"minor": "amount", "reference": "reference"}
    amount = forms.DecimalField(label=_("Amount"), max_digits=14, decimal_places=3, min_value=0)
    reference = forms.CharField(
        label=_("Reference of the transfer"),
        max_length=100,
        help_text=_("The same reference is the same payment, however often it is written down."),
    )


class JudgeForm(PortalForm):
    """What a person decides about an item as it was seen (`seen`), and whether the page asked for what the rules could
    not decide or for what was reported (`about`): what came in between changes nothing of what she decides."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    about = forms.ChoiceField(
        choices=[(RULES, RULES), (REPORTS, REPORTS)],
        widget=forms.HiddenInput,
    )
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("It may be offered")), ("no", _("It is never offered"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say what you looked at: label, leaflet, registration."),
    )

    def say(self, problem: Problem) -> None:
        """Write a refusal; where somebody or something else was quicker, the page says so by its status, too."""
        super().say(problem)
        if isinstance(problem, Conflict):
            self.status = problem.status
