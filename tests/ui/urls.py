"""Addresses for tests of the bar on top."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", include("apps.ui.urls")),
    path("mothers", page, name="mothers"),
    path("keys", page, name="keys"),
    path("late", page, name="late"),
]
