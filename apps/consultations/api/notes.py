"""The record of a consultation: notes, closing, rating."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations import flagging
from apps.consultations.api.notes_in import CheckIn, ClosingIn, NoteIn, QuarterQuery, RatingIn, written
from apps.consultations.api.notes_out import (
    CheckedOut,
    ClosingOut,
    ClosingsOut,
    NoteOut,
    NotesOut,
    RatingOut,
    TeamRatingsOut,
)
from apps.consultations.selectors import notes as note_selectors
from apps.consultations.selectors import record, thread_visible_to
from apps.consultations.services import closing, may_write, notes, ratings
from apps.foundation.api import PersonAPIView, PersonRequest

ROLES = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["consultations"]


class Notes(PersonAPIView):
    """The notes of a consultation."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="consultation_notes_list", tags=TAGS, responses=NotesOut)
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read the notes that you may see; a mother what was released to her."""
        found = note_selectors.notes_of(request.person, thread_id)
        return Response(NotesOut({"notes": found}, context={"person": request.person}).data)

    @extend_schema(
        operation_id="consultation_notes_write",
        tags=TAGS,
        request=NoteIn,
        responses={201: NoteOut, 200: NoteOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Keep a draft, sign, or amend (the care team). A dietitian does not prescribe."""
        given = NoteIn.parse(request)
        action = given.pop("action")
        about: dict[str, Any] = {
            "thread_id": thread_id,
            "note": written(given),
            "at": request.received_at,
        }
        is_new = True
        if action == "draft":
            note, is_new = notes.save_draft(request.person, **about)
        elif action == "sign":
            note = notes.sign(request.person, **about)
        else:
            note = notes.amend(request.person, **about)
        return Response(NoteOut(note, context={"person": request.person}).data, status=201 if is_new else 200)


class NoteDraft(PersonAPIView):
    """One's own draft."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="consultation_notes_discard", tags=TAGS, responses={204: None})
    def delete(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Throw your own draft away; also where there is none."""
        notes.discard_draft(request.person, thread_id=thread_id)
        return Response(status=204)


class NoteCheck(PersonAPIView):
    """What is known against a medicine."""

    roles: ClassVar = ROLES
    answers_once: ClassVar = False

    @extend_schema(operation_id="consultation_notes_check", tags=TAGS, request=CheckIn, responses=CheckedOut)
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Check medicines against her allergies (who prescribes). Nothing is kept."""
        thread = thread_visible_to(request.person, thread_id)
        may_write.require_prescriber(request.person)
        drugs = CheckIn.parse(request)["drugs"]
        found = flagging.flags_for(drugs, thread.pregnancy, language=request.person.language)
        checked = [{"drug": drug, "flags": flags} for drug, flags in zip(drugs, found, strict=True)]
        return Response(CheckedOut({"checked": checked}).data)


class Closings(PersonAPIView):
    """How a consultation was closed."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="consultation_closings_list", tags=TAGS, responses=ClosingsOut)
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read every closing."""
        thread = thread_visible_to(request.person, thread_id)
        return Response(ClosingsOut({"closings": record.closings_of(thread)}).data)

    @extend_schema(
        operation_id="consultations_close_with_note",
        tags=TAGS,
        request=ClosingIn,
        responses={201: ClosingOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Close with a signed note, or say why none is needed (the care team)."""
        given = ClosingIn.parse(request)
        done = closing.close_with_note(
            request.person,
            thread_id=thread_id,
            note_id=given["note"],
            without_note=given["without_note"],
            at=request.received_at,
        )
        return Response(ClosingOut(done).data, status=201)


class RatingOfConsultation(PersonAPIView):
    """How the mother found it; only she reads her own."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="consultation_rating_read", tags=TAGS, responses={200: RatingOut, 204: None})
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read your rating of the newest closing. 204 where you were not asked and gave none."""
        rating = record.rating_of(request.person, thread_id)
        return Response(RatingOut(rating).data) if rating else Response(status=204)

    @extend_schema(
        operation_id="consultation_rating_give",
        tags=TAGS,
        request=RatingIn,
        responses={201: RatingOut, 200: RatingOut},
    )
    def put(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Rate the newest closing, or change it within seven days."""
        given = RatingIn.parse(request)
        rating, is_first = ratings.rate(request.person, thread_id=thread_id, at=request.received_at, **given)
        return Response(RatingOut(rating).data, status=201 if is_first else 200)


class RatingDeclined(PersonAPIView):
    """She does not want to answer."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="consultation_rating_decline", tags=TAGS, request=None, responses=RatingOut)
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Do not be asked again about this closing, on any device."""
        rating = ratings.decline(request.person, thread_id=thread_id, at=request.received_at)
        return Response(RatingOut(rating).data)


class RatingsOfTeam(PersonAPIView):
    """What a team's mothers thought, without names."""

    roles: ClassVar = frozenset({Role.CLINICIAN})

    @extend_schema(
        operation_id="consultation_ratings_of_team",
        tags=TAGS,
        parameters=[QuarterQuery],
        responses=TeamRatingsOut,
    )
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read the ratings of one quarter (the lead of the team). Under five only that there were few."""
        quarter = QuarterQuery.parse_query(request)["quarter"]
        found = record.ratings_of_team(request.person, team_id, quarter=quarter)
        return Response(TeamRatingsOut(found).data)
