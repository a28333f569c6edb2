"""Datings and outcomes: what obstetricians and midwives decide."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.foundation.api import PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.pregnancies.api.inputs import (
    CorrectionIn,
    DatingDecisionIn,
    DatingIn,
    OutcomeIn,
    to_given,
    to_outcome,
)
from apps.pregnancies.api.representation import DatingOut, OutcomeOut, with_related
from apps.pregnancies.api.views import TAGS, CareView
from apps.pregnancies.services import datings, outcomes


class Datings(CareView):
    """Every due date that was ever entered."""

    @extend_schema(
        operation_id="datings_list", parameters=LIST_PARAMETERS, responses=page_of(DatingOut), tags=TAGS
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List the datings, newest first."""
        return self.paged(with_related(self.pregnancy(pregnancy_id).datings.all()), DatingOut)

    @extend_schema(
        operation_id="datings_create", request=DatingIn, responses={201: DatingOut, 200: DatingOut}, tags=TAGS
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Propose a due date. Mothers tell dates, clinicians ultrasounds too; the answer says what the rules
        recommend."""
        given = DatingIn.parse(request)
        dating, created = datings.redate(
            request.person,
            pregnancy_id=pregnancy_id,
            given=to_given(given),
            at=request.received_at,
            public_id=given.get("id"),
        )
        return self.made(DatingOut, dating, created)


class DatingDecision(CareView):
    """What becomes of a proposed dating."""

    @extend_schema(operation_id="datings_accept", request=DatingDecisionIn, responses=DatingOut, tags=TAGS)
    def post(self, request: PersonRequest, pregnancy_id: UUID, dating_id: UUID) -> Response:
        """Follow the recommendation, or decide otherwise with a reason (obstetricians and midwives)."""
        dating = datings.decide_dating(
            request.person,
            pregnancy_id=pregnancy_id,
            dating_id=dating_id,
            at=request.received_at,
            **DatingDecisionIn.parse(request),
        )
        return Response(DatingOut(dating).data)


class Outcomes(CareView):
    """How the pregnancy, or one fetus, ended."""

    @extend_schema(
        operation_id="outcomes_list", parameters=LIST_PARAMETERS, responses=page_of(OutcomeOut), tags=TAGS
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List outcomes, newest first; corrected ones stay in the list."""
        return self.paged(with_related(self.pregnancy(pregnancy_id).outcomes.all()), OutcomeOut)

    @extend_schema(
        operation_id="outcomes_create",
        request=OutcomeIn,
        responses={201: OutcomeOut, 200: OutcomeOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Record a birth, a loss, the death of one fetus, or a transfer (obstetricians and midwives)."""
        given = OutcomeIn.parse(request)
        outcome, created = outcomes.record_outcome(
            request.person,
            pregnancy_id=pregnancy_id,
            new=to_outcome(given),
            at=request.received_at,
            public_id=given.get("id"),
        )
        return self.made(OutcomeOut, outcome, created)


class OutcomeCorrection(CareView):
    """An outcome that was recorded wrongly."""

    @extend_schema(operation_id="outcomes_correct", request=CorrectionIn, responses=OutcomeOut, tags=TAGS)
    def post(self, request: PersonRequest, pregnancy_id: UUID, outcome_id: UUID) -> Response:
        """Take an outcome back, with a reason; `instead` records the right one in the same act."""
        given = CorrectionIn.parse(request)
        instead = given.get("instead")
        outcome = outcomes.correct_outcome(
            request.person,
            pregnancy_id=pregnancy_id,
            outcome_id=outcome_id,
            reason=given["reason"],
            at=request.received_at,
            instead=to_outcome(instead) if instead else None,
        )
        return Response(OutcomeOut(outcome).data)
