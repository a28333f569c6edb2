"""Words of verdicts: what a rule set is for, its labels, its rules, why it says nothing. In the reader's language.

The sentences of rules are those of `ml_models/ctg/rules`, word by word: one catalogue serves page, API and paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from ml_models.ctg.verdicts.words import WHY_NOT

TITLES: Final[Mapping[str, Any]] = {
    "nst": gettext_lazy("Non-stress test"),
    "antepartum_criteria": gettext_lazy("Antepartum criteria"),
    "figo2015": gettext_lazy("FIGO 2015"),
    "nichd2008": gettext_lazy("NICHD 2008"),
}
PURPOSES: Final[Mapping[str, Any]] = {
    "nst": gettext_lazy(
        "Before labour: does the heart rate rise often enough? Says nothing of what happens after the recording."
    ),
    "antepartum_criteria": gettext_lazy(
        "Before labour: numeric criteria in the manner of Dawes and Redman. Tables of centiles are not included."
    ),
    "figo2015": gettext_lazy("In labour only: three classes of the whole trace, after the FIGO consensus."),
    "nichd2008": gettext_lazy(
        "In labour only: three categories of the whole trace, after the NICHD workshop."
    ),
}
LABELS: Final[Mapping[str, Any]] = {
    "reactive": gettext_lazy("Reactive"),
    "non-reactive": gettext_lazy("Not reactive"),
    "extend": gettext_lazy("Record longer"),
    "normal": gettext_lazy("Normal by these rules"),
    "suspicious": gettext_lazy("Suspicious"),
    "pathological": gettext_lazy("Pathological"),
    "I": gettext_lazy("Category I"),
    "II": gettext_lazy("Category II"),
    "III": gettext_lazy("Category III"),
    "met": gettext_lazy("Criteria met"),
    "not met": gettext_lazy("Criteria not met"),
    "not interpretable": gettext_lazy("Not interpretable"),
    "not applicable": gettext_lazy("Not for this recording"),
}
LEVELS: Final[Mapping[str, str]] = {
    "pathological": "critical",
    "III": "critical",
    "non-reactive": "warning",
    "suspicious": "warning",
    "II": "warning",
    "not met": "warning",
    "reactive": "notice",
    "normal": "notice",
    "I": "notice",
    "met": "notice",
}
"""Levels of the design system; every other label is unknown. None is ever "ok": no rule set calms by itself."""
RULES: Final[Mapping[str, Any]] = {
    "nst_reactive_32": gettext_lazy("At least 2 accelerations of 15 bpm for 15 s in 20 min"),
    "nst_reactive_u32": gettext_lazy("At least 2 accelerations of 10 bpm for 10 s in 20 min"),
    "nst_extend": gettext_lazy("Extend recording if not reactive at 20 min"),
    "nst_nonreactive": gettext_lazy("Fewer than 2 qualifying accelerations in 40 min"),
    "nst_var_dec_rep": gettext_lazy("3 or more variable decelerations in 20 min"),
    "nst_dec_1min": gettext_lazy("Deceleration lasting 1 min or more"),
    "sogc_normal_base": gettext_lazy("Baseline"),
    "sogc_atypical_var": gettext_lazy("Variability 5 or less for 40-80 min"),
    "figo_base_normal": gettext_lazy("Baseline between limits"),
    "figo_base_suspicious": gettext_lazy("Tachycardia, baseline above upper limit"),
    "figo_base_low_suspicious": gettext_lazy("Baseline 100-109"),
    "figo_base_pathological": gettext_lazy("Baseline below"),
    "figo_var_normal": gettext_lazy("Bandwidth between limits"),
    "figo_var_reduced": gettext_lazy("Bandwidth below, in baseline segments"),
    "figo_var_reduced_dec": gettext_lazy("Bandwidth below during decelerations"),
    "figo_var_increased": gettext_lazy("Bandwidth above (saltatory)"),
    "figo_sinusoidal": gettext_lazy("Smooth wave, amplitude 5-15 bpm, 3-5 cycles per min, no accelerations"),
    "figo_dec_none": gettext_lazy("No repetitive decelerations"),
    "figo_dec_late_rep": gettext_lazy("Repetitive late or prolonged decelerations"),
    "figo_dec_late_rep_lowvar": gettext_lazy(
        "Repetitive late or prolonged decelerations with reduced variability"
    ),
    "figo_dec_prolonged5": gettext_lazy("One prolonged deceleration"),
    "figo_dec_prolonged5_80": gettext_lazy(
        "Deceleration longer than 5 min with rate under 80 and reduced variability"
    ),
    "figo_tachysystole": gettext_lazy("Contractions per 10 min"),
    "nichd1_base": gettext_lazy("Category I needs baseline between"),
    "nichd1_var": gettext_lazy("Category I needs moderate variability"),
    "nichd1_dec": gettext_lazy("Category I needs no late and no variable decelerations"),
    "nichd2_1": gettext_lazy("Bradycardia without absent variability"),
    "nichd2_2": gettext_lazy("Tachycardia"),
    "nichd2_3": gettext_lazy("Minimal variability"),
    "nichd2_4": gettext_lazy("Absent variability without recurrent decelerations"),
    "nichd2_5": gettext_lazy("Marked variability"),
    "nichd2_7": gettext_lazy("Recurrent variable decelerations with minimal or moderate variability"),
    "nichd2_8": gettext_lazy("Prolonged deceleration at least 2 min, under 10 min"),
    "nichd2_9": gettext_lazy("Recurrent late decelerations with moderate variability"),
    "nichd3_late": gettext_lazy("Absent variability and recurrent late decelerations"),
    "nichd3_variable": gettext_lazy("Absent variability and recurrent variable decelerations"),
    "nichd3_brady": gettext_lazy("Absent variability and bradycardia"),
    "nichd3_sinusoidal": gettext_lazy("Sinusoidal pattern"),
    "apc_min_record": gettext_lazy("Shortest record for first analysis"),
    "apc_max_record": gettext_lazy("Longest record before final verdict"),
    "apc_high_episode": gettext_lazy("One episode of high variation above 1st centile for weeks"),
    "apc_no_dec_30": gettext_lazy("No deceleration above lost beats, record up to 30 min"),
    "apc_no_dec_over30": gettext_lazy("No deceleration above lost beats, record longer than 30 min"),
    "apc_basal": gettext_lazy("Basal rate"),
    "apc_mov_acc": gettext_lazy("At least 1 felt movement or 3 accelerations"),
    "apc_no_sinus": gettext_lazy("No sinusoidal rhythm"),
    "apc_stv": gettext_lazy("Short-term variation"),
    "apc_stv_ltv": gettext_lazy(
        "If short-term variation is under this, long-term variation in high episodes must exceed 3rd centile for weeks"
    ),
    "apc_acc_or_var": gettext_lazy(
        "An acceleration, or high-episode variability above 10th centile and more than 20 movements"
    ),
    "apc_end": gettext_lazy("No error and no deceleration at the end of the record"),
    "def_var_marked": gettext_lazy("Marked"),
    "def_dec_prolonged_figo": gettext_lazy("Prolonged: longer than 3 min"),
    "own_ends_low": gettext_lazy("A deceleration is open where the trace ends"),
    "own_false_signal": gettext_lazy(
        "Part of the kept rate that the false-signal network takes for another heart or noise"
    ),
    "own_sinusoidal": gettext_lazy("A sinusoidal pattern too short for its definition"),
    "own_quiet": gettext_lazy("Longest stretch with little variability"),
    "own_wide": gettext_lazy("Longest stretch with a bandwidth above 25 bpm"),
    "own_falls": gettext_lazy("Decelerations of any kind in 20 minutes"),
    "own_long_fall": gettext_lazy("A deceleration of two minutes or longer"),
}
BECAUSE: Final = (
    gettext_noop("the table of centiles by week is not in this product"),
    gettext_noop("the variation is not known"),
    gettext_noop("there is no baseline"),
    gettext_noop("short-term variation is not known"),
    gettext_noop("too few contractions are known"),
    gettext_noop("too few minutes tell it"),
)
CLEARER: Final[Mapping[str, Any]] = {
    "sogc_normal_base": gettext_lazy("Baseline between limits"),
    "figo_base_pathological": gettext_lazy("Baseline below the limit"),
    "def_var_marked": gettext_lazy("Marked variability"),
    "figo_dec_prolonged5": gettext_lazy("One deceleration longer than 5 min"),
}
"""Rules whose words need their table beside them."""
REASONS: Final[Mapping[str, Any]] = {
    "not_for_labour": gettext_lazy("These rules are for traces before labour."),
    "only_for_labour": gettext_lazy("These rules are for traces in labour only, never for one at home."),
    "too_short": gettext_lazy("The recording is too short for these rules."),
    "too_early": gettext_lazy("The pregnancy is too early for these rules."),
    "too_late": gettext_lazy("These rules are not published for so late a week."),
    "week_unknown": gettext_lazy("The week of pregnancy is unknown, and these rules need it."),
    "signal_lost": gettext_lazy("Too much of the fetal heart rate is missing or not believed."),
    "end_lost": gettext_lazy(
        "Most of the last ten minutes is missing or not believed: how the trace ends is not known."
    ),
    "may_hide_falls": gettext_lazy(
        "Something lies far below the baseline for seconds that was left out: it may be a fall."
    ),
    "sensors_disagree": gettext_lazy(
        "The two sensors show different rates for minutes: one of them shows something else."
    ),
    "false_signal": gettext_lazy("Too much of the rate seems to be another heart or noise."),
    "frozen": gettext_lazy("The device repeated one value for too long."),
    "halved_or_doubled": gettext_lazy("The device counted half or double the rate for too long."),
    "impossible_jumps": gettext_lazy("Too much of the rate is such as a heart cannot have jumped to."),
    "maternal_rate": gettext_lazy("The trace runs with the mother's own rate for minutes."),
    "near_maternal_rate": gettext_lazy("The trace lies close to the mother's own rate: it may be hers."),
    "heart_changed": gettext_lazy(
        "The rate changes at once as if to another heart: compare it with the mother's pulse."
    ),
    "level_jumped": gettext_lazy(
        "The level moved at once: check whose heart is recorded before trusting what follows."
    ),
    "no_baseline": gettext_lazy("For too much of the recording there is no baseline."),
    "twins_swapped": gettext_lazy("The channels of the twins seem to have changed places."),
    "twins_coincide": gettext_lazy("Both channels seem to record the same heart."),
    "contractions_unknown": gettext_lazy("There are decelerations, and no contractions to judge them by."),
    "variability_unknown": gettext_lazy("Too few minutes tell the variability."),
}
UNITS: Final[Mapping[str, Any]] = {
    "count": "",
    "count_in_20_min": gettext_lazy("in 20 min"),
    "count_in_40_min": gettext_lazy("in 40 min"),
    "per_10_min": gettext_lazy("in 10 min"),
    "percent": "%",
    "percent_of_contractions": gettext_lazy("% of the contractions"),
    "lost_beats": gettext_lazy("lost beats"),
    "week": gettext_lazy("weeks"),
    "min": gettext_lazy("min"),
    "s": gettext_lazy("s"),
    "ms": "ms",
    "bpm": "bpm",
    "part": "",
}
CHECKED: Final[Mapping[str, Any]] = {
    "seen": gettext_lazy("The figure was read in this source."),
    "recalled": gettext_lazy("The figure is recalled; the source was not at hand."),
    "decided": gettext_lazy("A limit of this product, to be confirmed by clinicians."),
}


def title(rule_set: str) -> str:
    """Return the name of a rule set; its key where we have none."""
    return str(TITLES.get(rule_set, rule_set))


def purpose(rule_set: str) -> str:
    """Return what a rule set is for."""
    return str(PURPOSES.get(rule_set, ""))


def label(code: str) -> str:
    """Return a label in words; a label that we do not know is shown as it is."""
    return str(LABELS.get(code, code))


def level(code: str) -> str:
    """Return the level of a label, unknown for one that we do not know."""
    return LEVELS.get(code, "unknown")


def why_not(code: str) -> str:
    """Return why a rule set gives no verdict."""
    return str(REASONS.get(code) or gettext(WHY_NOT.get(code, code)))


def rule(code: str, words: str) -> str:
    """Return what a rule asks; `words` is the sentence that the analysis kept, perhaps with a reason in brackets."""
    known = CLEARER.get(code) or RULES.get(code)
    reason = re.search(r" \(([^()]*)\)$", words)
    because = f" ({gettext(reason[1])})" if reason and reason[1] in BECAUSE else ""
    return f"{known}{because}" if known else gettext(words)


def amount(value: float | None, unit: str) -> str:
    """Return a value with its unit, empty where there is none."""
    if value is None:
        return ""
    if unit == "part":
        return f"{100 * value:.3g} %"
    word = str(UNITS.get(unit, unit.replace("_", " ")))
    return f"{value:.4g} {word}".strip()


def limit(threshold: Any, unit: str) -> str:
    """Return a limit with its unit: one figure, or the lower and the upper one; empty where there is none."""
    if isinstance(threshold, list | tuple):
        low, high = threshold
        return f"{amount(low, '')}–{amount(high, unit)}"
    return amount(threshold, unit)


def checked(code: str) -> str:
    """Return how far a figure was checked against its source."""
    return str(CHECKED.get(code, ""))
