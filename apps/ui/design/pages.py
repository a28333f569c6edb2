"""Pages for whoever builds pages. No mother appears here: every value is made up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.ui import levels
from apps.ui.banner import PatientBanner
from apps.ui.design import demo, sprite
from apps.ui.strip import StripEvent, labelled_events


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As it stands in her passport."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    weeks = forms.IntegerField(label=_("Completed weeks"), min_value=4, max_value=44)
    reading = forms.ChoiceField(
        label=_("Reading"),
        widget=forms.RadioSelect,
        choices=[
            ("normal", _("Normal")),
            ("suspicious", _("Suspicious")),
            ("pathological", _("Pathological")),
        ],
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("I have seen the whole trace."))


@login_not_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    return render(request, "ui/components_page.html", _sample_values(datetime.now(UTC)))


@login_not_required
@require_GET
def strip(request: HttpRequest) -> HttpResponse:
    """The strip with a made-up trace; `?hours=24` for a long one, `?twins=1` for two rates and her own."""
    hours = _hours(request)
    analysis = demo.analysis(hours)
    events: list[StripEvent] = labelled_events(analysis, started_at=demo.START)
    given = {
        "query": f"?hours={hours:g}&twins={request.GET.get('twins', '0')}",
        "patient": sample_patient(),
        "events": events,
        "hours": hours,
        "analysis": analysis,
        "started_at": demo.START,
        "crumbs": [(_("Worklist"), "#"), ("김서연", "#"), (_("Recording"), "")],
    }
    return render(request, "ui/strip_page.html", given)


@login_not_required
@require_GET
def strip_trace(request: HttpRequest) -> HttpResponse:
    body = demo.encoded(_hours(request), twins=request.GET.get("twins") == "1")
    return HttpResponse(body, content_type="application/octet-stream")


@login_not_required
@require_GET
def strip_analysis(request: HttpRequest) -> HttpResponse:
    return JsonResponse(demo.analysis(_hours(request)))


def _hours(request: HttpRequest) -> float:
    try:
        return min(24.0, max(0.1, float(request.GET.get("hours", "1"))))
    except ValueError:
        return 1.0


def sample_patient() -> PatientBanner:
    return PatientBanner(
        name="김서연",
        gestational_age_days=228,
        fetuses=_("twins, two placentas"),
        language="한국어",
        risks=[_("gestational diabetes"), _("earlier caesarean")],
        allergies=[_("penicillin")],
        url="#",
        born_on=date(1993, 4, 12),
        age_years=33,
    )


def _sample_values(now: datetime) -> dict[str, Any]:
    filled = SampleForm({"name": "", "email": "no address", "weeks": "55", "reading": "suspicious"})
    return {
        "levels": list(levels.LEVELS.values()),
        "patient": sample_patient(),
        "unknown_patient": PatientBanner(name="王秀英", gestational_age_days=None, language="简体中文"),
        "ended_patient": PatientBanner(
            name="Anna Lindqvist",
            gestational_age_days=None,
            outcome=_("ended on 3 May 2026"),
            fetuses="1",
            risks=[],
            allergies=[],
            language="English",
        ),
        "form": filled,
        "empty_form": SampleForm(prefix="empty"),
        "stale_at": now - timedelta(minutes=23),
        "cut_off_at": now - timedelta(minutes=4),
        "now": now,
        "colours": sprite.COLOURS,
        "icons": sprite.icon_names(),
        "crumbs": [(_("Worklist"), "#"), ("김서연", "#"), (_("Recording"), "")],
        "rows": _sample_rows(now),
        "age_days": 228,
    }


def _sample_rows(now: datetime) -> list[dict[str, Any]]:
    def row(name: str, level: str, age_days: int | None, minutes: int, why: Any) -> dict[str, Any]:
        at = now - timedelta(minutes=minutes)
        return {"name": name, "level": level, "age_days": age_days, "at": at, "why": why}

    return [
        row("Maria Oliveira", "critical", 267, 9, _("Two prolonged decelerations in the last half hour.")),
        row("김서연", "warning", 228, 52, _("Signal lost for a third of the recording.")),
        row("王秀英", "unknown", None, 121, _("Too much of the trace may be her own heart.")),
        row("Anna Lindqvist", "ok", 251, 300, _("Waiting for a review.")),
    ]
