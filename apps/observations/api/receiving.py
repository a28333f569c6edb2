"""`POST /api/v1/observations`: a batch comes in and is answered point by point."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response

from apps.foundation.api import PersonRequest
from apps.foundation.errors import Forbidden, Invalid, TooLarge
from apps.observations.api.serializers import STATUSES
from apps.observations.services.intake import take_in
from apps.observations.services.storing import Answer
from apps.observations.sources.batches import MOST_POINTS, Batch, batch_of, decoded, deletions
from apps.observations.sources.given import Given
from apps.pregnancies.days import zone


def receive(request: PersonRequest) -> Response:
    """Store a batch. Raises Forbidden, Invalid (nothing in it, no batch), TooLarge (too many points)."""
    person = request.person
    if not person.is_mother:
        raise Forbidden
    batch = _batch(request.data)
    given = Given(
        request.received_at, zone(person), batch.source or "unknown", batch.device, person.public_id
    )
    outcomes = decoded(batch.points, given) + deletions(batch.deleted, given)
    answers = take_in(person, outcomes=outcomes, at=request.received_at)
    shown = [_shown(answer) for answer in answers]
    count = len(batch.points)
    body: dict[str, Any] = {"results": shown[:count], "deleted": shown[count:], "counts": _counts(answers)}
    return Response(body)


def _batch(body: Any) -> Batch:
    batch = batch_of(body)
    if batch is None:
        raise Invalid.field(
            "points", _("Send a list of points, a FHIR Bundle, or an object with points."), code="invalid"
        )
    count = len(batch.points) + len(batch.deleted)
    if count == 0:
        raise Invalid.field("points", _("Send at least one point."), code="required")
    if count > MOST_POINTS:
        sentence = _("One batch holds at most %(limit)d points.") % {"limit": MOST_POINTS}
        raise TooLarge.field("points", sentence, code="too_many", limit=MOST_POINTS)
    return batch


def _shown(answer: Answer) -> dict[str, Any]:
    if answer.refused is not None:
        refused = answer.refused
        return {"status": "refused", "code": refused.code, "path": refused.path, "reason": refused.reason}
    return {"status": answer.status, "id": answer.reading_id}


def _counts(answers: list[Answer]) -> dict[str, int]:
    counts = dict.fromkeys(STATUSES, 0)
    for answer in answers:
        counts[answer.status] += 1
    return counts
