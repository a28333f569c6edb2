"""What every rule that watches a trace does the same way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.alerts.findings import Evidence
from apps.alerts.limits import LimitTable
from apps.monitoring.alert_rules.facts import SOURCE, TraceFacts

HERE = Path(__file__).parent


def table(name: str) -> LimitTable:
    """Return the reviewed limits of a rule."""
    return LimitTable.load(HERE / f"{name}.toml")


def evidence(facts: TraceFacts, what: str, since_s: float, values: Mapping[str, Any]) -> Evidence:
    """One stretch of one fetus's trace that began `since_s` after the start of the recording.

    Its source is the recording, the fetus, what it is and the minute in which it began.
    """
    source = f"{facts.recording}:{facts.fetus}:{what}:{round(since_s / 60)}"
    whole = {"fetus": facts.fetus, "since_s": round(since_s, 1), "until_s": round(facts.seconds, 1), **values}
    return Evidence(what, facts.moment(since_s), whole, SOURCE, source)


def minutes(seconds: float) -> float:
    """Whole minutes, or tenths below ten."""
    value = seconds / 60
    return round(value, 1) if value < 10 else float(round(value))


def of_fetus(values: Mapping[str, Any], sentence: str) -> str:
    """Put the fetus's number before a sentence where there is a second one."""
    if values["fetus"] == 1 and not values.get("twins"):
        return sentence
    return _("Fetus %(number)d: %(what)s") % {"number": values["fetus"], "what": sentence}
