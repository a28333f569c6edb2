"""Addresses of the pages. Included at the root: path("", include("apps.expectations.urls"))."""

from django.urls import path

from apps.expectations import pages

app_name = "expectations"

urlpatterns = [
    path("silence/", pages.silence, name="silence"),
    path("silence/<uuid:page_id>/take", pages.take, name="take"),
]
