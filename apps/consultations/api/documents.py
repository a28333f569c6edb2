"""Papers of a consultation: asked for, made by a worker, opened by a link for one person."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import Language, Role
from apps.consultations import document_links
from apps.consultations.api.notes import ROLES, TAGS
from apps.consultations.models import Audience, Document, DocumentKind, DocumentState
from apps.consultations.selectors import documents as reading
from apps.consultations.services import documents
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.errors import Conflict, NotVisible
from apps.foundation.files.serving import NOTHING, AnyAccept, whole
from apps.foundation.schema import LIST_PARAMETERS, page_of


class DocumentIn(StrictSerializer):
    """Which paper."""

    kind = serializers.ChoiceField(choices=DocumentKind.choices, help_text="What is on it.")
    audience = serializers.ChoiceField(
        choices=Audience.choices, required=False, help_text="For whom; default: for yourself."
    )
    language = serializers.ChoiceField(
        choices=Language.choices, required=False, help_text="Of our own words; default: yours."
    )


class DocumentOut(serializers.Serializer):
    """A paper and where it is on its way."""

    id = serializers.UUIDField(source="public_id", help_text="Its number; it stands on every page.")
    consultation = serializers.UUIDField(source="thread.public_id", help_text="The consultation.")
    kind = serializers.ChoiceField(choices=DocumentKind.choices, help_text="What is on it.")
    audience = serializers.ChoiceField(choices=Audience.choices, help_text="For whom it was made.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="Of our own words.")
    state = serializers.ChoiceField(choices=DocumentState.choices, help_text="Where it is on its way.")
    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="Percent of that way.")
    failure = serializers.CharField(help_text="Code of why it failed; empty: it did not. Ask for it again.")
    is_superseded = serializers.BooleanField(
        help_text="A later version of a note withdrew a part that is on it: the mother cannot open it any more."
    )
    last_sequence = serializers.IntegerField(help_text="Up to which message.")
    page_count = serializers.IntegerField(allow_null=True, help_text="Null until it is ready.")
    size_bytes = serializers.IntegerField(allow_null=True, help_text="Null until it is ready.")
    sha256 = serializers.SerializerMethodField(help_text="Digest of the file in hex; null until it is ready.")
    requested_at = serializers.DateTimeField(help_text="As of when it tells.")
    ready_at = serializers.DateTimeField(allow_null=True, help_text="When it was ready.")

    def get_sha256(self, document: Document) -> str | None:
        return bytes(document.file_sha256).hex() if document.file_sha256 else None


class DocumentLinkOut(serializers.Serializer):
    """A link for you alone."""

    url = serializers.CharField(help_text="Address of the PDF; needs no sign-in.")
    expires_at = serializers.DateTimeField(help_text="Until when it opens.")


class Documents(PersonAPIView):
    """The papers of a consultation."""

    roles: ClassVar = ROLES

    @extend_schema(
        operation_id="consultation_documents_list",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=page_of(DocumentOut),
    )
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """List papers, newest first."""
        return self.paged(reading.documents_of(request.person, thread_id), DocumentOut)

    @extend_schema(
        operation_id="consultation_documents_create",
        tags=TAGS,
        request=DocumentIn,
        responses={202: DocumentOut, 200: DocumentOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Ask for a paper as the consultation is now. 200 where this very one is there or under way."""
        given = DocumentIn.parse(request)
        person = request.person
        own = Audience.MOTHER if person.role == Role.MOTHER else Audience.TEAM
        document, is_new = documents.request_document(
            person,
            thread_id=thread_id,
            kind=given["kind"],
            audience=given.get("audience", own),
            language=given.get("language", person.language),
            at=request.received_at,
        )
        shown = reading.document_visible_to(person, document.public_id)
        return Response(DocumentOut(shown).data, status=202 if is_new else 200)


class OneDocument(PersonAPIView):
    """One paper."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="consultation_documents_read", tags=TAGS, responses=DocumentOut)
    def get(self, request: PersonRequest, thread_id: UUID, document_id: UUID) -> Response:
        """Read how far a paper is."""
        document = reading.document_visible_to(request.person, document_id, thread_id=thread_id)
        return Response(DocumentOut(document).data)


class DocumentLink(PersonAPIView):
    """A way to open a paper."""

    roles: ClassVar = ROLES
    answers_once: ClassVar = False

    @extend_schema(
        operation_id="consultation_documents_link", tags=TAGS, request=None, responses=DocumentLinkOut
    )
    def post(self, request: PersonRequest, thread_id: UUID, document_id: UUID) -> Response:
        """Get a link that opens the PDF for a few minutes. 409 until it is ready."""
        document = reading.document_visible_to(request.person, document_id, thread_id=thread_id)
        if document.state != DocumentState.READY:
            raise Conflict(_("This paper is not ready yet."), code="not_ready")
        expires_at = document_links.expires_at(request.received_at)
        link = {"url": document_links.sign(request.person, document), "expires_at": expires_at}
        return Response(DocumentLinkOut(link).data)


class DocumentContent(APIView):
    """The PDF itself."""

    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="consultation_documents_content",
        tags=TAGS,
        auth=[],
        parameters=[OpenApiParameter("token", str, required=True, description="From a link.")],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, document_id: UUID) -> HttpResponseBase:
        """Open a paper by its link. 404 once the link is too old, or its person may not see it any more."""
        person = document_links.bearer(request.query_params.get("token", ""), document_id)
        if request.user.is_authenticated and request.user != person:
            raise NotVisible
        document = reading.document_visible_to(person, document_id)
        return whole(
            document.file_name,
            size_bytes=int(document.size_bytes or 0),
            media_type="application/pdf",
            disposition=f'inline; filename="consultation-{document.public_id}.pdf"',
            policy=NOTHING,
        )
