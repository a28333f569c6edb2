"""Risk factors, allergies, earlier pregnancies."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.foundation.api import PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.pregnancies.api.inputs import (
    AllergyChange,
    AllergyIn,
    EarlierPregnancyChange,
    EarlierPregnancyIn,
    EndIn,
    RiskFactorIn,
)
from apps.pregnancies.api.representation import AllergyOut, EarlierPregnancyOut, RiskFactorOut, with_related
from apps.pregnancies.api.views import TAGS, CareView
from apps.pregnancies.models import Allergy, EarlierPregnancy
from apps.pregnancies.services import allergies, earlier_pregnancies, risk_factors


class RiskFactors(CareView):
    """Risks of a pregnancy."""

    @extend_schema(
        operation_id="risk_factors_list",
        parameters=LIST_PARAMETERS,
        responses=page_of(RiskFactorOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List risk factors, newest first, ended ones too."""
        return self.paged(with_related(self.pregnancy(pregnancy_id).risk_factors.all()), RiskFactorOut)

    @extend_schema(
        operation_id="risk_factors_create",
        request=RiskFactorIn,
        responses={201: RiskFactorOut, 200: RiskFactorOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Note a risk factor (clinicians)."""
        given = RiskFactorIn.parse(request)
        risk, created = risk_factors.note_risk_factor(
            request.person,
            pregnancy_id=pregnancy_id,
            at=request.received_at,
            public_id=given.pop("id", None),
            **given,
        )
        return self.made(RiskFactorOut, risk, created)


class RiskFactorEnd(CareView):
    """The end of a risk."""

    @extend_schema(operation_id="risk_factors_end", request=EndIn, responses=RiskFactorOut, tags=TAGS)
    def post(self, request: PersonRequest, pregnancy_id: UUID, risk_factor_id: UUID) -> Response:
        """End a risk that is none any more (clinicians)."""
        risk = risk_factors.end_risk_factor(
            request.person,
            pregnancy_id=pregnancy_id,
            risk_factor_id=risk_factor_id,
            at=request.received_at,
            **EndIn.parse(request),
        )
        return Response(RiskFactorOut(risk).data)


class Allergies(CareView):
    """Allergies of the mother."""

    @extend_schema(
        operation_id="allergies_list", parameters=LIST_PARAMETERS, responses=page_of(AllergyOut), tags=TAGS
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List the mother's allergies, newest first, ended ones too."""
        subject_id = self.pregnancy(pregnancy_id).subject_id
        rows = Allergy.objects.visible_to(request.person).filter(subject_id=subject_id)
        return self.paged(with_related(rows), AllergyOut)

    @extend_schema(
        operation_id="allergies_create",
        request=AllergyIn,
        responses={201: AllergyOut, 200: AllergyOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Note an allergy."""
        given = AllergyIn.parse(request)
        allergy, created = allergies.note_allergy(
            request.person,
            pregnancy_id=pregnancy_id,
            at=request.received_at,
            public_id=given.pop("id", None),
            **given,
        )
        return self.made(AllergyOut, allergy, created)


class AllergyDetail(CareView):
    """One allergy."""

    @extend_schema(operation_id="allergies_change", request=AllergyChange, responses=AllergyOut, tags=TAGS)
    def patch(self, request: PersonRequest, pregnancy_id: UUID, allergy_id: UUID) -> Response:
        """Set reaction or severity. A mother changes what she told herself."""
        allergy = allergies.change_allergy(
            request.person, pregnancy_id=pregnancy_id, allergy_id=allergy_id, **AllergyChange.parse(request)
        )
        return Response(AllergyOut(allergy).data)


class AllergyEnd(CareView):
    """The end of an allergy that was none."""

    @extend_schema(operation_id="allergies_end", request=EndIn, responses=AllergyOut, tags=TAGS)
    def post(self, request: PersonRequest, pregnancy_id: UUID, allergy_id: UUID) -> Response:
        """End an allergy; it stays in the record. A mother ends what she told herself."""
        allergy = allergies.end_allergy(
            request.person,
            pregnancy_id=pregnancy_id,
            allergy_id=allergy_id,
            at=request.received_at,
            **EndIn.parse(request),
        )
        return Response(AllergyOut(allergy).data)


class EarlierPregnancies(CareView):
    """Earlier pregnancies of the mother."""

    @extend_schema(
        operation_id="earlier_pregnancies_list",
        parameters=LIST_PARAMETERS,
        responses=page_of(EarlierPregnancyOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List earlier pregnancies, last told first."""
        subject_id = self.pregnancy(pregnancy_id).subject_id
        rows = EarlierPregnancy.objects.visible_to(request.person).filter(subject_id=subject_id)
        return self.paged(with_related(rows), EarlierPregnancyOut)

    @extend_schema(
        operation_id="earlier_pregnancies_create",
        request=EarlierPregnancyIn,
        responses={201: EarlierPregnancyOut, 200: EarlierPregnancyOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Tell of an earlier pregnancy."""
        given = EarlierPregnancyIn.parse(request)
        row, created = earlier_pregnancies.tell_earlier_pregnancy(
            request.person,
            pregnancy_id=pregnancy_id,
            at=request.received_at,
            public_id=given.pop("id", None),
            **given,
        )
        return self.made(EarlierPregnancyOut, row, created)


class EarlierPregnancyDetail(CareView):
    """One earlier pregnancy."""

    @extend_schema(
        operation_id="earlier_pregnancies_change",
        request=EarlierPregnancyChange,
        responses=EarlierPregnancyOut,
        tags=TAGS,
    )
    def patch(self, request: PersonRequest, pregnancy_id: UUID, earlier_pregnancy_id: UUID) -> Response:
        """Set what was told wrongly; what is left out stays."""
        row = earlier_pregnancies.change_earlier_pregnancy(
            request.person,
            pregnancy_id=pregnancy_id,
            earlier_pregnancy_id=earlier_pregnancy_id,
            at=request.received_at,
            **EarlierPregnancyChange.parse(request),
        )
        return Response(EarlierPregnancyOut(row).data)

    @extend_schema(operation_id="earlier_pregnancies_remove", request=None, responses={204: None}, tags=TAGS)
    def delete(self, request: PersonRequest, pregnancy_id: UUID, earlier_pregnancy_id: UUID) -> Response:
        """Remove an entry that should not be there; the history keeps it."""
        earlier_pregnancies.remove_earlier_pregnancy(
            request.person, pregnancy_id=pregnancy_id, earlier_pregnancy_id=earlier_pregnancy_id
        )
        return Response(status=204)
