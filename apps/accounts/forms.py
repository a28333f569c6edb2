"""What people fill in on pages of this app."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import GlucoseUnit, Language, WeightUnit


def _zones() -> list[tuple[str, str]]:
    """Zones that people live in: with a region, without the old three-letter names."""
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class SettingsForm(forms.Form):
    """The same fields as `PATCH /api/v1/me`."""

    full_name = forms.CharField(label=_("Name"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    glucose_unit = forms.ChoiceField(label=_("Glucose in"), choices=GlucoseUnit.choices)
    weight_unit = forms.ChoiceField(label=_("Weight in"), choices=WeightUnit.choices)


class InvitationForm(forms.Form):
    """First password with the code of an invitation."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("12 letters and digits, as in the e-mail."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> Any:
        """Refuse passwords that are too short, too common or only digits."""
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]
