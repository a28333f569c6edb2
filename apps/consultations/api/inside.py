"""What the care team says among itself: notes and second opinions. No mother comes in here."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.consultations.api import clinic_inputs as inputs
from apps.consultations.api import clinic_serializers as out
from apps.consultations.api.queue import TAGS, ClinicView
from apps.consultations.selectors import inside as selectors
from apps.consultations.services import internal_notes, opinions
from apps.foundation.api import PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of

OPINIONS = page_of(out.OpinionOut)


class Notes(ClinicView):
    """Notes among colleagues."""

    @extend_schema(
        operation_id="internal_notes_list",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=page_of(out.InternalNoteOut),
    )
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """List the notes of a consultation, newest first."""
        return self.paged(selectors.notes_of(request.person, thread_id), out.InternalNoteOut)

    @extend_schema(
        operation_id="internal_notes_write",
        tags=TAGS,
        request=inputs.InternalNoteIn,
        responses={201: out.InternalNoteOut, 200: out.InternalNoteOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Write a note that no mother ever sees; who is mentioned is told."""
        given = inputs.InternalNoteIn.parse(request)
        note, is_new = internal_notes.write_note(
            request.person, thread_id=thread_id, at=request.received_at, **given
        )
        return self.made(out.InternalNoteOut, note, is_new)


class Opinions(ClinicView):
    """Second opinions of a consultation."""

    @extend_schema(
        operation_id="second_opinions_list",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=OPINIONS,
    )
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """List the second opinions of a consultation, newest first."""
        return self.paged(selectors.opinions_of(request.person, thread_id), out.OpinionOut)

    @extend_schema(
        operation_id="second_opinions_ask",
        tags=TAGS,
        request=inputs.OpinionIn,
        responses={201: out.OpinionOut, 200: out.OpinionOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Ask a colleague of one of the mother's teams."""
        given = inputs.OpinionIn.parse(request)
        opinion, is_new = opinions.ask(request.person, thread_id=thread_id, at=request.received_at, **given)
        return self.made(out.OpinionOut, opinion, is_new)


class AskedOfMe(ClinicView):
    """What waits for my opinion."""

    @extend_schema(
        operation_id="second_opinions_asked_of_me",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=OPINIONS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List the questions that wait for your answer, newest first."""
        return self.paged(selectors.opinions_asked_of(request.person), out.OpinionOut)


class OpinionAnswer(ClinicView):
    """The answer to a colleague."""

    @extend_schema(
        operation_id="second_opinions_answer",
        tags=TAGS,
        request=inputs.OpinionAnswerIn,
        responses=out.OpinionOut,
    )
    def post(self, request: PersonRequest, opinion_id: UUID) -> Response:
        """Answer what you were asked."""
        given = inputs.OpinionAnswerIn.parse(request)
        opinion = opinions.answer(
            request.person, opinion_id=opinion_id, text=given["answer"], at=request.received_at
        )
        return Response(out.OpinionOut(opinion).data)


class OpinionWithdrawal(ClinicView):
    """A question is taken back."""

    @extend_schema(operation_id="second_opinions_withdraw", tags=TAGS, request=None, responses=out.OpinionOut)
    def post(self, request: PersonRequest, opinion_id: UUID) -> Response:
        """Withdraw your own question."""
        opinion = opinions.withdraw(request.person, opinion_id=opinion_id, at=request.received_at)
        return Response(out.OpinionOut(opinion).data)
