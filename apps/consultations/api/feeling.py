"""«How do you feel?»"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations.api import clinic_inputs as inputs
from apps.consultations.api import clinic_serializers as out
from apps.consultations.api.queue import TAGS
from apps.consultations.rules import feeling as rules
from apps.consultations.selectors import feeling as selectors
from apps.consultations.services import feeling as services
from apps.foundation.api import NewestFirst, PersonAPIView, PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.pregnancies.selectors import pregnancy_visible_to


class FeelingView(PersonAPIView):
    """A view for mothers and their care teams."""

    roles: ClassVar = frozenset({Role.MOTHER, Role.CLINICIAN})


class Form(FeelingView):
    """The questions."""

    @extend_schema(operation_id="feeling_form", tags=TAGS, responses=out.FeelingFormOut)
    def get(self, request: PersonRequest) -> Response:
        """Read all questions in your language. Warning signs come first."""
        return Response(out.FeelingFormOut(rules.form()).data)


class NextStep(FeelingView):
    """Step by step."""

    @extend_schema(
        operation_id="feeling_next", tags=TAGS, request=inputs.FeelingNextIn, responses=out.FeelingNextOut
    )
    def post(self, request: PersonRequest) -> Response:
        """Ask which question comes next after these answers; nothing is stored. null: send the answers now."""
        given = inputs.FeelingNextIn.parse(request)
        found = services.next_question(given["version"], given["answers"])
        step = replace(found[0], options=found[1]) if found is not None else None
        return Response(out.FeelingNextOut({"version": rules.form().version, "step": step}).data)


class InWords(NewestFirst):
    """Pages of filled answers, put into words a page at a time."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """Return one page in words."""
        return selectors.shown_all(super().paginate_queryset(queryset, request, view))


class Feelings(FeelingView):
    """What was answered about a pregnancy."""

    @extend_schema(
        operation_id="feeling_list", tags=TAGS, parameters=LIST_PARAMETERS, responses=page_of(out.FeelingOut)
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List what she answered, newest first."""
        rows = selectors.feelings_of(request.person, pregnancy_visible_to(request.person, pregnancy_id))
        return self.paged(rows, out.FeelingOut, paging=InWords)

    @extend_schema(
        operation_id="feeling_answer",
        tags=TAGS,
        request=inputs.FeelingIn,
        responses={201: out.FeelingOut, 200: out.FeelingOut},
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Send finished answers (the mother herself). What to do now comes with the answer: show it at once."""
        given = inputs.FeelingIn.parse(request)
        told = services.Told(given["version"], given["answers"], given["words"], given["consultation"])
        row, is_new = services.answer(
            request.person,
            pregnancy_id=pregnancy_id,
            client_id=given["client_id"],
            told=told,
            at=request.received_at,
        )
        return Response(out.FeelingOut(selectors.shown(row)).data, status=201 if is_new else 200)


class OneFeeling(FeelingView):
    """One filled form."""

    @extend_schema(operation_id="feeling_read", tags=TAGS, responses=out.FeelingOut)
    def get(self, request: PersonRequest, answers_id: UUID) -> Response:
        """Read what she answered, and what she is told to do now."""
        row = selectors.feeling_visible_to(request.person, answers_id)
        return Response(out.FeelingOut(selectors.shown(row)).data)
