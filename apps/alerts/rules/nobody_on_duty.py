"""An urgent alert of a mother is open, taken or not, and nobody of her teams is on duty: her lead should know in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Evidence, Finding, Judgement, Missing
from apps.alerts.limits import Limits, LimitTable
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.ui import words

RULE_ID: Final = "nobody_on_duty"
VERSION: Final = 1


@dataclass(frozen=True)
class Cover:
    """Who could come to a mother's worst open alert, as of `at`.

    `alert` None: none that is urgent is open any more. `has_rota`: her teams keep a rota at all. `nobody_since` to
    `somebody_at`: the stretch around `at` in which nobody is on duty; None, None: somebody is. `somebody_at` alone None:
    nobody within the days that the rota looks ahead.
    """

    alert: UUID | None
    severity: Severity
    has_rota: bool
    nobody_since: datetime | None
    somebody_at: datetime | None
    at: datetime


def judge(facts: Cover, limits: Limits) -> Judgement:
    """Speak once for each alert and stretch that is longer than the limit; urgent where the alert is an emergency."""
    if facts.alert is None:
        return Ended()
    if not facts.has_rota:
        return Missing("rota")
    if facts.nobody_since is None:
        return Ended()
    gap_minutes = _minutes(facts.nobody_since, facts.somebody_at)
    if gap_minutes is not None and gap_minutes < limits["gap_minutes"]:
        return None
    values = {
        "alert": str(facts.alert),
        "severity": str(facts.severity),
        "gap_minutes": gap_minutes,
        "left_minutes": _minutes(facts.at, facts.somebody_at),
    }
    stretch = f"{facts.alert}:{facts.nobody_since:%Y%m%dT%H%M}"
    severity = Severity.URGENT if facts.severity == Severity.EMERGENCY else Severity.WARN
    evidence = Evidence("stretch", facts.nobody_since, values, "alerts.cover", stretch)
    return Finding(RULE_ID, VERSION, severity, [evidence])


def _minutes(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds() // 60)


def in_words(values: Mapping[str, Any]) -> str:
    """Say for how long nobody is on duty."""
    if values["left_minutes"] is None:
        return _("An urgent alert of hers was open, and the rota named nobody for the next 14 days.")
    return _("An urgent alert of hers was open, and nobody was on duty for the next %(span)s.") % {
        "span": words.duration(values["left_minutes"] * 60)
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=Cover,
    judge=judge,
    title=gettext_lazy("Nobody on duty for an urgent alert"),
    needs=gettext_lazy("The open alerts of a mother, and the rotas of the teams that care for her."),
    ends=gettext_lazy(
        "Somebody comes on duty, or the urgent alert is ended. This one stays until a person ends it."
    ),
    wrong_if=gettext_lazy("Somebody has agreed to look after it without standing in the rota."),
    source="KAISHI, definition of the product; limits: nobody_on_duty.toml",
    in_words=in_words,
    limits=LimitTable.load(Path(__file__).with_suffix(".toml")),
    can_miss=True,
)
