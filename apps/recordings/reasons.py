"""The sentences of `triage`, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Values = Mapping[str, Any]


def _much_loss(values: Values) -> str:
    if values["percent"] is None:
        return _("How much of the fetal heart rate is missing is not known: it cannot be judged.")
    return _("%(percent)d %% of the fetal heart rate is missing: it cannot be judged.") % values


def _maternal_rate(values: Values) -> str:
    if "percent" not in values:
        return _("Part of the trace may be the mother's own heart rate.")
    return _("%(percent)d %% of the trace may be the mother's own heart rate: it was left out.") % values


def _long_deceleration(values: Values) -> str:
    return (
        ngettext(
            "The heart rate was down for about %(minutes)d minute.",
            "The heart rate was down for about %(minutes)d minutes.",
            values["minutes"],
        )
        % values
    )


def _late_decelerations(values: Values) -> str:
    return (
        ngettext(
            "%(count)d deceleration came late after a contraction.",
            "%(count)d decelerations came late after a contraction.",
            values["count"],
        )
        % values
    )


def _decelerations(values: Values) -> str:
    return (
        ngettext(
            "%(count)d deceleration was found, %(bpm)d bpm deep.",
            "%(count)d decelerations were found, the deepest %(bpm)d bpm deep.",
            values["count"],
        )
        % values
    )


SENTENCES: Final[Mapping[str, Callable[[Values], str]]] = {
    "analysis_failed": lambda values: _("The analysis failed. The trace itself can be read."),
    "no_fetal_signal": lambda values: _("No fetal heart rate was measured."),
    "maternal_rate_suspected": _maternal_rate,
    "maternal_rate_near": lambda values: (
        _("For %(minutes)d minutes the rate was close to the mother's own: it may be hers.") % values
    ),
    "mostly_false": lambda values: (
        _("%(percent)d %% of the trace cannot be believed and was left out: it cannot be judged.") % values
    ),
    "heart_changed": lambda values: _(
        "The rate changes at once as if to another heart: compare it with the mother's pulse."
    ),
    "may_hide_falls": lambda values: _(
        "Something lies far below the baseline for seconds that was left out: it may be a fall."
    ),
    "sensors_disagree": lambda values: _(
        "The two sensors show different rates for minutes: one of them shows something else."
    ),
    "false_signal": lambda values: (
        _("%(percent)d %% of the trace may show another heart or noise: it calms nobody.") % values
    ),
    "much_loss": _much_loss,
    "no_baseline": lambda values: _("Too little was measured to tell a baseline."),
    "baseline_moved": lambda values: _("The baseline moved from %(from_bpm)d to %(to_bpm)d bpm.") % values,
    "ends_low": lambda values: _("The recording ends with a low heart rate: %(bpm)d bpm.") % values,
    "ends_in_deceleration": lambda values: _("The recording ends before the heart rate came back."),
    "low_variability": lambda values: _("There was little variability for %(minutes)d minutes.") % values,
    "sinusoidal": lambda values: (
        _("For %(minutes)d minutes the heart rate swung in even waves: a sinusoidal pattern.") % values
    ),
    "end_lost": lambda values: _(
        "Most of the last ten minutes is missing or not believed: how the recording ends is not known."
    ),
    "twins_swapped": lambda values: _("The channels of the twins seem to have changed places."),
    "twins_coincide": lambda values: _("Both channels of the twins seem to record the same heart."),
    "baseline_low": lambda values: _("The baseline is low: %(bpm)d bpm.") % values,
    "baseline_high": lambda values: _("The baseline is high: %(bpm)d bpm.") % values,
    "long_deceleration": _long_deceleration,
    "decelerations": _decelerations,
    "late_decelerations": _late_decelerations,
    "pregnancy_ended": lambda values: _("The pregnancy has ended. Nobody has signed this recording."),
    "to_be_read": lambda values: _("Nobody has read this recording yet."),
    "new_samples": lambda values: _("Samples arrived after it was read."),
}


def sentence(need: Mapping[str, Any]) -> str:
    """Return the sentence for a need as `Need.to_json` gives it; a code of another version says so, never
    nothing."""
    words = SENTENCES.get(need["code"])
    return words(need["values"]) if words else _("This recording needs to be read.")
