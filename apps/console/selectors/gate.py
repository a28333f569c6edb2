"""Whether a mother may record at home, as her care team sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Person
from apps.monitoring.models import GateOpening, Practice
from apps.monitoring.rules import gate as rules
from apps.monitoring.rules.gate import Result
from apps.monitoring.selectors.gate import gate_now, in_words
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import assumes_going
from apps.recordings.services.may import reads_traces

SAYS: dict[Result, tuple[str, Any]] = {
    Result.ELIGIBLE: ("notice", _("She may record at home.")),
    Result.NOT_YET: ("warning", _("She may not record at home yet.")),
    Result.NOT_WITHOUT_TEAM: ("warning", _("She may not record at home unless you let her.")),
}
"""Level and words. Nothing here is «ok»: it says who may record, not how anybody is."""


@dataclass(frozen=True)
class OpeningRow:
    """One opening. `close_url` empty: it has ended, or this person may not take it back."""

    opening: GateOpening
    is_in_force: bool
    close_url: str


@dataclass(frozen=True)
class PracticeRow:
    """One practice. `withdraw_url` empty: it was taken back, or this person may not."""

    practice: Practice
    withdraw_url: str


@dataclass(frozen=True)
class GatePanel:
    """What stands on the mother's page."""

    level: str
    words: Any
    reasons: list[dict[str, Any]]
    practised_minutes: int
    needed_minutes: int
    openings: list[OpeningRow]
    practices: list[PracticeRow]
    open_url: str
    practise_url: str


def gate_panel(person: Person, pregnancy: Pregnancy, *, at: datetime) -> GatePanel | None:
    """Return the panel of a pregnancy that `person` has seen; None where it does not go on any more."""
    if not assumes_going(pregnancy):
        return None
    now = gate_now(pregnancy, at=at)
    level, said = SAYS[now.decision.result]
    may_write = reads_traces(person)
    can_open = may_write and any(reason.can_open for reason in now.decision.closing)
    return GatePanel(
        level=level,
        words=said,
        reasons=in_words(now.decision, get_language() or "en"),
        practised_minutes=now.facts.practice_minutes,
        needed_minutes=rules.limit("practice_minutes"),
        openings=[_opening(one, pregnancy, at, may_write=may_write) for one in now.openings],
        practices=[_practice(one, pregnancy, may_write=may_write) for one in now.practices],
        open_url=_url("open_gate", pregnancy) if can_open else "",
        practise_url=_url("note_practice", pregnancy) if may_write else "",
    )


def _opening(one: GateOpening, pregnancy: Pregnancy, at: datetime, *, may_write: bool) -> OpeningRow:
    in_force = not hasattr(one, "closing") and one.from_at <= at < one.until
    url = _url("close_gate", pregnancy, one.public_id) if in_force and may_write else ""
    return OpeningRow(one, in_force, url)


def _practice(one: Practice, pregnancy: Pregnancy, *, may_write: bool) -> PracticeRow:
    stands = one.withdrawn_at is None
    return PracticeRow(
        one, _url("withdraw_practice", pregnancy, one.public_id) if stands and may_write else ""
    )


def _url(name: str, pregnancy: Pregnancy, *more: Any) -> str:
    return reverse(f"console:{name}", args=[pregnancy.public_id, *more])
