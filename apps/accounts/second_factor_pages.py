"""Setting up a second factor on the web. Whoever has just proved that it works need not show it once more."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpRequest, HttpResponse

from apps.accounts.services.people import end_sessions


class ActivateApp(ActivateTOTPView):
    """An authenticator app: its first code was entered to get here."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up and note that this session has seen it."""
        response = super().form_valid(form)
        _note(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):
    """A passkey or security key: it has signed the server's challenge to get here."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up and note that this session has seen it."""
        response = super().form_valid(form)
        _note(self.request, Authenticator.Type.WEBAUTHN)
        return response


def _note(request: HttpRequest, kind: Authenticator.Type) -> None:
    """Sessions elsewhere were opened without the factor: they end."""
    person: Any = request.user
    record_authentication(request, person, method="mfa", type=kind.value)
    end_sessions(person, except_key=request.session.session_key)


activate_totp = ActivateApp.as_view()
add_passkey = AddPasskey.as_view()
