"""What an analysis could not assess, in words: the codes of `ml_models.ctg.notes` as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: Final[Mapping[str, Any]] = {
    "no_fetal_signal": gettext_lazy("No fetal heart rate was measured."),
    "nothing_believed": gettext_lazy(
        "A rate was measured, but nothing in it can be believed to be the baby's."
    ),
    "maternal_rate_near": gettext_lazy(
        "For ten minutes or more the rate lies close to the mother's own: it may be hers."
    ),
    "ends_in_deceleration": gettext_lazy(
        "The recording ends in a deceleration: whether the rate came back is not known."
    ),
    "shorter_than_10_min": gettext_lazy(
        "The recording is shorter than ten minutes: a baseline is not settled."
    ),
    "signal_loss_above_20_percent": gettext_lazy("More than a fifth of the fetal heart rate is missing."),
    "baseline_undefined": gettext_lazy(
        "For part of the recording too little was measured to tell a baseline."
    ),
    "no_uterine_activity": gettext_lazy("No uterine activity was recorded."),
    "signal_frozen": gettext_lazy("The device repeated one value for long stretches; these were left out."),
    "rates_halved_or_doubled": gettext_lazy(
        "Stretches with half or double the rate were left out, or put right where they fit on both sides."
    ),
    "maternal_rate_suspected": gettext_lazy("Stretches that run with the mother's own rate were left out."),
    "false_signal_suspected": gettext_lazy(
        "Stretches that more likely show another heart or noise are marked; they calm nobody."
    ),
    "abrupt_jumps": gettext_lazy("Stretches that a heart cannot have jumped to were left out."),
    "variation_resolution_too_low": gettext_lazy(
        "The device measures too coarsely for short-term variation."
    ),
    "variation_too_few_minutes": gettext_lazy("No minute was complete enough for short-term variation."),
    "gestation_unknown": gettext_lazy(
        "Weeks of pregnancy are unknown: the limits from 32 weeks on were used."
    ),
}
SAID_ELSEWHERE: Final = frozenset({"second_fetus_not_analysed"})
"""The page shows both fetuses."""


def sentences(codes: Iterable[str]) -> list[str]:
    """Return a sentence for each code; one that we do not know is told, never dropped."""
    return [
        str(SENTENCES[code]) if code in SENTENCES else _("The analysis notes: %(code)s.") % {"code": code}
        for code in codes
        if code not in SAID_ELSEWHERE
    ]
