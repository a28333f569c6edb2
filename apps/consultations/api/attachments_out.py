"""What clients get about attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rest_framework import serializers

from apps.accounts.models import Person
from apps.consultations import attachment_links
from apps.consultations.attachment_states import ENDED, WAITING, AttachmentState
from apps.consultations.models import Attachment
from apps.consultations.models.attachments import AttachmentKind
from apps.foundation.files import words

# That a worker has it in hand, and that nobody ever sent it, is no news for anybody.
SHOWN_STATES: Final = [
    (state.value, state.label)
    for state in AttachmentState
    if state not in (AttachmentState.CHECKING, AttachmentState.ABANDONED)
]


class RefusalOut(serializers.Serializer):
    """Why a file was not taken."""

    code = serializers.CharField(help_text="Stable; see the codes of files in docs/reference/errors.md.")
    message = serializers.CharField(help_text="A sentence in the language of the request.")
    limit = serializers.IntegerField(allow_null=True)


class VariantOut(serializers.Serializer):
    """One file that was written anew."""

    name = serializers.CharField(help_text="full, large (longest side 1,280 px), small (320 px).")
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    width_px = serializers.IntegerField(allow_null=True)
    height_px = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(
        required=False,
        help_text="Opens it until `links_expire_at`, for this person. Left out in the change feed.",
    )


class AttachmentOut(serializers.Serializer):
    """A photo, a document or a voice note."""

    id = serializers.UUIDField()
    client_id = serializers.UUIDField()
    thread = serializers.UUIDField()
    message_sequence = serializers.IntegerField(
        allow_null=True, help_text="Number of the message that names it."
    )
    uploaded_by = serializers.UUIDField()
    uploaded_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(AttachmentKind.choices, help_text="By its content.")
    file_name = serializers.CharField(help_text="As it was called, cleaned. Empty once it is taken back.")
    size_bytes = serializers.IntegerField(help_text="As it was sent.")
    state = serializers.ChoiceField(SHOWN_STATES)
    refusal = RefusalOut(allow_null=True)
    width_px = serializers.IntegerField(allow_null=True)
    height_px = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    page_count = serializers.IntegerField(allow_null=True)
    peaks = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=100),
        allow_null=True,
        help_text="Of a voice note: the loudest of each of up to 120 equal stretches.",
    )
    variants = VariantOut(many=True)
    links_expire_at = serializers.DateTimeField(required=False)


class LinkOut(serializers.Serializer):
    """A short-lived address."""

    url = serializers.CharField(help_text="For this person only; without any other sign-in.")
    expires_at = serializers.DateTimeField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()


@dataclass(frozen=True)
class Reader:
    """For whom links are made, and when."""

    person: Person
    at: datetime


def represented(attachment: Attachment, reader: Reader | None = None) -> dict[str, Any]:
    """Return an attachment as plain values, with links for a reader. What was taken back is only a mark."""
    is_over = attachment.state in ENDED
    shown: dict[str, Any] = {
        "id": attachment.public_id,
        "client_id": attachment.client_id,
        "thread": attachment.thread.public_id,
        "message_sequence": attachment.message_sequence,
        "uploaded_by": attachment.uploaded_by.public_id,
        "uploaded_at": attachment.uploaded_at,
        "kind": attachment.kind,
        "file_name": "" if is_over else attachment.file_name,
        "size_bytes": attachment.size_bytes,
        "state": AttachmentState.RECEIVED if attachment.state in WAITING else attachment.state,
        "refusal": _refusal(attachment),
        "variants": [] if is_over else _variants(attachment, reader),
    }
    for name in ("width_px", "height_px", "duration_ms", "page_count", "peaks"):
        shown[name] = None if is_over else getattr(attachment, name)
    return shown | ({"links_expire_at": attachment_links.expires_at(reader.at)} if reader else {})


def _refusal(attachment: Attachment) -> dict[str, Any] | None:
    if not attachment.refusal:
        return None
    message = words.sentence(attachment.refusal, attachment.refusal_limit)
    return {"code": attachment.refusal, "message": message, "limit": attachment.refusal_limit}


def _variants(attachment: Attachment, reader: Reader | None) -> list[dict[str, Any]]:
    if attachment.state != AttachmentState.CHECKED:
        return []
    return [
        {"name": name, **about, **(_url(attachment, name, reader) if reader else {})}
        for name, about in attachment.variants.items()
    ]


def _url(attachment: Attachment, name: str, reader: Reader) -> dict[str, str]:
    return {"url": attachment_links.sign(reader.person, attachment, name)}
