"""Statements, reports, reconciliation."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from apps.foundation.api.serializers import StrictSerializer
from apps.foundation.api.views import PersonRequest
from apps.foundation.errors import Invalid, NotVisible, TooLarge
from apps.foundation.schema import binary
from apps.referrals import statement_file
from apps.referrals.api.machines import TAG, PartnerAPIView
from apps.referrals.models import Reconciliation
from apps.referrals.selectors import reports, statements
from apps.referrals.services import reconciling
from apps.referrals.services.reconciling import MOST_FILE_BYTES

MOST_DAYS: Final = 366


class StatementAmountsOut(serializers.Serializer):
    """What is owed, in minor units."""

    pending = serializers.IntegerField(help_text="Goods may still come back.")
    owed = serializers.IntegerField(help_text="Approved and not yet paid.")


class StatementLineOut(serializers.Serializer):
    """All movements of one kind."""

    kind = serializers.CharField()
    entries = serializers.IntegerField(allow_null=True, help_text="null: fewer than ten.")
    amounts = StatementAmountsOut()


class StatementOut(serializers.Serializer):
    """A month in one currency: `opening` and the lines add up to `closing`."""

    month = serializers.CharField()
    currency = serializers.CharField()
    is_live = serializers.BooleanField()
    opening = StatementAmountsOut()
    lines = StatementLineOut(many=True)
    closing = StatementAmountsOut()


class StatementsOut(serializers.Serializer):
    """Which statements there are."""

    months = serializers.ListField(child=serializers.CharField())
    currencies = serializers.ListField(child=serializers.CharField())


class PartnerDayOut(serializers.Serializer):
    """A day. null: fewer than ten people. Numbers are rounded down to fives."""

    day = serializers.DateField()
    clicks = serializers.IntegerField(allow_null=True)
    not_counted = serializers.IntegerField(allow_null=True)
    orders = serializers.IntegerField(allow_null=True, help_text="By the day of the click.")


class PartnerDaysIn(StrictSerializer):
    """Which days."""

    first = serializers.DateField()
    last = serializers.DateField()


class ReconciliationRowOut(serializers.Serializer):
    """A row that is not simply the same."""

    line = serializers.IntegerField(allow_null=True)
    order_reference = serializers.CharField()
    finding = serializers.CharField()


class ReconciliationOut(serializers.Serializer):
    """What came of a file: how many rows of each finding, and those that differ."""

    id = serializers.UUIDField(source="public_id")
    at = serializers.DateTimeField()
    counts = serializers.DictField(child=serializers.IntegerField())
    report = ReconciliationRowOut(many=True)


class CsvParser(BaseParser):
    """Leaves a CSV as the bytes that it is."""

    media_type = "text/csv"

    def parse(  # type: ignore[override]
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> bytes:
        """Return the body. Raises TooLarge."""
        content: bytes = stream.read(MOST_FILE_BYTES + 1)
        if len(content) > MOST_FILE_BYTES:
            raise TooLarge(limit=MOST_FILE_BYTES)
        return content


class _ReportView(PartnerAPIView):
    scope = "reports:read"

    def statement(self, month: str, currency: str) -> statements.Statement:
        """Return a statement of this partner. Raises Invalid, NotVisible."""
        machine, at = self.machine, self.request.received_at
        return statements.of_past(
            machine.partner, is_live=machine.is_live, currency=currency, month=month, at=at
        )


class Statements(_ReportView):
    """Which statements there are."""

    @extend_schema(tags=[TAG], operation_id="partner_statements_list", responses={200: StatementsOut})
    def get(self, request: PersonRequest) -> Response:
        """Return months that are over, and currencies."""
        machine = self.machine
        told = {
            "months": statements.months(machine.partner, is_live=machine.is_live, at=request.received_at),
            "currencies": statements.currencies(machine.partner, is_live=machine.is_live),
        }
        return Response(StatementsOut(told).data)


class OneStatement(_ReportView):
    """A statement."""

    @extend_schema(tags=[TAG], operation_id="partner_statements_read", responses={200: StatementOut})
    def get(self, request: PersonRequest, month: str, currency: str) -> Response:
        """Return a statement."""
        return Response(StatementOut(self.statement(month, currency)).data)


class StatementCsv(_ReportView):
    """A statement as CSV."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_statements_csv",
        responses={(200, "text/csv"): OpenApiTypes.BINARY},
    )
    def get(self, request: PersonRequest, month: str, currency: str) -> HttpResponse:
        """Return a statement as CSV in UTF-8: opening, one row a kind, closing."""
        return statement_file.as_csv(self.statement(month, currency))


class StatementPdf(_ReportView):
    """A statement as PDF."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_statements_pdf",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: PersonRequest, month: str, currency: str) -> HttpResponse:
        """Return a statement as PDF, in the language of the request."""
        return statement_file.as_pdf(self.statement(month, currency), made_at=request.received_at)


class Days(_ReportView):
    """Clicks and orders by day."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_reports_days",
        parameters=[
            OpenApiParameter("first", OpenApiTypes.DATE, required=True),
            OpenApiParameter("last", OpenApiTypes.DATE, required=True),
        ],
        responses={200: PartnerDayOut(many=True)},
    )
    def get(self, request: PersonRequest) -> Response:
        """Return numbers a day, of ten people at least."""
        given = PartnerDaysIn.parse_query(request)
        first, last = given["first"], given["last"]
        if not 0 <= (last - first).days < MOST_DAYS or last.year > date.max.year - 1:
            raise Invalid.field(
                "last", _("Give days from an earlier to a later one, up to 366 apart."), limit=MOST_DAYS
            )
        found = reports.days(self.machine.partner, is_live=self.machine.is_live, first=first, last=last)
        return Response(PartnerDayOut(found, many=True).data)


class Reconciliations(PartnerAPIView):
    """Files of what became of orders."""

    scope = "conversions:write"
    parser_classes = (CsvParser,)

    @extend_schema(
        tags=[TAG],
        operation_id="partner_reconciliations_make",
        request=binary("text/csv"),
        responses={201: ReconciliationOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Compare a file with our orders, book what differs, and report it. The same file twice changes nothing."""
        made = reconciling.reconcile(
            self.machine,
            partner=self.machine.partner,
            is_live=self.machine.is_live,
            content=request.data if isinstance(request.data, bytes) else b"",
            at=request.received_at,
        )
        return Response(ReconciliationOut(made).data, status=201)


class OneReconciliation(PartnerAPIView):
    """The report of one file."""

    scope = "reports:read"

    @extend_schema(
        tags=[TAG], operation_id="partner_reconciliations_read", responses={200: ReconciliationOut}
    )
    def get(self, request: PersonRequest, reconciliation_id: UUID) -> Response:
        """Return a report."""
        found = self.machine.own(Reconciliation.objects.all()).filter(public_id=reconciliation_id).first()
        if found is None:
            raise NotVisible
        return Response(ReconciliationOut(found).data)
