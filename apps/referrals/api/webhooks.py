"""Webhooks: where they go, their secrets, what came of them, and sending them again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api.serializers import StrictSerializer
from apps.foundation.api.views import PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.referrals.api.machines import TAG, PartnerAPIView
from apps.referrals.models import WebhookDelivery, WebhookEndpoint
from apps.referrals.services import endpoints
from apps.referrals.webhook_states import TRANSITIONS

KINDS = tuple((kind, kind) for kind in endpoints.KINDS)
STATES = tuple((state, state) for state in TRANSITIONS)


class WebhookEndpointIn(StrictSerializer):
    """An address for webhooks."""

    url = serializers.CharField(max_length=1_000, help_text="https, port 443, a public host name.")
    events = serializers.ListField(
        child=serializers.ChoiceField(KINDS), required=False, default=list, max_length=len(KINDS)
    )


class WebhookEndpointOut(serializers.Serializer):
    """An address for webhooks; `events` empty: all."""

    id = serializers.UUIDField(source="public_id")
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()


class WebhookSecretOut(serializers.Serializer):
    """An address and its new secret, which is shown this one time."""

    endpoint = WebhookEndpointOut()
    secret = serializers.CharField(help_text="whsec_ and base64, as the libraries take it.")


class WebhookAttemptOut(serializers.Serializer):
    """One attempt; `code` says what came of it, `status` what the other side answered, where it did."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    code = serializers.CharField()
    took_ms = serializers.IntegerField()


class WebhookDeliveryOut(serializers.Serializer):
    """A message on its way to one address. `message_id` is the `webhook-id`."""

    id = serializers.UUIDField(source="public_id")
    message_id = serializers.UUIDField(source="message.public_id")
    kind = serializers.CharField(source="message.kind")
    endpoint_id = serializers.UUIDField(source="endpoint.public_id")
    state = serializers.ChoiceField(STATES)
    attempts = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    tries = WebhookAttemptOut(many=True)


class _WebhookView(PartnerAPIView):
    scope = "webhooks:manage"

    @property
    def mine(self) -> dict[str, Any]:
        """What every service asks: whose, in which mode, when."""
        machine = self.machine
        return {
            "partner": machine.partner,
            "is_live": machine.is_live,
            "at": self.request.received_at,
        }


class WebhookEndpoints(_WebhookView):
    """Addresses of this partner."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_webhooks_list",
        parameters=LIST_PARAMETERS,
        responses={200: page_of(WebhookEndpointOut)},
    )
    def get(self, request: PersonRequest) -> Response:
        """Return the addresses that webhooks go to."""
        rows = self.machine.own(WebhookEndpoint.objects.filter(ended_at=None))
        return self.paged(rows, WebhookEndpointOut)

    @extend_schema(
        tags=[TAG],
        operation_id="partner_webhooks_make",
        request=WebhookEndpointIn,
        responses={201: WebhookSecretOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Keep an address. It is looked up: private and local ones are refused, now and at every sending."""
        given = WebhookEndpointIn.parse(request)
        made = endpoints.make_endpoint(None, **self.mine, **given)
        return Response(WebhookSecretOut(made).data, status=201)


class OneWebhookEndpoint(_WebhookView):
    """One address."""

    @extend_schema(tags=[TAG], operation_id="partner_webhooks_end", responses={204: None})
    def delete(self, request: PersonRequest, endpoint_id: UUID) -> Response:
        """Send nothing more to an address."""
        endpoints.end_endpoint(None, endpoint_id=endpoint_id, **self.mine)
        return Response(status=204)


class WebhookSecrets(_WebhookView):
    """Secrets of one address."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_webhooks_rotate_secret",
        request=None,
        responses={201: WebhookSecretOut},
    )
    def post(self, request: PersonRequest, endpoint_id: UUID) -> Response:
        """Make a new secret; for a week messages carry the signatures of both."""
        made = endpoints.rotate_secret(None, endpoint_id=endpoint_id, **self.mine)
        return Response(WebhookSecretOut(made).data, status=201)


class WebhookDeliveries(_WebhookView):
    """What was sent, and what was not."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_webhook_deliveries_list",
        parameters=LIST_PARAMETERS,
        responses={200: page_of(WebhookDeliveryOut)},
    )
    def get(self, request: PersonRequest) -> Response:
        """Return messages with their attempts, newest first."""
        machine = self.machine
        rows = WebhookDelivery.objects.filter(
            endpoint__partner=machine.partner, endpoint__is_live=machine.is_live
        )
        return self.paged(
            rows.select_related("message", "endpoint").prefetch_related("tries"), WebhookDeliveryOut
        )


class WebhookReplays(_WebhookView):
    """Sending again."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_webhook_deliveries_replay",
        request=None,
        responses={202: WebhookDeliveryOut},
    )
    def post(self, request: PersonRequest, delivery_id: UUID) -> Response:
        """Send a message again under the same `webhook-id`."""
        made = endpoints.replay(None, delivery_id=delivery_id, **self.mine)
        return Response(WebhookDeliveryOut(made).data, status=202)
