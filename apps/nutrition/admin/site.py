"""The site of the administration, and who may open it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Person
from apps.accounts.pages import home_of
from apps.nutrition.services import may


def keeps_dishes(request: HttpRequest) -> bool:
    """Say whether whoever is signed in may add dishes."""
    return isinstance(request.user, Person) and may.keeps_dishes(request.user)


class DishesSite(admin.AdminSite):
    """Open to dietitians and administrators; everybody else meets what every page of the house answers."""

    site_title = site_header = _("KAISHI administration")
    index_title = _("What is recognised")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever may add dishes."""
        return keeps_dishes(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        """Sign in as on every other page; whoever is signed in and not let in is sent home, or refused."""
        if not isinstance(request.user, Person):
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if keeps_dishes(request):
            return redirect("admin:index")
        if request.user.is_clinician:
            raise PermissionDenied
        return HttpResponseRedirect(home_of(request.user))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        """Sign out of all of KAISHI."""
        logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        """Passwords are changed where everybody changes theirs."""
        return redirect("account_change_password")


site = DishesSite(name="admin")
