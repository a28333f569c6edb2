"""An answer is owed and has not come by its moment. The moment is the clock's: urgency, the team's hours, holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Evidence, Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.consultations.rules.targets import targets
from apps.consultations.states import Urgency
from apps.ui.words import duration

RULE_ID: Final = "consultation_answer_overdue"
VERSION: Final = 1
SOURCE: Final = "consultations.overdueanswer"


@dataclass(frozen=True)
class AnswerOverdue:
    """One moment by which an answer was owed. `overdue`: the row that says so; `ended_at`: answered, or it no longer
    counts; None while it is still owed. `others_are_overdue`: another consultation of hers still is."""

    overdue: UUID
    thread: UUID
    urgency: Urgency
    waiting_since: datetime
    due_at: datetime
    at: datetime
    ended_at: datetime | None = None
    others_are_overdue: bool = False


def judge(facts: AnswerOverdue, limits: Limits) -> Judgement:
    """Speak from the moment on which the answer was due; over once no answer of hers is overdue any more."""
    if facts.ended_at is not None:
        return None if facts.others_are_overdue else Ended()
    if facts.at < facts.due_at:
        return None
    target = targets()[facts.urgency]
    values = {
        "urgency": facts.urgency.value,
        "waited_minutes": int((facts.at - facts.waiting_since).total_seconds() // 60),
        "late_minutes": int((facts.at - facts.due_at).total_seconds() // 60),
        "target_version": target.version,
        "thread": str(facts.thread),
    }
    evidence = Evidence("question", facts.waiting_since, values, SOURCE, facts.overdue)
    return Finding(RULE_ID, VERSION, target.late, [evidence], badness=float(-facts.urgency.order))


def in_words(values: Mapping[str, Any]) -> str:
    """Say how long she waits."""
    waited = duration(values["waited_minutes"] * 60)
    return _("A question of hers had waited %(time)s for an answer.") % {"time": waited}


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=AnswerOverdue,
    judge=judge,
    title=gettext_lazy("Answer overdue"),
    needs=gettext_lazy("Since when she waits, how urgent it is, and when the team reads."),
    ends=gettext_lazy(
        "Somebody of the care team answers her, or closes the consultation. The alert stays until a person ends it."
    ),
    wrong_if=gettext_lazy(
        "She was answered by telephone or in person, or what she wrote needs no answer (a thank-you)."
    ),
    source="KAISHI, definition of the product; targets: apps/consultations/rules/targets.toml",
    in_words=in_words,
)
