"""A signed-in person's language wins over what her browser asks for, and times are told in her zone."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from apps.accounts import preferences
from apps.accounts.models import Language
from apps.accounts.services import people


class PreferencesMiddleware:
    """For pages and cookie sessions; a phone's token is met later, by `AppTokenAuthentication`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        timezone.deactivate()
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            preferences.activate(request.user)
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("ui:language"):
            _keep_choice(request)
        return response


def _keep_choice(request: HttpRequest) -> None:
    """The menu on every page sets a cookie for strangers; for a signed-in person it is a setting."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in Language.values:
        people.change_own(request.user, language=language)
