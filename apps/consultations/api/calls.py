"""Calls: rung, answered, declined and ended; what was said passes between the two browsers only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations.calls import selectors
from apps.consultations.calls.seen import Consent, seen
from apps.consultations.calls.states import CallState, EndReason
from apps.consultations.models import Call, CallKind
from apps.consultations.services import calls
from apps.consultations.services.calls.starting import Wish
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.schema import LIST_PARAMETERS, page_of

ROLES = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["calls"]


class CallConsentIn(StrictSerializer):
    """On which device, and what may be opened there."""

    device = serializers.UUIDField(help_text="Made by the client, the same for as long as the page is open.")
    microphone = serializers.BooleanField(help_text="She agrees that her microphone is used. Needed.")
    camera = serializers.BooleanField(help_text="She agrees that her camera is used.")


class CallIn(CallConsentIn):
    """A call to start."""

    id = serializers.UUIDField(help_text="Made by the client; the same again is the same call.")
    kind = serializers.ChoiceField(choices=CallKind.choices, help_text="What is asked for.")


class HangUpIn(StrictSerializer):
    """How it ends."""

    connected = serializers.BooleanField(
        default=True, help_text="False: this device found no way to the other one."
    )


class CallEndOut(serializers.Serializer):
    """One of the two."""

    person = serializers.UUIDField(help_text="Who.")
    name = serializers.CharField(help_text="Her name.")
    device = serializers.UUIDField(
        allow_null=True, help_text="The device that is in the call; null: none yet."
    )


class CallOut(serializers.Serializer):
    """A call. There is no recording of it."""

    id = serializers.UUIDField(help_text="Its address.")
    thread = serializers.UUIDField(help_text="The consultation.")
    kind = serializers.ChoiceField(choices=CallKind.choices, help_text="What was asked for.")
    state = serializers.ChoiceField(choices=CallState.choices, help_text="How far it has come.")
    reason = serializers.ChoiceField(
        choices=EndReason.choices, allow_blank=True, help_text="Why it is over; empty: it is not."
    )
    caller = CallEndOut(help_text="Who rang.")
    callee = CallEndOut(help_text="Who was rung.")
    started_at = serializers.DateTimeField(help_text="When it began to ring.")
    ring_due_at = serializers.DateTimeField(help_text="Until when it rings.")
    answered_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was answered; null: it was not."
    )
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When it was over; null: it is not.")
    duration_s = serializers.FloatField(allow_null=True, help_text="Seconds from the answer to the end.")


class OwnCallOut(serializers.Serializer):
    """The call that one is in, or that rings for one."""

    call = CallOut(allow_null=True, help_text="Null: there is none.")


class IceServerOut(serializers.Serializer):
    """As `RTCConfiguration.iceServers` takes it."""

    urls = serializers.ListField(child=serializers.CharField(), help_text="Addresses.")
    username = serializers.CharField(allow_null=True, help_text="Null: none is needed.")
    credential = serializers.CharField(allow_null=True, help_text="Null: none is needed.")


class IceServersOut(serializers.Serializer):
    """Servers that help two browsers find a way to each other."""

    ice_servers = IceServerOut(many=True, source="servers", help_text="Servers.")
    ice_transport_policy = serializers.ChoiceField(
        choices=["all", "relay"], source="policy", help_text="`relay`: no way but through the relay."
    )
    valid_until = serializers.DateTimeField(help_text="Ask again before then, for a new connection.")


def shown(call: Call) -> dict[str, Any]:
    """Return a call as it goes out."""
    return dict(CallOut(seen(call)).data)


class CallView(PersonAPIView):
    """A view for the two of a call, and for those of her team who may see it."""

    roles: ClassVar = ROLES
    throttle_scope: ClassVar[str | None] = "calls"

    def now(self, call_id: UUID) -> Response:
        """Answer with the call as it is."""
        return Response(shown(selectors.call_visible_to(self.request.person, call_id)))


class ThreadCalls(CallView):
    """The calls of a consultation."""

    @extend_schema(
        operation_id="calls_list", tags=TAGS, parameters=LIST_PARAMETERS, responses=page_of(CallOut)
    )
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """List calls, newest first."""
        return self.paged(selectors.calls_of(request.person, thread_id), SeenCallOut)

    @extend_schema(operation_id="calls_start", tags=TAGS, request=CallIn, responses={201: CallOut})
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Ring the other one: a clinician the mother, the mother whoever is responsible.

        The state of the answer may be `busy` (over already), or `active` where both called at once.
        """
        given = CallIn.parse(request)
        wish = Wish(call_id=given["id"], kind=given["kind"], device=given["device"], consent=_consent(given))
        call = calls.start(request.person, thread_id=thread_id, wish=wish, at=request.received_at)
        return Response(shown(selectors.call_visible_to(request.person, call.public_id)), status=201)


