"""`POST /api/v1/socket-tickets`: the one-use word with which a phone opens a socket."""

from __future__ import annotations

from typing import ClassVar

import redis
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api.views import PersonAPIView, PersonRequest
from apps.foundation.errors import Unavailable
from apps.foundation.sockets import tickets


class SocketTicketOut(serializers.Serializer):
    """A ticket for one connection."""

    ticket = serializers.CharField(help_text='Send it in the first frame: {"type": "hello", "ticket": …}.')
    expires_at = serializers.DateTimeField(help_text="Useless from then on, and after its first use.")


class SocketTickets(PersonAPIView):
    """A ticket never stands in an address, where logs would keep it."""

    roles: ClassVar[frozenset[str]] = frozenset({"mother", "clinician"})
    answers_once: ClassVar[bool] = False  # an answer that is given again would be a spent ticket

    @extend_schema(
        operation_id="socket_tickets_create",
        tags=["sockets"],
        description=(
            "A ticket for `/ws/v1/updates`: valid for 30 seconds and one connection. "
            "What passes there: docs/reference/asyncapi.yaml."
        ),
        request=None,
        responses={201: SocketTicketOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Make a ticket for the signed-in person."""
        try:
            ticket = tickets.issue(request.person, session_key=session_key(request), at=request.received_at)
        except redis.RedisError as error:
            raise Unavailable(headers={"Retry-After": "2"}) from error
        return Response(SocketTicketOut(ticket).data, status=201)


def session_key(request: PersonRequest) -> str:
    """Return the key of the session that signed this request in: of the token, or of the cookie."""
    session = request.auth if request.auth is not None else request._request.session
    return getattr(session, "session_key", None) or ""
