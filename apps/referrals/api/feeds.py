"""Catalogues of partners: whole feeds, single items, and what came of them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response

from apps.foundation.api.paging import NewestFirst
from apps.foundation.api.views import PersonRequest
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.rest.parsers import JSONParser
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.referrals.api.feeds_in import FeedAnswerIn, FeedIn, ItemsIn, WithdrawalsIn
from apps.referrals.api.feeds_out import FeedFindingOut, ImportOut, PushedOut, WithdrawnOut
from apps.referrals.api.machines import TAG, PartnerAPIView
from apps.referrals.catalogue.findings import FeedRefused
from apps.referrals.findings_file import findings_file
from apps.referrals.models import ImportRun, ImportSource, RejectedItem
from apps.referrals.services import feeds, pushing


class ItemsParser(JSONParser):
    """A thousand items with their descriptions."""

    max_bytes: ClassVar[int | None] = 16 * 1024 * 1024


class InOrder(NewestFirst):
    """Pages of findings, in the order of the file."""

    ordering = ("number", "id")  # type: ignore[assignment]


class CatalogueView(PartnerAPIView):
    """What every view of the catalogue shares. There is one catalogue, the live one."""

    scope = "catalogue:write"

    def run(self, import_id: UUID) -> ImportRun:
        """Return an import of this partner. Raises NotVisible."""
        found = self.runs().filter(public_id=import_id).first()
        if found is None:
            raise NotVisible
        return found

    def runs(self) -> Any:
        """Return the imports of this partner; none in the sandbox."""
        rows = ImportRun.objects.filter(partner=self.machine.partner)
        return rows if self.machine.is_live else rows.none()

    def require_live(self) -> None:
        """Raises Forbidden in the sandbox."""
        if not self.machine.is_live:
            raise Forbidden(_("There is no catalogue in the sandbox."), code="live_only")


class Feeds(CatalogueView):
    """Whole feeds."""

    parser_classes: ClassVar[list[type[BaseParser]]] = [MultiPartParser]  # type: ignore[misc]

    @extend_schema(
        tags=[TAG],
        operation_id="partner_feeds_list",
        parameters=LIST_PARAMETERS,
        responses={200: page_of(ImportOut)},
    )
    def get(self, request: PersonRequest) -> Response:
        """Return imports, newest first."""
        return self.paged(self.runs(), ImportOut)

    @extend_schema(
        tags=[TAG],
        operation_id="partner_feeds_send",
        request={"multipart/form-data": FeedIn},
        responses={202: ImportOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Send a whole feed. It is read by a worker; items that it lacks are withdrawn once it holds."""
        self.require_live()
        given = FeedIn.parse(request)
        try:
            run = feeds.receive(
                None,
                self.machine.partner,
                given["file"].chunks(),
                source=ImportSource.UPLOAD,
                form=given["format"],
                charset=given["file"].charset,
                at=request.received_at,
            )
        except FeedRefused as refused:
            raise Invalid.field("file", _("This file cannot be kept."), code=refused.code) from refused
        return Response(ImportOut(run).data, status=202)


class OneFeed(CatalogueView):
    """One import."""

    @extend_schema(tags=[TAG], operation_id="partner_feeds_read", responses={200: ImportOut})
    def get(self, request: PersonRequest, import_id: UUID) -> Response:
        """Return how far an import is, and what came of it."""
        return Response(ImportOut(self.run(import_id)).data)


class FeedAnswers(CatalogueView):
    """Yes or no to a feed that has shrunk."""

    @extend_schema(
        tags=[TAG], operation_id="partner_feeds_answer", request=FeedAnswerIn, responses={200: ImportOut}
    )
    def post(self, request: PersonRequest, import_id: UUID) -> Response:
        """Say whether a feed that is `asked` holds. 409 where it is not; a person may say so in the portal as well."""
        run = self.run(import_id)
        answer = feeds.confirm if FeedAnswerIn.parse(request)["holds"] else feeds.drop
        answered = answer(None, run.partner, run.public_id, at=request.received_at)
        return Response(ImportOut(answered).data)


class Findings(CatalogueView):
    """What was found in a feed."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_feeds_findings",
        parameters=LIST_PARAMETERS,
        responses={200: page_of(FeedFindingOut)},
    )
    def get(self, request: PersonRequest, import_id: UUID) -> Response:
        """Return every item that was refused, and warnings (of each rule the first thousand), in the feed's order."""
        rows = RejectedItem.objects.filter(run=self.run(import_id))
        return self.paged(rows, FeedFindingOut, paging=InOrder)


class FindingsCsv(CatalogueView):
    """The same as a file."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_feeds_findings_csv",
        responses={(200, "text/csv"): OpenApiTypes.BINARY},
    )
    def get(self, request: PersonRequest, import_id: UUID) -> StreamingHttpResponse:
        """Return the findings as CSV."""
        return findings_file(self.run(import_id))


class Items(CatalogueView):
    """Single items."""

    parser_classes: ClassVar[list[type[BaseParser]]] = [ItemsParser]  # type: ignore[misc]

    @extend_schema(tags=[TAG], operation_id="partner_items_push", request=ItemsIn, responses={200: PushedOut})
    def post(self, request: PersonRequest) -> Response:
        """Send 1 to 1,000 items; each is answered by itself. Sent again, an item replaces what was there."""
        self.require_live()
        given = ItemsIn.parse(request)
        answers = pushing.push(None, self.machine.partner, given["items"], at=request.received_at)
        return Response(PushedOut({"items": answers}).data)


class Withdrawals(CatalogueView):
    """Items that must go at once."""

    @extend_schema(
        tags=[TAG],
        operation_id="partner_items_withdraw",
        request=WithdrawalsIn,
        responses={200: WithdrawnOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Withdraw items at once, as for a recall. A later feed or push that has them brings them back."""
        self.require_live()
        given = WithdrawalsIn.parse(request)
        count = pushing.withdraw(None, self.machine.partner, given["item_ids"], at=request.received_at)
        return Response(WithdrawnOut({"withdrawn": count}).data)
