"""Pregnancies and their fetuses, timeline and history."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import NewestFirst, PersonAPIView, PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.pregnancies import selectors
from apps.pregnancies.api.inputs import (
    AgeQuery,
    FetusIn,
    PregnancyChange,
    PregnancyIn,
    PregnancyQuery,
    TimelineQuery,
    to_given,
)
from apps.pregnancies.api.representation import (
    FetusOut,
    GestationalAgeOut,
    HistoryChangeOut,
    PregnancyTodayOut,
    RiskCodeOut,
    TimelineOut,
    age_json,
    with_related,
)
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.rules.risks import risk_codes
from apps.pregnancies.selectors.history import in_words
from apps.pregnancies.services import fetuses as fetus_services
from apps.pregnancies.services import pregnancies as services

CARE = frozenset({Role.MOTHER, Role.CLINICIAN})
CLINICIANS = frozenset({Role.CLINICIAN})
TAGS = ["pregnancies"]


class CareView(PersonAPIView):
    """A view for mothers and clinicians; which mother is a matter of visibility, and the answer is 404."""

    roles: ClassVar = CARE

    def pregnancy(self, pregnancy_id: UUID) -> Pregnancy:
        """Return the pregnancy of the address. Raises NotVisible."""
        return selectors.pregnancy_visible_to(self.request.person, pregnancy_id)

    def made(self, serializer: type, row: Any, created: bool) -> Response:
        """Answer 201 for a new object, 200 where the same client id was sent before."""
        data = serializer(row, context={"request": self.request}).data
        return Response(data, status=201 if created else 200)


class Pregnancies(CareView):
    """The pregnancies one may see."""

    @extend_schema(
        operation_id="pregnancies_list",
        parameters=[PregnancyQuery],
        responses=page_of(PregnancyTodayOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List pregnancies, newest first: a mother's own, a clinician's mothers'."""
        asked = PregnancyQuery.parse_query(request)
        rows = selectors.pregnancies_visible_to(request.person)
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        if "mother" in asked:
            rows = rows.filter(subject__public_id=asked["mother"])
        return self.paged(rows, PregnancyTodayOut)

    @extend_schema(
        operation_id="pregnancies_create",
        request=PregnancyIn,
        responses={201: PregnancyTodayOut, 200: PregnancyTodayOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest) -> Response:
        """Follow a pregnancy from now on: a mother her own, a clinician that of a mother in her care."""
        given = PregnancyIn.parse(request)
        dating = given.pop("dating", None)
        pregnancy, created = services.begin_pregnancy(
            request.person,
            at=request.received_at,
            public_id=given.pop("id", None),
            mother_id=given.pop("mother", None),
            dating=None if dating is None else to_given(dating),
            **given,
        )
        return self.made(PregnancyTodayOut, self.pregnancy(pregnancy.public_id), created)


class PregnancyDetail(CareView):
    """One pregnancy."""

    @extend_schema(operation_id="pregnancies_read", responses=PregnancyTodayOut, tags=TAGS)
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Read a pregnancy with its fetuses and today's gestational age."""
        return Response(PregnancyTodayOut(self.pregnancy(pregnancy_id), context={"request": request}).data)

    @extend_schema(
        operation_id="pregnancies_change", request=PregnancyChange, responses=PregnancyTodayOut, tags=TAGS
    )
    def patch(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Set body measures; for clinicians also chorionicity. What is left out stays."""
        given = PregnancyChange.parse(request)
        services.change_pregnancy(request.person, pregnancy_id=pregnancy_id, at=request.received_at, **given)
        return self.get(request, pregnancy_id)


class GestationalAgeOn(CareView):
    """How far a pregnancy was on any day."""

    @extend_schema(
        operation_id="pregnancies_gestational_age",
        parameters=[AgeQuery],
        responses={200: GestationalAgeOut, 204: None},
        tags=TAGS,
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Read the gestational age on a day. 204 where no due date is known, or the pregnancy was over by
        then."""
        asked = AgeQuery.parse_query(request)
        pregnancy = self.pregnancy(pregnancy_id)
        on = asked.get("on") or local_day(pregnancy.subject, request.received_at)
        age = age_json(pregnancy, on, asked.get("known_at"))
        return Response(age) if age else Response(status=204)


class Fetuses(CareView):
    """The fetuses of a pregnancy."""

    @extend_schema(
        operation_id="fetuses_list", parameters=LIST_PARAMETERS, responses=page_of(FetusOut), tags=TAGS
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List the fetuses, those that died included."""
        return self.paged(with_related(self.pregnancy(pregnancy_id).fetuses.all()), FetusOut)

    @extend_schema(
        operation_id="fetuses_create", request=FetusIn, responses={201: FetusOut, 200: FetusOut}, tags=TAGS
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Add a fetus that was found later (clinicians)."""
        given = FetusIn.parse(request)
        fetus, created = fetus_services.add_fetus(
            request.person,
            pregnancy_id=pregnancy_id,
            at=request.received_at,
            public_id=given.get("id"),
            found_on=given.get("found_on"),
        )
        return self.made(FetusOut, fetus, created)


class RiskCodes(CareView):
    """The coded list of risk factors."""

    @extend_schema(operation_id="risk_codes_list", responses=RiskCodeOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Read which risk factors can be chosen, with their names in every language."""
        return Response(RiskCodeOut(risk_codes().values(), many=True).data)


class Timeline(CareView):
    """What happened, newest first."""

    @extend_schema(
        operation_id="pregnancies_timeline", parameters=[TimelineQuery], responses=TimelineOut, tags=TAGS
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Read the newest entries of a pregnancy's timeline."""
        limit = TimelineQuery.parse_query(request)["limit"]
        entries = selectors.timeline(request.person, self.pregnancy(pregnancy_id), limit=limit)
        return Response(TimelineOut({"entries": entries}).data)


class InWords(NewestFirst):
    """Pages of revisions, turned into words a page at a time."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return one page of changes."""
        return in_words(super().paginate_queryset(queryset, request, view))


class History(CareView):
    """Who changed what, before and after."""

    @extend_schema(
        operation_id="pregnancies_history",
        parameters=LIST_PARAMETERS,
        responses=page_of(HistoryChangeOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Read every change of a pregnancy and of what belongs to it, newest first."""
        rows = selectors.history_of(request.person, self.pregnancy(pregnancy_id))
        return self.paged(rows, HistoryChangeOut, paging=InWords)
