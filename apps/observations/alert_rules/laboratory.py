"""Laboratory values: anaemia by trimester, low ferritin, protein in urine (urgent together with high pressure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement, Verdict
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations import wording
from apps.observations.alert_rules.facts import LaboratoryFacts, Seen, evidence, with_comparator
from apps.observations.alert_rules.weight_jump import is_high
from apps.observations.rules import blood
from apps.observations.rules.blood import Anaemia
from apps.observations.rules.measures import GRADES, measures
from apps.observations.rules.tables import Threshold

RULE_ID: Final = "laboratory"
VERSION: Final = 1


def _haemoglobin(one: Seen) -> Threshold | None:
    found = blood.haemoglobin(one.judged * 10, one.mother.trimester, one.mother.guideline)
    return found.limit if found.anaemia not in (Anaemia.NONE, Anaemia.UNKNOWN) else None


JUDGES: Final[dict[str, Callable[[Seen], Threshold | None]]] = {
    "haemoglobin": _haemoglobin,
    "ferritin": lambda one: blood.ferritin(one.judged, one.mother.guideline),
    "urine_protein": lambda one: blood.urine_protein(one.judged, one.mother.age_days),
}


def judge(facts: LaboratoryFacts, limits: Limits) -> Judgement:
    """Speak for the newest value of each kind where it is new; over with a newer one that meets no limit."""
    return [verdict for measure in JUDGES for verdict in _of(measure, facts)]


def _of(measure: str, facts: LaboratoryFacts) -> Iterator[Verdict]:
    seen = [one for one in facts.of(measure) if one.value is not None]
    if not seen or seen[-1].id not in facts.arrived:
        return
    limit = JUDGES[measure](seen[-1])
    if limit is None:
        if not seen[-1].comparator:
            yield Ended(measure)
        return
    with_pressure = measure == "urine_protein" and any(is_high(one) for one in facts.of("blood_pressure"))
    severity = Severity.URGENT if with_pressure else limit.severity
    values = {
        "measure": measure,
        "value": seen[-1].value,
        "unit": measures()[measure].unit,
        "limit": limit.id,
        "trimester": seen[-1].mother.trimester,
        "with_high_pressure": with_pressure,
    }
    yield Finding(RULE_ID, VERSION, severity, [evidence(seen[-1], values)], direction=measure)


def in_words(values: Mapping[str, Any]) -> str:
    """Say the value, in grades for a strip."""
    is_strip = values["measure"] == "urine_protein"
    said = GRADES[int(values["value"])] if is_strip else f"{values['value']:g} {wording.unit(values['unit'])}"
    words = {"measure": wording.measure(values["measure"]), "value": with_comparator(said, values)}
    if values["with_high_pressure"]:
        return _("%(measure)s %(value)s, with high blood pressure.") % words
    return _("%(measure)s %(value)s.") % words


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=LaboratoryFacts,
    judge=judge,
    title=gettext_lazy("Laboratory value"),
    needs=gettext_lazy("Haemoglobin with the trimester, ferritin, or protein in urine by strip."),
    ends=gettext_lazy("A newer value of the same kind meets no limit."),
    wrong_if=gettext_lazy(
        "The unit was mistaken, or the sample was hers at another time. Strips err both ways."
    ),
    source="WHO 2024; CDC 1998; Chinese Medical Assoc. 2014; ACOG PB 222, 233; NICE NG133 (hb_*, ferritin_*, prot_*)",
    in_words=in_words,
    direction_words={name: wording.MEASURES[name] for name in JUDGES},
    closes_with_pregnancy=frozenset({"urine_protein"}),
)
