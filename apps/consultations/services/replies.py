"""Quick replies are written, changed and retired. A team's belong to every member, one's own to oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person, TeamMembership
from apps.consultations.models import QuickReply
from apps.consultations.models.replies import LONGEST_REPLY
from apps.consultations.rules.replies import PLACEHOLDERS, BadReply, check
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.pregnancies.services import may

MOST_REPLIES = 200


@write
def write_reply(
    person: Person, *, title: str, text: str, language: str, team_id: UUID | None, at: datetime
) -> QuickReply:
    """Write a reply for a team of hers, or (None) for herself. Raises Forbidden, NotVisible, Invalid, Conflict."""
    may.require_clinician(person)
    team_pk = None if team_id is None else _own_team(person, team_id)
    rows = QuickReply.objects.filter(team_id=team_pk, owner=None if team_pk else person, retired_at=None)
    if rows.count() >= MOST_REPLIES:
        raise Conflict(_("There are too many quick replies. Retire one first."), code="too_many")
    return QuickReply.objects.create(
        team_id=team_pk,
        owner=None if team_pk else person,
        title=_title(title),
        text=_text(text),
        language=language,
        changed_by=person,
        changed_at=at,
    )


@write
def change_reply(
    person: Person,
    *,
    reply_id: UUID,
    at: datetime,
    title: str | None = None,
    text: str | None = None,
    language: str | None = None,
) -> QuickReply:
    """Change a reply; what is left out stays. Raises NotVisible, Forbidden, Invalid."""
    reply = _locked(person, reply_id)
    reply.title = reply.title if title is None else _title(title)
    reply.text = reply.text if text is None else _text(text)
    reply.language = language or reply.language
    reply.changed_by, reply.changed_at = person, at
    reply.save()
    return reply


@write
def retire_reply(person: Person, *, reply_id: UUID, at: datetime) -> QuickReply:
    """Take a reply out of use; the row stays. Raises NotVisible, Forbidden."""
    reply = _locked(person, reply_id)
    reply.retired_at, reply.changed_by, reply.changed_at = at, person, at
    reply.save(update_fields=["retired_at", "changed_by", "changed_at"])
    return reply


def _own_team(person: Person, team_id: UUID) -> int:
    mine = TeamMembership.objects.filter(person=person, ended_at=None, team__public_id=team_id)
    membership = mine.first()
    if membership is None:
        raise NotVisible
    return membership.team_id


def _locked(person: Person, reply_id: UUID) -> QuickReply:
    from apps.consultations.selectors.replies import replies_visible_to

    may.require_clinician(person)
    reply = replies_visible_to(person).select_for_update(of=("self",)).filter(public_id=reply_id).first()
    if reply is None:
        raise NotVisible
    return reply


def _title(title: str) -> str:
    if not title.strip():
        raise Invalid.field("title", _("Write something."), code="blank")
    return title.strip()


def _text(text: str) -> str:
    if not text.strip():
        raise Invalid.field("text", _("Write something."), code="blank")
    if len(text) > LONGEST_REPLY:
        raise Invalid.field("text", _("The text is too long."), code="max_length", limit=LONGEST_REPLY)
    try:
        check(text)
    except BadReply as bad:
        raise Invalid.field(
            "text",
            _("There is no such place. Choose one of the list."),
            code="unknown_placeholder",
            limit=sorted(PLACEHOLDERS),
        ) from bad
    return text
