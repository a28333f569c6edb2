"""How a request of the API says who sends it."""

from __future__ import annotations

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings

from apps.accounts import preferences, second_factor


class AppTokenAuthentication(XSessionTokenAuthentication):
    """The phone's session token in the header `X-Session-Token`; refused tokens are answered with 401."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        """Return the person and her session. Raises SecondFactorRequired."""
        found = super().authenticate(request)
        if found is None:
            return None
        person, session = found
        if settings.REQUIRE_SECOND_FACTOR and second_factor.missing(person, session):
            raise second_factor.SecondFactorRequired
        preferences.activate(person)
        return person, session

    def authenticate_header(self, request: Any) -> str:
        """Name the scheme, so that «not signed in» is 401 and not 403."""
        return "X-Session-Token"
