"""Choices of how pages look: theme and language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from apps.ui import readers

ONE_YEAR_S = 365 * 24 * 3600
set_language = login_not_required(django_set_language)  # accounts keeps the choice of a signed-in person


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """`theme`: light, dark, or anything else for «as this device»."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in readers.THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            readers.THEME_COOKIE, theme, max_age=ONE_YEAR_S, samesite="Lax", httponly=True, secure=secure
        )
    else:
        response.delete_cookie(readers.THEME_COOKIE, samesite="Lax")
    return response


def _back(request: HttpRequest) -> str:
    """Where she came from, if it is ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"
