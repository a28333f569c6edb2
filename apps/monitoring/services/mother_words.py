"""Clinicians of a team stand for what mothers are told when a rule that watches a trace calls somebody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Language, Person
from apps.alerts.selectors.limits import team_seen_by
from apps.alerts.services import may
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write
from apps.monitoring.models import WordsApproval
from apps.monitoring.rules import mother_words
from apps.monitoring.services.trace_words import words_changed


@write
def approve(
    person: Person, *, team_id: UUID, rule_id: str, language: str, version: int, at: datetime
) -> WordsApproval:
    """Stand for the words of a rule as she read them in a language; twice changes nothing. Obstetricians and midwives.

    Raises NotVisible, Forbidden, Invalid (no words, no such language, or another version than hers by now).
    """
    team = team_seen_by(person, team_id)
    may.require_limits(person)
    known = mother_words.version_of(rule_id)
    if known is None:
        raise Invalid.field("rule", _("There is no such rule."), code="invalid_choice")
    if language not in Language.values:
        raise Invalid.field(
            "language", _("There is no such choice."), code="invalid_choice", limit=Language.values
        )
    if known != version:
        raise Invalid.field(
            "version",
            _("These words have changed since. Please read them again."),
            code="changed",
            limit=known,
        )
    standing = WordsApproval.objects.filter(team=team, rule_id=rule_id, language=language, withdrawn_at=None)
    same = standing.filter(version=version).first()
    if same is not None:
        return same
    standing.update(withdrawn_at=at, withdrawn_by=person)
    row = WordsApproval.objects.create(
        team=team, rule_id=rule_id, language=language, version=version, approved_by=person, at=at
    )
    words_changed(team, rule_id)
    return row


@write
def withdraw(person: Person, *, team_id: UUID, rule_id: str, at: datetime, language: str = "") -> None:
    """Stand for the words of a rule no longer, in a language or (empty) in any; twice changes nothing.

    Raises NotVisible, Forbidden.
    """
    team = team_seen_by(person, team_id)
    may.require_limits(person)
    standing = WordsApproval.objects.filter(team=team, rule_id=rule_id, withdrawn_at=None)
    if language:
        standing = standing.filter(language=language)
    if standing.update(withdrawn_at=at, withdrawn_by=person):
        words_changed(team, rule_id)
