"""Severe pressure: one fit reading of 160/110 or more is an emergency. A second one confirms it and is not waited for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement
from apps.alerts.limits import Limits, LimitTable
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations.alert_rules.facts import PressureFacts, Seen, with_delay
from apps.observations.rules import pressure

RULE_ID: Final = "severe_pressure"
VERSION: Final = 1
NO_LONGER_HIGH: Final = (140.0, 90.0)


def judge(facts: PressureFacts, limits: Limits) -> Judgement:
    """Speak for every new severe reading, however late it came; over once a later sitting lies under 140/90."""
    fit = [one for one in facts.readings if is_fit(one)]
    severe = [one for one in fit if is_from(one, limits)]
    new = [one for one in facts.whenever() if is_fit(one) and is_from(one, limits)]
    if new:
        found = [facts.evidence(one, _values(one, [*severe, *new])) for one in new]
        worst = max(pressure.badness(one.value or 0.0, one.second_value or 0.0) for one in new)
        return Finding(RULE_ID, VERSION, Severity.EMERGENCY, found, badness=worst)
    if fit and facts.new() and _has_come_down(fit, severe):
        return Ended()
    return None


def is_fit(one: Seen) -> bool:
    """Say whether both figures are there and the device had no doubt of them; a doubt that cannot be read is none."""
    has_both = one.value is not None and one.second_value is not None
    return has_both and not pressure.unfit_reasons(pressure.device_status(one.detail))


def is_from(one: Seen, limits: Limits) -> bool:
    """Say whether either figure meets its limit."""
    return (one.value or 0.0) >= limits["systolic_mmhg"] or (one.second_value or 0.0) >= limits[
        "diastolic_mmhg"
    ]


def readings(seen: list[Seen]) -> list[pressure.Reading]:
    """Return what has two figures as the rules of pressure take it."""
    return [
        pressure.Reading(one.at, one.value, one.second_value, pressure.device_status(one.detail))
        for one in seen
        if one.value is not None and one.second_value is not None
    ]


def _values(one: Seen, severe: list[Seen]) -> dict[str, Any]:
    near = [other for other in severe if other.id != one.id]
    is_confirmed = any(abs(other.at - one.at) <= pressure.CONFIRMED_WITHIN for other in near)
    return {"systolic_mmhg": one.value, "diastolic_mmhg": one.second_value, "is_confirmed": is_confirmed}


def _has_come_down(fit: list[Seen], severe: list[Seen]) -> bool:
    last = pressure.sittings(readings(fit))[-1]
    is_later = not severe or last.readings[0].at > severe[-1].at
    return is_later and last.systolic < NO_LONGER_HIGH[0] and last.diastolic < NO_LONGER_HIGH[1]


def in_words(values: Mapping[str, Any]) -> str:
    """Say the reading, and whether another one confirms it."""
    figures = {"systolic": f"{values['systolic_mmhg']:g}", "diastolic": f"{values['diastolic_mmhg']:g}"}
    if values["is_confirmed"]:
        return with_delay(
            _("%(systolic)s/%(diastolic)s mmHg, confirmed within 15 minutes.") % figures, values
        )
    return with_delay(_("%(systolic)s/%(diastolic)s mmHg.") % figures, values)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=PressureFacts,
    judge=judge,
    title=gettext_lazy("Severe blood pressure"),
    needs=gettext_lazy("Blood pressure from home or clinic that the device had no doubt of."),
    ends=gettext_lazy("A later sitting lies under 140/90. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("Another person was measured, the cuff did not fit, or figures were mistyped."),
    source="ACOG Practice Bulletin 222 (2020) and 203 (2019); CO 767 (bp_severe_systolic_mmhg, bp_severe_diastolic_mmhg)",
    in_words=in_words,
    limits=LimitTable.load(Path(__file__).with_suffix(".toml")),
)
