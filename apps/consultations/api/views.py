"""Consultations under /api/v1/: threads, messages, receipts."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.accounts.models import Person, Role
from apps.consultations import selectors
from apps.consultations.api import inputs
from apps.consultations.api import serializers as out
from apps.consultations.api.representations import entry_json, thread_json
from apps.consultations.entries import Draft
from apps.consultations.models import Thread
from apps.consultations.services import posting, receipts, threads
from apps.consultations.sockets import welcome
from apps.consultations.states import State
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.api.paging import NewestFirst
from apps.foundation.schema import LIST_PARAMETERS, page_of

ROLES = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["consultations"]


class ConsultationView(PersonAPIView):
    """The base of what is asked about consultations."""

    roles: ClassVar = ROLES

    def shown(self, thread: Thread, person: Person) -> dict[str, object]:
        """Return a thread with its unread count."""
        return thread_json(thread, person, unread=selectors.unread(person, [thread])[thread.pk])


class Threads(ConsultationView):
    """The consultations of a mother, or of the mothers in a clinician's care."""

    @extend_schema(
        operation_id="consultations_list",
        tags=TAGS,
        responses=page_of(out.ThreadOut),
        parameters=[
            *LIST_PARAMETERS,
            OpenApiParameter("state", OpenApiTypes.STR, enum=State.values, description="Only in this state."),
            OpenApiParameter("pregnancy", OpenApiTypes.UUID, description="Only of this pregnancy."),
            OpenApiParameter("mother", OpenApiTypes.UUID, description="Only of this mother."),
        ],
    )
    def get(self, request: PersonRequest) -> Response:
        """List consultations, the newest first."""
        asked = inputs.ThreadsQuery.parse_query(request)
        rows = selectors.threads_visible_to(request.person).order_by("-pk")
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        for name, column in (("pregnancy", "pregnancy__public_id"), ("mother", "subject__public_id")):
            if name in asked:
                rows = rows.filter(**{column: asked[name]})
        paginator = NewestFirst()
        page = paginator.paginate_queryset(rows, request, view=self)
        counts = selectors.unread(request.person, page)
        return paginator.get_paginated_response(
            [thread_json(thread, request.person, unread=counts[thread.pk]) for thread in page]
        )

    @extend_schema(
        operation_id="consultations_open",
        tags=TAGS,
        request=inputs.ThreadIn,
        responses={201: out.ThreadOut, 200: out.ThreadOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Open a consultation. The same client id again answers 200."""
        given = inputs.ThreadIn.parse(request)
        thread, is_new = threads.open_thread(
            request.person,
            pregnancy_id=given["pregnancy"],
            client_id=given["client_id"],
            topic=given["topic"],
            urgency=given["urgency"],
            team_id=given["team"],
            at=request.received_at,
        )
        shown = selectors.thread_visible_to(request.person, thread.public_id)
        return Response(self.shown(shown, request.person), status=201 if is_new else 200)


class OneThread(ConsultationView):
    """One consultation."""

    @extend_schema(operation_id="consultations_read", tags=TAGS, responses=out.ThreadOut)
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read a consultation: whose turn it is, until when an answer is due, how much is unread."""
        return Response(self.shown(selectors.thread_visible_to(request.person, thread_id), request.person))


class Reopening(ConsultationView):
    """A closed consultation goes on."""

    @extend_schema(operation_id="consultations_reopen", tags=TAGS, request=None, responses=out.ThreadOut)
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Reopen a consultation."""
        thread = threads.reopen(request.person, thread_id=thread_id, at=request.received_at)
        return Response(self.shown(thread, request.person))


class Messages(ConsultationView):
    """What is said in a consultation."""

    @extend_schema(
        operation_id="consultations_messages",
        tags=TAGS,
        parameters=[
            OpenApiParameter(
                "after", OpenApiTypes.INT64, description="What follows this number, oldest first."
            ),
            OpenApiParameter("before", OpenApiTypes.INT64, description="The newest before this number."),
            OpenApiParameter("limit", OpenApiTypes.INT32, description="1 to 200, 50 unless told."),
        ],
        responses=out.MessagesOut,
    )
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read messages: after a number, before one, or the newest."""
        asked = inputs.MessagesQuery.parse_query(request)
        if "after" in asked:
            page = selectors.messages_after(
                request.person, thread_id, after=asked["after"], limit=asked["limit"]
            )
        else:
            page = selectors.latest(
                request.person, thread_id, before=asked.get("before"), limit=asked["limit"]
            )
        return Response(
            {
                "messages": [entry_json(entry) for entry in page.entries],
                "has_more": page.has_more,
                "next_after": page.next_after,
                "last_sequence": page.thread.last_sequence,
            }
        )

    @extend_schema(
        operation_id="consultations_post",
        tags=TAGS,
        request=inputs.MessageIn,
        responses={201: out.PostedOut, 200: out.PostedOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Post a message; what a red flag asks her to do now comes with the answer.

        The same client id again answers 200.
        """
        given = inputs.MessageIn.parse(request)
        given["attachments"] = tuple(given["attachments"])
        person = request.person
        draft = Draft(
            person_id=person.pk,
            person=person.public_id,
            thread=thread_id,
            language=person.language,
            at=request.received_at,
            **given,
        )
        posted = posting.post(person, draft)
        shown = {
            "message": entry_json(posted.entry),
            "is_new": posted.is_new,
            "followed_by": [entry_json(entry) for entry in posted.followed_by],
        }
        return Response(shown, status=201 if posted.is_new else 200)


class Wordings(ConsultationView):
    """Every wording that a message has had."""

    @extend_schema(operation_id="consultations_wordings", tags=TAGS, responses=out.WordingsOut)
    def get(self, request: PersonRequest, thread_id: UUID, sequence: int) -> Response:
        """Read a message and its corrections."""
        found = selectors.wordings(request.person, thread_id, sequence=sequence)
        return Response({"messages": [entry_json(entry) for entry in found]})


class Receipts(ConsultationView):
    """How far people have come in a consultation."""

    @extend_schema(operation_id="consultations_receipts", tags=TAGS, responses=out.ReceiptsOut)
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read how far each member has come."""
        thread = selectors.thread_visible_to(request.person, thread_id)
        found = welcome.receipts(thread, request.person)
        return Response({"receipts": [out.ReceiptOut(receipt).data for receipt in found]})

    @extend_schema(
        operation_id="consultations_receipt", tags=TAGS, request=inputs.ReceiptIn, responses=out.ReceiptOut
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Say how far this person has come; it only ever moves forward."""
        given = inputs.ReceiptIn.parse(request)
        reached = receipts.advance(
            request.person,
            thread_id=thread_id,
            delivered=given.get("delivered_sequence"),
            read=given.get("read_sequence"),
            at=request.received_at,
        )
        return Response(
            {
                "thread": reached.thread,
                "person": request.person.public_id,
                "delivered_sequence": reached.delivered_sequence,
                "read_sequence": reached.read_sequence,
            }
        )


class Search(ConsultationView):
    """Messages by their words."""

    @extend_schema(
        operation_id="consultations_search",
        tags=TAGS,
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True, description="Two characters or more."),
            OpenApiParameter("thread", OpenApiTypes.UUID, description="Only in this consultation."),
            OpenApiParameter("limit", OpenApiTypes.INT32, description="1 to 50, 20 unless told."),
        ],
        responses=out.SearchOut,
    )
    def get(self, request: PersonRequest) -> Response:
        """Find messages that hold these words, newest first."""
        asked = inputs.SearchQuery.parse_query(request)
        found = selectors.search(request.person, asked["q"], thread_id=asked["thread"], limit=asked["limit"])
        results = [
            {"thread": thread_json(one.thread, request.person), "message": entry_json(one.entry)}
            for one in found
        ]
        return Response({"results": results})


class Unread(ConsultationView):
    """The number in the badge."""

    @extend_schema(operation_id="consultations_unread", tags=TAGS, responses=out.UnreadMessagesOut)
    def get(self, request: PersonRequest) -> Response:
        """Count the unread messages of all consultations."""
        return Response({"unread": selectors.unread_total(request.person)})
