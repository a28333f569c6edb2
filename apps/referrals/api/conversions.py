"""Orders: reported from server to server, given back, cancelled, read."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.foundation.api.views import PersonRequest
from apps.foundation.errors import NotVisible
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.referrals.api.conversions_in import CancellationIn, ConversionIn, RefundIn, TestClickIn
from apps.referrals.api.conversions_out import ConversionOut, RefundOut, TestClickOut
from apps.referrals.api.machines import TAG, PartnerAPIView
from apps.referrals.api.signed import KEY, SIGNATURE, TIMESTAMP, signed_once
from apps.referrals.models import Conversion
from apps.referrals.services import conversions, sandbox_clicks

SIGNED = [
    OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True),
    OpenApiParameter(TIMESTAMP, str, OpenApiParameter.HEADER, required=True),
    OpenApiParameter(SIGNATURE, str, OpenApiParameter.HEADER, required=True),
]


class Conversions(PartnerAPIView):
    """Orders of this partner."""

    scope = "conversions:write"
    reads_with = "reports:read"

    @extend_schema(
        tags=[TAG],
        operation_id="partner_conversions_list",
        parameters=LIST_PARAMETERS,
        responses={200: page_of(ConversionOut)},
    )
    def get(self, request: PersonRequest) -> Response:
        """Return orders, newest first."""
        return self.paged(self.machine.own(Conversion.objects.all()), ConversionOut)

    @extend_schema(
        tags=[TAG],
        operation_id="partner_conversions_report",
        parameters=SIGNED,
        request=ConversionIn,
        responses={201: ConversionOut, 200: ConversionOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Report an order; it is one conversion however often it is sent."""
        return signed_once(request, lambda: self._reported(request))

    def _reported(self, request: PersonRequest) -> Response:
        given = ConversionIn.parse(request)
        made, is_new = conversions.report(
            self.machine,
            partner=self.machine.partner,
            is_live=self.machine.is_live,
            at=request.received_at,
            **given,
        )
        return Response(ConversionOut(made).data, status=201 if is_new else 200)


class OneConversion(PartnerAPIView):
    """One order."""

    scope = "reports:read"

    @extend_schema(tags=[TAG], operation_id="partner_conversions_read", responses={200: ConversionOut})
    def get(self, request: PersonRequest, conversion_id: UUID) -> Response:
        """Return an order."""
        found = self.machine.own(Conversion.objects.all()).filter(public_id=conversion_id).first()
        if found is None:
            raise NotVisible
        return Response(ConversionOut(found).data)


class Refunds(PartnerAPIView):
    """Parts of orders that were given back."""

    scope = "conversions:write"

    @extend_schema(
        tags=[TAG],
        operation_id="partner_refunds_report",
        parameters=SIGNED,
        request=RefundIn,
        responses={201: RefundOut, 200: RefundOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Report a refund; the same reference of an order is one refund."""
        return signed_once(request, lambda: self._refunded(request))

    def _refunded(self, request: PersonRequest) -> Response:
        given = RefundIn.parse(request)
        made, is_new = conversions.refund(
            self.machine,
            partner=self.machine.partner,
            is_live=self.machine.is_live,
            order_reference=given["order_reference"],
            reference=given["refund_reference"],
            amount_minor=given["amount_minor"],
            item_id=given["item_id"],
            at=request.received_at,
        )
        return Response(RefundOut(made).data, status=201 if is_new else 200)


class Cancellations(PartnerAPIView):
    """Orders that do not stand."""

    scope = "conversions:write"

    @extend_schema(
        tags=[TAG],
        operation_id="partner_cancellations_report",
        parameters=SIGNED,
        request=CancellationIn,
        responses={200: ConversionOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Reverse an order as a whole."""
        return signed_once(request, lambda: self._cancelled(request))

    def _cancelled(self, request: PersonRequest) -> Response:
        given = CancellationIn.parse(request)
        made = conversions.cancel(
            self.machine,
            partner=self.machine.partner,
            is_live=self.machine.is_live,
            at=request.received_at,
            **given,
        )
        return Response(ConversionOut(made).data)


class TestClicks(PartnerAPIView):
    """Clicks of the sandbox."""

    scope = "conversions:write"

    @extend_schema(
        tags=[TAG],
        operation_id="partner_test_clicks_make",
        request=TestClickIn,
        responses={201: TestClickOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Make a click to try postbacks with. In the sandbox only."""
        given = TestClickIn.parse(request)
        made = sandbox_clicks.make(
            self.machine,
            partner=self.machine.partner,
            is_live=self.machine.is_live,
            at=request.received_at,
            **given,
        )
        return Response(TestClickOut(made).data, status=201)
