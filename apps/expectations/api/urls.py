"""Addresses under /api/v1/."""

from django.urls import path

from apps.expectations.api import views

urlpatterns = [
    path("silences", views.Silences.as_view()),
    path("silences/<uuid:silence_id>/taking", views.SilenceTaking.as_view()),
    path("expectations", views.Expectations.as_view()),
]