class SeenCallOut(CallOut):
    """The same, from a row."""

    def to_representation(self, instance: Call) -> dict[str, Any]:
        return super().to_representation(seen(instance))


class OwnCall(CallView):
    """What a page asks when it opens or comes back."""

    @extend_schema(operation_id="calls_own", tags=TAGS, responses=OwnCallOut)
    def get(self, request: PersonRequest) -> Response:
        """Read the call that you are in, or that rings for you."""
        call = selectors.own_live_call(request.person)
        return Response({"call": None if call is None else shown(call)})


class OneCall(CallView):
    """One call."""

    @extend_schema(operation_id="calls_read", tags=TAGS, responses=CallOut)
    def get(self, request: PersonRequest, call_id: UUID) -> Response:
        """Read a call's state."""
        return self.now(call_id)


class CallAnswer(CallView):
    """The one who is called takes it."""

    @extend_schema(operation_id="calls_answer", tags=TAGS, request=CallConsentIn, responses=CallOut)
    def post(self, request: PersonRequest, call_id: UUID) -> Response:
        """Answer on this device; your others stop ringing."""
        given = CallConsentIn.parse(request)
        calls.answer(
            request.person,
            call_id=call_id,
            device=given["device"],
            consent=_consent(given),
            at=request.received_at,
        )
        return self.now(call_id)


class Decline(CallView):
    """The one who is called refuses."""

    @extend_schema(operation_id="calls_decline", tags=TAGS, request=None, responses=CallOut)
    def post(self, request: PersonRequest, call_id: UUID) -> Response:
        """Decline on all of your devices."""
        calls.decline(request.person, call_id=call_id, at=request.received_at)
        return self.now(call_id)


class HangUp(CallView):
    """One of the two ends it."""

    @extend_schema(operation_id="calls_end", tags=TAGS, request=HangUpIn, responses=CallOut)
    def post(self, request: PersonRequest, call_id: UUID) -> Response:
        """End a call, or give up before the answer."""
        given = HangUpIn.parse(request)
        calls.hang_up(
            request.person, call_id=call_id, is_connected=given["connected"], at=request.received_at
        )
        return self.now(call_id)


class CallConsents(CallView):
    """What one agrees to during a call."""

    @extend_schema(operation_id="calls_consent", tags=TAGS, request=CallConsentIn, responses={201: CallOut})
    def post(self, request: PersonRequest, call_id: UUID) -> Response:
        """Agree to the camera, or take it back. The rows of before stay."""
        given = CallConsentIn.parse(request)
        consent, at = _consent(given), request.received_at
        calls.consent_again(request.person, call_id=call_id, device=given["device"], consent=consent, at=at)
        return Response(shown(selectors.call_visible_to(request.person, call_id)), status=201)


class IceServers(CallView):
    """Servers for one of the two of a live call."""

    @extend_schema(operation_id="calls_ice_servers", tags=TAGS, responses=IceServersOut)
    def get(self, request: PersonRequest, call_id: UUID) -> Response:
        """Read which servers to use, with credentials that end within an hour."""
        at: datetime = request.received_at
        return Response(IceServersOut(selectors.ice_servers_for(request.person, call_id, at=at)).data)


def _consent(given: dict[str, Any]) -> Consent:
    return Consent(microphone=given["microphone"], camera=given["camera"])
