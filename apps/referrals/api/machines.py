"""How a partner's program says who it is, and what every view for one has: a scope, a mode, a limit."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import get_access_token_model
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.throttling import BaseThrottle

from apps.foundation.api.views import PersonAPIView
from apps.foundation.errors import Forbidden
from apps.foundation.rest.throttles import count
from apps.referrals.models import Partner, PartnerClient

TAG: Final = "partners"
WINDOW_S: Final = 60
LONGEST_TOKEN: Final = 512


@dataclass(frozen=True)
class Machine:
    """A partner's program that is signed in. It sees rows of its partner and of its mode, and no others."""

    client: PartnerClient
    scopes: frozenset[str]
    is_authenticated: ClassVar[bool] = True

    @property
    def partner(self) -> Partner:
        """Whose program it is."""
        return self.client.partner

    @property
    def is_live(self) -> bool:
        """Its mode."""
        return self.client.is_live

    def own(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow rows to those of this partner and mode: the only door to them."""
        return rows.filter(partner=self.partner, is_live=self.is_live)


class PartnerTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`, a token of /oauth/token. It is looked up by its digest, and in no other place."""

    def authenticate(self, request: Any) -> tuple[Machine, Any] | None:
        """Return the program and its token; None where there is no such header. Raises AuthenticationFailed."""
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            return None
        token = _known(parts[1])
        if token is None:
            raise AuthenticationFailed
        return Machine(token.application.partner_client, frozenset(token.scope.split())), token

    def authenticate_header(self, request: Any) -> str:
        """Name the scheme, so that a missing or old token is 401."""
        return 'Bearer realm="partners"'


def _known(said: bytes) -> Any:
    if len(said) > LONGEST_TOKEN:
        return None
    rows = get_access_token_model().objects.select_related("application__partner_client__partner")
    return rows.filter(
        token_checksum=hashlib.sha256(said).hexdigest(),
        expires__gt=timezone.now(),
        application__partner_client__ended_at=None,
        application__partner_client__partner__is_active=True,
    ).first()


def may_send_feeds(authorization: bytes) -> bool:
    """Say whether a header is that of a program that may send whole feeds: asked before a long body is taken."""
    parts = authorization.split()
    token = _known(parts[1]) if len(parts) == 2 and parts[0].lower() == b"bearer" else None
    return token is not None and "catalogue:write" in token.scope.split()


class PartnerTokenScheme(OpenApiAuthenticationExtension):
    """How a partner's program signs in."""

    target_class = PartnerTokenAuthentication
    name = "partnerToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        from django.conf import settings

        scopes = dict(settings.OAUTH2_PROVIDER["SCOPES"])
        return {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}},
        }


class PartnerThrottle(BaseThrottle):
    """So many requests a minute of all programs of a partner in a mode: `Partner.requests_a_minute`."""

    _wait_s = 1.0

    def allow_request(self, request: Any, view: Any) -> bool:
        """Count this request; False where the minute is full."""
        machine = request.user
        if not isinstance(machine, Machine):
            return True
        now_s = time.time()
        number = int(now_s // WINDOW_S)
        self._wait_s = (number + 1) * WINDOW_S - now_s
        mode = "live" if machine.is_live else "sandbox"
        asked = count(f"throttle:partner:{machine.partner.pk}:{mode}:{number}", seconds=WINDOW_S)
        return asked <= machine.partner.requests_a_minute

    def wait(self) -> float:
        """Return the seconds until the minute ends."""
        return max(1, math.ceil(self._wait_s))


class PartnerAPIView(PersonAPIView):
    """A view for partners' programs. `scope`: what the token needs; `reads_with`: another one for GET."""

    authentication_classes = (PartnerTokenAuthentication,)
    throttle_classes = (PartnerThrottle,)
    answers_once = False
    scope: ClassVar[str] = ""
    reads_with: ClassVar[str] = ""

    @property
    def machine(self) -> Machine:
        """Who asks."""
        machine: Any = self.request.user
        return cast(Machine, machine)

    def check_permissions(self, request: Any) -> None:
        """Refuse tokens without the scope, after the sign-in was checked."""
        super().check_permissions(request)
        needed = self.reads_with if request.method == "GET" and self.reads_with else self.scope
        if not isinstance(request.user, Machine) or needed not in request.user.scopes:
            raise Forbidden(code="scope_missing")
