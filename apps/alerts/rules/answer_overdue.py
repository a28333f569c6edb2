"""A question waits longer for an answer than it may. The facts are pushed by whoever holds the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.alerts.findings import Ended, Evidence, Finding, Judgement, Missing
from apps.alerts.limits import Limits, LimitTable
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity

RULE_ID: Final = "answer_overdue"
VERSION: Final = 1
MUCH_TOO_LATE: Final = 3
"""So many times the limit: one step worse, up to an urgent alert."""


@dataclass(frozen=True)
class Waiting:
    """A mother's question that waits for her care team, as of `at`.

    `source_kind`, `source_id`: the row that asks (a message). `urgency` None: nobody has said yet how urgent it is.
    `answered_at` None: no answer yet. `is_anybody_on_duty`: whether the rota names somebody now.
    """

    source_kind: str
    source_id: UUID
    urgency: Severity | None
    asked_at: datetime
    answered_at: datetime | None
    is_anybody_on_duty: bool
    at: datetime


def judge(facts: Waiting, limits: Limits) -> Judgement:
    """Speak where the limit of its urgency has passed without an answer; three times as late is one step worse."""
    if facts.answered_at is not None:
        return Ended()
    if facts.urgency is None:
        return Missing("urgency", since=None)
    limit_minutes = limits[f"{facts.urgency}_minutes"]
    waited_minutes = (facts.at - facts.asked_at).total_seconds() / 60
    if waited_minutes < limit_minutes:
        return None
    values = {
        "waited_minutes": int(waited_minutes),
        "limit_minutes": limit_minutes,
        "urgency": str(facts.urgency),
        "is_anybody_on_duty": facts.is_anybody_on_duty,
    }
    return Finding(
        RULE_ID,
        VERSION,
        _severity(facts.urgency, waited_minutes / limit_minutes),
        [Evidence("question", facts.asked_at, values, facts.source_kind, facts.source_id)],
    )


def _severity(urgency: Severity, times_the_limit: float) -> Severity:
    """An overdue emergency stays one. Others climb with time, but waiting alone makes no emergency."""
    if urgency == Severity.EMERGENCY:
        return urgency
    steps = urgency.order + 1 + (times_the_limit >= MUCH_TOO_LATE)
    return list(Severity)[min(steps, Severity.URGENT.order)]


def in_words(values: Mapping[str, Any]) -> str:
    """Say how long it waits, and that nobody is on duty where that is so."""
    minutes = values["waited_minutes"]
    sentence = ngettext(
        "A question of hers has waited %(minutes)d minute for an answer.",
        "A question of hers has waited %(minutes)d minutes for an answer.",
        minutes,
    ) % {"minutes": minutes}
    return sentence if values["is_anybody_on_duty"] else f"{sentence} {_('Nobody was on duty.')}"


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=Waiting,
    judge=judge,
    title=gettext_lazy("Answer overdue"),
    needs=gettext_lazy("When she asked, how urgent it is, and whether somebody has answered since."),
    ends=gettext_lazy("Somebody of the care team answers her. The alert stays until a person ends it."),
    wrong_if=gettext_lazy(
        "She was answered by telephone or in person, or what she wrote needs no answer (a thank-you)."
    ),
    source="KAISHI, definition of the product; limits: answer_overdue.toml",
    in_words=in_words,
    limits=LimitTable.load(Path(__file__).with_suffix(".toml")),
    closes_with_pregnancy=False,
    can_miss=True,
)
