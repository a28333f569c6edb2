"""What people type on the pages of live recordings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.forms import AlertsForm, LimitForm, day_field, text_field
from apps.alerts.selectors.limits import ShownLimit


class ApprovalForm(AlertsForm):
    """She has read a text, in the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(
        label=gettext_lazy("I have read this text, in this language, and stand for it by my name")
    )


class WithdrawalForm(AlertsForm):
    """She is sure that nobody is to read a text any more."""

    is_sure = forms.BooleanField(label=gettext_lazy("Mothers are no longer to be told this"))


class RehearsalForm(AlertsForm):
    """A value for each limit of a rule, a period, and why. `limits`: as they apply to the team now."""

    since = day_field(gettext_lazy("Recordings from"))
    until = day_field(gettext_lazy("Until the end of"))
    reason = text_field(gettext_lazy("Why?"), rows=2, max_length=500)

    def __init__(self, *args: Any, limits: list[ShownLimit], **given: Any) -> None:
        super().__init__(*args, **given)
        self.limits = limits
        values = {}
        for shown in limits:
            limit = shown.limit
            help_text = _("Now %(now)g %(unit)s; safe range %(low)g to %(high)g.") % {
                "now": shown.value,
                "unit": limit.unit,
                "low": limit.low,
                "high": limit.high,
            }
            values[limit.id] = forms.FloatField(
                label=limit.name(get_language() or "en"), initial=shown.value, help_text=help_text
            )
        self.fields = {**values, **self.fields}

    def values(self) -> dict[str, float]:
        """Return what was typed by limit, as far as it is another value than today's."""
        typed = {shown.limit.id: (self.cleaned_data[shown.limit.id], shown.value) for shown in self.limits}
        return {limit_id: value for limit_id, (value, now) in typed.items() if value != now}

    def period(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the period that was typed, where the person lives."""
        first: date = self.cleaned_data["since"]
        last: date = self.cleaned_data["until"]
        return _midnight(first, zone), _midnight(last + timedelta(days=1), zone)


class ShadowForm(AlertsForm):
    """For the whole team or one of `mothers`, for how long, and why."""

    mother = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("For how many days"),
        initial=14,
        help_text=gettext_lazy("Then it ends by itself."),
    )
    reason = text_field(gettext_lazy("Why?"), rows=2, max_length=500)

    def __init__(self, *args: Any, mothers: list[Person], **given: Any) -> None:
        super().__init__(*args, **given)
        named = [(str(mother.public_id), mother.get_full_name()) for mother in mothers]
        self.fields["mother"].choices = [("", _("Every mother of the team")), *named]  # type: ignore[attr-defined]

    def mother_id(self) -> UUID | None:
        """Return whom she chose; None: every mother of the team."""
        chosen: str = self.cleaned_data["mother"]
        return UUID(chosen) if chosen else None


class MakeSoForm(LimitForm):
    """Why, and until when; the values are those of the shadow."""

    value = None  # type: ignore[assignment]  # so Django takes a field of the form above away


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=zone)
