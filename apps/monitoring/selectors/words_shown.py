"""How it stands with the words for mothers of a team that was seen: drafts, approved, withdrawn, by rule and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.accounts.models import CareTeam, Language
from apps.monitoring.models import WordsApproval
from apps.monitoring.rules import mother_words as rules
from apps.monitoring.rules.mother_words import Words


class Standing(StrEnum):
    """Whether somebody stands for a text."""

    DRAFT = "draft"
    APPROVED = "approved"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Text:
    """The words of one rule in one language. `row`: who stands for them, or was the last to do so."""

    rule_id: str
    language: str
    version: int
    words: Words
    standing: Standing
    row: WordsApproval | None


def texts_of(team: CareTeam) -> dict[str, list[Text]]:
    """Return the texts of each rule, one for each language, in the order of the table."""
    rows = WordsApproval.objects.filter(team=team).select_related("approved_by", "withdrawn_by")
    newest = {(row.rule_id, row.language): row for row in rows.order_by("pk")}
    return {
        rule_id: [text_of(rule_id, language, newest) for language in Language.values]
        for rule_id in rules.rule_ids()
    }


def text_of(rule_id: str, language: str, newest: Mapping[tuple[str, str], WordsApproval]) -> Text:
    """Return one text with where it stands. Raises KeyError where the rule has no words."""
    version = rules.version_of(rule_id)
    if version is None:
        raise KeyError(rule_id)
    row = newest.get((rule_id, language))
    words = rules.words_of(rule_id, approved_version=version, language=language, phone="", emergency="")
    return Text(rule_id, language, version, words, _standing(row, version), row)


def _standing(row: WordsApproval | None, version: int) -> Standing:
    if row is None:
        return Standing.DRAFT
    if row.withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.APPROVED if row.version == version else Standing.CHANGED
