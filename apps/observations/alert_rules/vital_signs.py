"""Fever, low oxygen, and a pulse or breathing at rest that cannot wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement, Verdict
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations import wording
from apps.observations.alert_rules.facts import Seen, VitalFacts, with_comparator, with_delay
from apps.observations.rules import vitals
from apps.observations.rules.measures import measures
from apps.observations.rules.tables import Threshold

RULE_ID: Final = "vital_signs"
VERSION: Final = 1
MEASURES: Final = tuple(vitals.LIMITS)
WHENEVER: Final = frozenset({"body_temperature", "oxygen_saturation"})
"""What is said however late it came."""


def judge(facts: VitalFacts, limits: Limits) -> Judgement:
    """Speak for new readings that are urgent or worse; over with a later reading of the measure that meets no limit."""
    return [verdict for measure in MEASURES for verdict in _of(measure, facts)]


def _of(measure: str, facts: VitalFacts) -> Iterator[Verdict]:
    seen = [one for one in facts.of(measure) if one.value is not None]
    new = [one for one in seen if one.id in facts.arrived]
    late = [one for one in facts.late if one.measure in WHENEVER and one.measure == measure]
    met = [(one, limit) for one in (*late, *new) if (limit := _limit(one)) is not None]
    if met:
        worst: Severity = max((limit.severity for _, limit in met), key=lambda severity: severity.order)
        found = [facts.evidence(one, _values(one, limit)) for one, limit in met]
        yield Finding(RULE_ID, VERSION, worst, found, direction=measure)
    elif new and new[-1] is seen[-1] and _is_over(new[-1]):
        yield Ended(measure)


def _is_over(one: Seen) -> bool:
    """A figure with a comparator may be any on its side: it ends nothing."""
    return not one.comparator and vitals.worst(one.measure, one.judged) is None


def _limit(one: Seen) -> Threshold | None:
    limit = vitals.worst(one.measure, one.judged)
    return limit if limit is not None and limit.severity.is_at_least(Severity.URGENT) else None


def _values(one: Seen, limit: Threshold) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "value": one.value,
        "unit": measures()[one.measure].unit,
        "limit": limit.id,
    }


def in_words(values: Mapping[str, Any]) -> str:
    """Say the reading."""
    said = _("%(measure)s %(value)s %(unit)s.") % {
        "measure": wording.measure(values["measure"]),
        "value": with_comparator(f"{values['value']:g}", values),
        "unit": wording.unit(values["unit"]),
    }
    return with_delay(said, values)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=VitalFacts,
    judge=judge,
    title=gettext_lazy("Vital signs"),
    needs=gettext_lazy("Temperature, oxygen saturation, pulse at rest, breaths at rest."),
    ends=gettext_lazy("A later reading meets no limit. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("Cold fingers, nail varnish, a movement, or a reading that was not at rest."),
    source="CEMACH MEOWS; Mhyre et al. 2014 (MEWC); ACOG CO 712 (temp_*, spo2_*, hr_*, rr_*)",
    in_words=in_words,
    direction_words={name: wording.MEASURES[name] for name in MEASURES},
)
