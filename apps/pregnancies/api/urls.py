"""Addresses under /api/v1/."""

from django.urls import path

from apps.pregnancies.api import background_views, dating_views, views

app_name = "pregnancies_api"
ONE = "pregnancies/<uuid:pregnancy_id>"

urlpatterns = [
    path("pregnancies", views.Pregnancies.as_view(), name="pregnancies"),
    path("risk-codes", views.RiskCodes.as_view(), name="risk-codes"),
    path(ONE, views.PregnancyDetail.as_view(), name="pregnancy"),
    path(f"{ONE}/gestational-age", views.GestationalAgeOn.as_view(), name="gestational-age"),
    path(f"{ONE}/fetuses", views.Fetuses.as_view(), name="fetuses"),
    path(f"{ONE}/timeline", views.Timeline.as_view(), name="timeline"),
    path(f"{ONE}/history", views.History.as_view(), name="history"),
    path(f"{ONE}/datings", dating_views.Datings.as_view(), name="datings"),
    path(
        f"{ONE}/datings/<uuid:dating_id>/accept", dating_views.DatingDecision.as_view(), name="dating-accept"
    ),
    path(f"{ONE}/outcome", dating_views.Outcomes.as_view(), name="outcome"),
    path(
        f"{ONE}/outcome/<uuid:outcome_id>/correction",
        dating_views.OutcomeCorrection.as_view(),
        name="outcome-correction",
    ),
    path(f"{ONE}/risk-factors", background_views.RiskFactors.as_view(), name="risk-factors"),
    path(
        f"{ONE}/risk-factors/<uuid:risk_factor_id>/end",
        background_views.RiskFactorEnd.as_view(),
        name="risk-factor-end",
    ),
    path(f"{ONE}/allergies", background_views.Allergies.as_view(), name="allergies"),
    path(f"{ONE}/allergies/<uuid:allergy_id>", background_views.AllergyDetail.as_view(), name="allergy"),
    path(f"{ONE}/allergies/<uuid:allergy_id>/end", background_views.AllergyEnd.as_view(), name="allergy-end"),
    path(
        f"{ONE}/earlier-pregnancies",
        background_views.EarlierPregnancies.as_view(),
        name="earlier-pregnancies",
    ),
    path(
        f"{ONE}/earlier-pregnancies/<uuid:earlier_pregnancy_id>",
        background_views.EarlierPregnancyDetail.as_view(),
        name="earlier-pregnancy",
    ),
]
