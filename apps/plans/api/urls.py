"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.plans.api import doing, plans, settings, vetoes

urlpatterns: list[URLPattern | URLResolver] = [
    path("plans", plans.Plans.as_view(), name="plans"),
    path("plans/current", plans.CurrentPlan.as_view(), name="plan-current"),
    path("plans/today", plans.Today.as_view(), name="plan-today"),
    path("plans/settings", settings.Settings.as_view(), name="plan-settings"),
    path("plans/<uuid:plan_id>", plans.OnePlan.as_view(), name="plan"),
    path("plans/<uuid:plan_id>/swap", doing.Swap.as_view(), name="plan-swap"),
    path("plans/<uuid:plan_id>/done", doing.Done.as_view(), name="plan-done"),
    path("plans/<uuid:plan_id>/approve", doing.Approval.as_view(), name="plan-approve"),
    path("plans/<uuid:plan_id>/withdraw", doing.Withdrawal.as_view(), name="plan-withdraw"),
    path("plans/<uuid:plan_id>/note", doing.Note.as_view(), name="plan-note"),
    path("plans/<uuid:plan_id>/shopping", doing.Shopping.as_view(), name="plan-shopping"),
    path("plans/<uuid:plan_id>/difference", doing.Difference.as_view(), name="plan-difference"),
    path("plans/<uuid:plan_id>/paper", doing.Paper.as_view(), name="plan-paper"),
    path("pregnancies/<uuid:pregnancy_id>/offer-vetoes", vetoes.OfferVetoes.as_view(), name="offer-vetoes"),
    path(
        "pregnancies/<uuid:pregnancy_id>/offer-vetoes/<uuid:veto_id>/lift",
        vetoes.VetoLifting.as_view(),
        name="offer-veto-lift",
    ),
]
