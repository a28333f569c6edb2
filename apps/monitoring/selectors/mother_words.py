"""What the mother of a recording that was seen is told of the alerts that rest on it, and who stands for the words."""

from __future__ import annotations

from typing import Final

from apps.accounts.models import Care, CareTeam
from apps.alerts.models import Alert, AlertEvidence
from apps.alerts.states import OPEN
from apps.monitoring import calling
from apps.monitoring.alert_rules.facts import SOURCE
from apps.monitoring.models import WordsApproval
from apps.monitoring.rules.mother_words import Words, rule_ids, words_of
from apps.recordings.models import Recording

WHY: Final = "what the mother of a recording that was seen is told"


def words_about(recording: Recording, *, language: str) -> list[Words]:
    """Return what she is told, the worst first; one line for each rule, the neutral one once. None of it calms."""
    begin = f"{recording.public_id}:"
    rests = AlertEvidence.objects.for_system(WHY).filter(
        subject_id=recording.subject_id, source_kind=SOURCE, source_id__startswith=begin
    )
    rows = Alert.objects.for_system(WHY).filter(
        pk__in=rests.values("alert_id"), state__in=OPEN, rule_id__in=rule_ids()
    )
    rules = dict.fromkeys(rows.order_by("-severity_order", "pk").values_list("rule_id", flat=True))
    approved = approved_for(recording.subject_id, language)
    numbers = calling.numbers_of(recording.subject)
    found: dict[tuple[str, str], Words] = {}
    for rule_id in rules:
        words = words_of(
            rule_id,
            approved_version=approved.get(rule_id),
            language=language,
            phone=numbers.phone,
            emergency=numbers.emergency_number,
        )
        found.setdefault((words.says, words.do), words)
    return list(found.values())


def standing_for(team: CareTeam) -> dict[tuple[str, str], WordsApproval]:
    """Return by rule and language who stands for which version in a team that was seen."""
    rows = WordsApproval.objects.filter(team=team, withdrawn_at=None).select_related("approved_by")
    return {(row.rule_id, row.language): row for row in rows}


def past_of(team: CareTeam, rule_id: str, language: str) -> list[WordsApproval]:
    """Return everybody who stood for the words of a rule in a language, in a team that was seen, the newest first."""
    rows = WordsApproval.objects.filter(team=team, rule_id=rule_id, language=language)
    return list(rows.select_related("approved_by", "withdrawn_by").order_by("-pk"))


def approved_for(mother_id: int, language: str) -> dict[str, int]:
    """Return the version by rule that every team of a mother (internal id) stands for in a language."""
    teams = set(Care.objects.filter(mother_id=mother_id, ended_at=None).values_list("team_id", flat=True))
    rows = WordsApproval.objects.filter(team_id__in=teams, language=language.lower(), withdrawn_at=None)
    by_rule: dict[str, list[int]] = {}
    for rule_id, version in rows.values_list("rule_id", "version"):
        by_rule.setdefault(rule_id, []).append(version)
    return {
        rule_id: versions[0]
        for rule_id, versions in by_rule.items()
        if len(versions) == len(teams) and len(set(versions)) == 1
    }
