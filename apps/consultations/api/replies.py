"""Quick replies."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.consultations.api import clinic_inputs as inputs
from apps.consultations.api import clinic_serializers as out
from apps.consultations.api.queue import TAGS, ClinicView
from apps.consultations.rules.replies import PLACEHOLDERS
from apps.consultations.selectors import replies as selectors
from apps.consultations.services import replies
from apps.foundation.api import PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of


class Placeholders(ClinicView):
    """The closed list of places."""

    @extend_schema(
        operation_id="quick_replies_placeholders", tags=TAGS, responses=out.PlaceholderOut(many=True)
    )
    def get(self, request: PersonRequest) -> Response:
        """Read which places a reply may have."""
        rows = [{"name": name, "title": title} for name, title in PLACEHOLDERS.items()]
        return Response(out.PlaceholderOut(rows, many=True).data)


class Replies(ClinicView):
    """Replies in use."""

    @extend_schema(
        operation_id="quick_replies_list",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=page_of(out.QuickReplyOut),
    )
    def get(self, request: PersonRequest) -> Response:
        """List the replies of your teams and your own."""
        return self.paged(selectors.replies_visible_to(request.person), out.QuickReplyOut)

    @extend_schema(
        operation_id="quick_replies_write",
        tags=TAGS,
        request=inputs.QuickReplyIn,
        responses={201: out.QuickReplyOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Write a reply for a team of yours, or for yourself."""
        given = inputs.QuickReplyIn.parse(request)
        team_id = given.pop("team")
        reply = replies.write_reply(request.person, team_id=team_id, at=request.received_at, **given)
        return Response(out.QuickReplyOut(reply).data, status=201)


class OneReply(ClinicView):
    """One reply."""

    @extend_schema(
        operation_id="quick_replies_change",
        tags=TAGS,
        request=inputs.QuickReplyChange,
        responses=out.QuickReplyOut,
    )
    def patch(self, request: PersonRequest, reply_id: UUID) -> Response:
        """Change a reply; what is left out stays."""
        given = inputs.QuickReplyChange.parse(request)
        reply = replies.change_reply(request.person, reply_id=reply_id, at=request.received_at, **given)
        return Response(out.QuickReplyOut(reply).data)

    @extend_schema(operation_id="quick_replies_retire", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: PersonRequest, reply_id: UUID) -> Response:
        """Take a reply out of use."""
        replies.retire_reply(request.person, reply_id=reply_id, at=request.received_at)
        return Response(status=204)


class Preview(ClinicView):
    """A reply for one mother."""

    @extend_schema(
        operation_id="quick_replies_preview",
        tags=TAGS,
        request=inputs.ReplyPreviewIn,
        responses=out.ReplyPreviewOut,
    )
    def post(self, request: PersonRequest, reply_id: UUID) -> Response:
        """Fill a reply for the mother of a consultation; what is not known stays a visible gap."""
        given = inputs.ReplyPreviewIn.parse(request)
        filled = selectors.preview(request.person, reply_id, given["consultation"], at=request.received_at)
        return Response(out.ReplyPreviewOut(filled).data)
