"""A scan that estimates a weight under the 10th or the 3rd centile, or a belly under the 10th."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement, Verdict
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations.alert_rules.facts import GrowthFacts, Seen, evidence
from apps.observations.rules import growth
from apps.observations.rules.growth import Growth
from apps.observations.rules.growth_equations import Biometry
from apps.pregnancies.models.pregnancy import LABELS

RULE_ID: Final = "fetal_growth"
VERSION: Final = 1
SMALL: Final = ("efw_below_3", "efw_below_10", "ac_below_10")


def judge(facts: GrowthFacts, limits: Limits) -> Judgement:
    """Speak for the newest scan of each fetus where it is new; over with a newer one without these flags."""
    return [verdict for label in LABELS for verdict in _of(label, facts)]


def _of(label: str, facts: GrowthFacts) -> Iterator[Verdict]:
    scans = [one for one in facts.of("fetal_biometry") if one.detail.get("fetus", "A") == label]
    if not scans or scans[-1].id not in facts.arrived:
        return
    last = scans[-1]
    found = growth.judge(
        Biometry(**last.detail.get("parts_mm", {})), last.mother.age_days, fetuses=last.mother.fetuses
    )
    flags = [flag for flag in found.flags if flag in SMALL]
    if flags:
        severity = Severity.URGENT if "efw_below_3" in flags else Severity.WARN
        values = _values(last, found, flags)
        yield Finding(RULE_ID, VERSION, severity, [evidence(last, values)], direction=label)
    elif found.weights:
        yield Ended(label)


def _values(one: Seen, found: Growth, flags: list[str]) -> dict[str, Any]:
    centile = found.weights.get(found.counts)
    belly = found.measures.get("ac")
    return {
        "fetus": one.detail.get("fetus", "A"),
        "flags": flags,
        "weight_g": round(found.estimate.weight_g) if found.estimate else None,
        "formula": found.estimate.formula if found.estimate else None,
        "centile": None if centile is None else round(centile.centile, 1),
        "is_beyond": centile.is_beyond if centile else 0,
        "standard": centile.origin.standard if centile else None,
        "ac_centile": None if belly is None else round(belly.centile, 1),
        "ac_standard": belly.origin.standard if belly else None,
        "age_days": one.mother.age_days,
        "is_several": found.is_several,
    }


def in_words(values: Mapping[str, Any]) -> str:
    """Say weight and centile with the standard; the belly where it is all that is small."""
    if any(flag.startswith("efw") for flag in values["flags"]):
        words = {
            "weight": values["weight_g"],
            "centile": ("< " if values["is_beyond"] else "") + f"{values['centile']:g}",
            "standard": values["standard"],
        }
        return _("Estimated weight %(weight)s g, centile %(centile)s (%(standard)s).") % words
    return _("Circumference of the belly at centile %(centile)s (%(standard)s).") % {
        "centile": f"{values['ac_centile']:g}",
        "standard": values["ac_standard"],
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=GrowthFacts,
    judge=judge,
    title=gettext_lazy("Small for gestational age"),
    needs=gettext_lazy(
        "Ultrasound measures and a dated pregnancy. Twins are held against charts of one fetus."
    ),
    ends=gettext_lazy("A newer scan of the same fetus has none of these flags."),
    wrong_if=gettext_lazy("The pregnancy is not dated well, or a measure was taken in the wrong plane."),
    source=f"{growth.BELOW_10_SOURCE}; {growth.BELOW_3_SOURCE}; severity is a product mapping",
    in_words=in_words,
    closes_with_pregnancy=True,
)
