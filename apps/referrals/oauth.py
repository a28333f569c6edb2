"""OAuth 2 for partners' programs: client credentials (RFC 6749, 4.4) only, each client with its own scopes.

After a rotation the secret of before is good for a while, so that a partner can change it without a gap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.settings import oauth2_settings
from oauthlib.oauth2.rfc6749.endpoints import RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import ClientCredentialsGrant
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from apps.referrals.models import PartnerClient


class ClientCredentialsServer(TokenEndpoint, RevocationEndpoint):
    """A server that knows one grant. Nothing of browsers, people or refresh tokens is reachable."""

    def __init__(self, request_validator: Any, token_expires_in: Any = None, **_: Any) -> None:
        self.bearer = BearerToken(request_validator, None, token_expires_in, None)
        grant = ClientCredentialsGrant(request_validator)
        TokenEndpoint.__init__(
            self,
            default_grant_type="client_credentials",
            grant_types={"client_credentials": grant},
            default_token_type=self.bearer,
        )
        RevocationEndpoint.__init__(self, request_validator, supported_token_types=["access_token"])


class PartnerValidator(OAuth2Validator):
    """Refuses clients that have ended, and takes the secret of before while it is good."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say whether a client knows its secret, and has not ended."""
        known = super().authenticate_client(request, *args, **kwargs)
        return bool(known) and _client_of(request.client) is not None

    def _authenticate_basic_auth(self, request: Any) -> bool:
        return _with_either_secret(request, super()._authenticate_basic_auth)

    def _authenticate_request_body(self, request: Any) -> bool:
        return _with_either_secret(request, super()._authenticate_request_body)


def _with_either_secret(request: Any, check: Callable[[Any], bool]) -> bool:
    """Check against the secret of now, then against the one of before while it is good."""
    if check(request):
        return True
    client = _client_of(request.client)
    if client is None or client.previous_until is None or timezone.now() >= client.previous_until:
        return False
    application, now = request.client, request.client.client_secret
    application.client_secret = client.previous_secret  # of this request's copy; never saved
    known = check(request)
    application.client_secret = now
    return bool(known)


class ScopesOfClient(BaseScopes):
    """What a client may ask for is what its partner gave it."""

    def get_all_scopes(self) -> dict[str, str]:
        """Return every scope with its words."""
        return dict(oauth2_settings.SCOPES)

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return the scopes of a client."""
        client = _client_of(application)
        return [] if client is None else list(client.scopes)

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return what a client gets that asks for nothing by name: all that it has."""
        return self.get_available_scopes(application, request)


def _client_of(application: Any) -> PartnerClient | None:
    if application is None:
        return None
    rows = PartnerClient.objects.filter(application_id=application.pk, ended_at=None, partner__is_active=True)
    return rows.first()
