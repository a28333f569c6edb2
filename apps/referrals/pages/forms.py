"""What people of partners type. The rules live in the services: a refusal is written beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.referrals.models import PartnerRole
from apps.referrals.pages.form_page import PortalForm
from apps.referrals.services.endpoints import KINDS
from apps.referrals.services.fetch_settings import EVERY_S, HOUR_S

SCOPES = {
    "catalogue:write": _("send items and feeds"),
    "conversions:write": _("report orders, refunds and cancellations"),
    "reports:read": _("read orders, statements and numbers"),
    "webhooks:manage": _("manage webhooks"),
}
EVENTS = {
    "conversion.unmatched": _("an order earns nothing"),
    "conversion.pending": _("an order is pending"),
    "conversion.approved": _("an order is approved"),
    "conversion.paid": _("an order is paid"),
    "conversion.reversed": _("an order is reversed"),
}


class UploadForm(PortalForm):
    """A feed, as long as any body may be; longer ones come from programs, or are fetched."""

    file = forms.FileField(
        label=_("File"), help_text=_("XML, tab or comma separated text, or JSON; plain, .gz or .zip.")
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        size = filesizeformat(min(settings.MAX_BODY_BYTES, settings.REFERRAL_FEED_BYTES))
        more = gettext("Up to %(size)s; let us fetch what is larger.") % {"size": size}
        self.fields["file"].help_text = f"{self.fields['file'].help_text} {more}"


class FetchForm(PortalForm):
    """`every_s`: seconds."""

    url = forms.CharField(
        label=_("Address of the feed"),
        required=False,
        max_length=2_000,
        help_text=_("https only. Leave it empty to fetch nothing."),
        widget=forms.URLInput(attrs={"placeholder": "https://shop.example/feed.xml", "inputmode": "url"}),
    )
    every_s = forms.TypedChoiceField(label=_("How often"), coerce=int)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["every_s"].choices = [(each, _hours(each // HOUR_S)) for each in EVERY_S]  # type: ignore[attr-defined]


def _hours(count: int) -> str:
    return ngettext("every %(count)d hour", "every %(count)d hours", count) % {"count": count}


class ReconciliationForm(PortalForm):
    """A small CSV."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Columns: order_reference, status (approved or reversed), currency, amount_minor. Up to 2,000 rows."
        ),
    )


class KeyForm(PortalForm):
    """A program that may sign in."""

    name = forms.CharField(label=_("What is it?"), max_length=80, help_text=_("For example: shop server."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )


class EndpointForm(PortalForm):
    """An address of webhooks."""

    url = forms.CharField(
        label=_("Address"),
        max_length=1_000,
        widget=forms.URLInput(
            attrs={"placeholder": "https://shop.example/webhooks/kaishi", "inputmode": "url"}
        ),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[(kind, EVENTS[kind]) for kind in KINDS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everything, also what is added later."),
    )


class InviteForm(PortalForm):
    """Somebody who shall act for the partner."""

    full_name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole, initial=PartnerRole.VIEWER)
    language = forms.ChoiceField(label=_("Language"), choices=Language)


class RoleForm(PortalForm):
    """Another role for somebody."""

    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole, widget=forms.RadioSelect)
