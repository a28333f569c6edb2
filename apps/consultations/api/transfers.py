"""Letters to a hospital."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations.api import clinic_inputs as inputs
from apps.consultations.api import clinic_serializers as out
from apps.consultations.api.queue import TAGS, ClinicView
from apps.consultations.selectors import transfers as selectors
from apps.consultations.services import rights, transfers
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of

CARE = frozenset({Role.MOTHER, Role.CLINICIAN})


class Proposal(ClinicView):
    """What a letter begins from."""

    @extend_schema(operation_id="transfers_propose", tags=TAGS, responses=out.TransferProposalOut)
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read a summary from the record, to be corrected and signed (obstetricians, midwives)."""
        found = selectors.proposal(request.person, thread_id, at=request.received_at)
        rights.require_handler(request.person)
        return Response(out.TransferProposalOut(found).data)


class Transfers(ClinicView):
    """A letter is signed."""

    @extend_schema(
        operation_id="transfers_send",
        tags=TAGS,
        request=inputs.TransferIn,
        responses={201: out.TransferOut, 200: out.TransferOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Sign a letter (obstetricians, midwives). The mother is told that she is to go, and where."""
        given = inputs.TransferIn.parse(request)
        client_id = given.pop("client_id")
        transfer, is_new = transfers.send(
            request.person,
            thread_id=thread_id,
            client_id=client_id,
            letter=transfers.Letter(**given),
            at=request.received_at,
        )
        return self.made(out.TransferOut, transfer, is_new)


class AllTransfers(PersonAPIView):
    """Letters that one may see."""

    roles: ClassVar = CARE

    @extend_schema(
        operation_id="transfers_list",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=page_of(out.TransferOut),
    )
    def get(self, request: PersonRequest) -> Response:
        """List letters, newest first: a mother's own, a clinician's mothers'."""
        return self.paged(selectors.transfers_visible_to(request.person), out.TransferOut)


class OneTransfer(PersonAPIView):
    """One letter."""

    roles: ClassVar = CARE

    @extend_schema(operation_id="transfers_read", tags=TAGS, responses=out.TransferOut)
    def get(self, request: PersonRequest, transfer_id: UUID) -> Response:
        """Read a letter; to a mother without what is written from clinician to clinician."""
        transfer = selectors.transfer_visible_to(request.person, transfer_id)
        return Response(out.TransferOut(transfer, context={"request": request}).data)
