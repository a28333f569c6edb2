"""One form for each way to date a pregnancy. `given()` is what the rules of `pregnancies` take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.console.forms.base import ServiceForm, day_field, text_field
from apps.pregnancies.models import Basis
from apps.pregnancies.rules import dating

DAYS_PER_WEEK: Final = 7
REGULAR: Final = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


class DatingForm(ServiceForm):
    """What all of them have in common."""

    def given(self) -> dating.Given:
        """Return what was typed as the rules take it."""
        raise NotImplementedError


class LastPeriodForm(DatingForm):
    lmp_on = day_field(_("First day of the last period"))
    cycle_days = forms.IntegerField(
        label=_("Days from one period to the next"),
        required=False,
        help_text=_("28 is assumed where it is not known."),
    )
    cycle_is_regular = forms.ChoiceField(label=_("Regular cycle"), choices=REGULAR, required=False)

    def given(self) -> dating.Given:
        regular = {"yes": True, "no": False}.get(self.cleaned_data["cycle_is_regular"])
        return dating.LastPeriod(self.cleaned_data["lmp_on"], self.cleaned_data["cycle_days"], regular)


class ConceptionForm(DatingForm):
    conceived_on = day_field(_("Day of ovulation, insemination or conception"))

    def given(self) -> dating.Given:
        return dating.Conception(self.cleaned_data["conceived_on"])


class EmbryoTransferForm(DatingForm):
    transferred_on = day_field(_("Day of the transfer"))
    embryo_age_days = forms.IntegerField(label=_("Age of the embryo on that day, in days"))

    def given(self) -> dating.Given:
        return dating.EmbryoTransfer(
            self.cleaned_data["transferred_on"], self.cleaned_data["embryo_age_days"]
        )


class StatedDueDateForm(DatingForm):
    stated_due_on = day_field(_("Due date as given elsewhere"))

    def given(self) -> dating.Given:
        return dating.StatedDueDate(self.cleaned_data["stated_due_on"])


class CrownRumpForm(DatingForm):
    scan_on = day_field(_("Day of the scan"))
    first_mm = forms.FloatField(label=_("Crown-rump length, in millimetres"))
    second_mm = forms.FloatField(label=_("Second measure, in millimetres"), required=False)
    third_mm = forms.FloatField(
        label=_("Third measure, in millimetres"),
        required=False,
        help_text=_("The mean of the measures counts."),
    )
    field_names = {"crl_mm": "first_mm"}

    def given(self) -> dating.Given:
        measures = (self.cleaned_data[name] for name in ("first_mm", "second_mm", "third_mm"))
        return dating.CrownRump(self.cleaned_data["scan_on"], tuple(mm for mm in measures if mm is not None))


class HeadForm(DatingForm):
    scan_on = day_field(_("Day of the scan"))
    hc_mm = forms.FloatField(label=_("Head circumference, in millimetres"))
    fl_mm = forms.FloatField(
        label=_("Femur length, in millimetres"),
        required=False,
        help_text=_("With the femur the dating is closer."),
    )

    def given(self) -> dating.Given:
        scan_on, hc_mm, fl_mm = (self.cleaned_data[name] for name in ("scan_on", "hc_mm", "fl_mm"))
        if fl_mm is None:
            return dating.HeadCircumference(scan_on, hc_mm)
        return dating.HeadAndFemur(scan_on, hc_mm, fl_mm)


class ScanReportForm(DatingForm):
    scan_on = day_field(_("Day of the scan"))
    weeks = forms.IntegerField(label=_("Weeks as the report states them"), min_value=0, max_value=44)
    days = forms.IntegerField(label=_("And days"), min_value=0, max_value=6, initial=0)
    field_names = {"age_days": "weeks"}

    def given(self) -> dating.Given:
        age_days = self.cleaned_data["weeks"] * DAYS_PER_WEEK + self.cleaned_data["days"]
        return dating.ScanReport(self.cleaned_data["scan_on"], age_days)


FORMS: Final[Mapping[str, type[DatingForm]]] = {
    Basis.ULTRASOUND_CRL: CrownRumpForm,
    Basis.ULTRASOUND_HC: HeadForm,
    Basis.ULTRASOUND_REPORT: ScanReportForm,
    Basis.LMP: LastPeriodForm,
    Basis.IVF_TRANSFER: EmbryoTransferForm,
    Basis.CONCEPTION: ConceptionForm,
    Basis.DUE_DATE: StatedDueDateForm,
}
"""In the order in which a clinic is likely to need them."""

NAMES: Final[Mapping[str, Any]] = {
    Basis.ULTRASOUND_CRL: _("Early ultrasound"),
    Basis.ULTRASOUND_HC: _("Later ultrasound"),
    Basis.ULTRASOUND_REPORT: _("Report of a scan"),
    Basis.LMP: _("Last period"),
    Basis.IVF_TRANSFER: _("Embryo transfer"),
    Basis.CONCEPTION: _("Conception"),
    Basis.DUE_DATE: _("Due date from elsewhere"),
}


class DecideDatingForm(ServiceForm):
    """What becomes of a proposed dating. Against the recommendation the service asks for a reason."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("replace", _("Use this due date from now on")),
            ("keep", _("Keep the due date; note this one")),
            ("withdraw", _("Withdraw it: it was entered wrongly")),
        ],
    )
    reason = text_field(_("Reason"), max_length=500, rows=2, required=False)
