"""What a mother may read of an analysis, proposed from its facts. A clinician reads, edits and releases it.

It counts and never judges: no verdict, no label, no word that calms. Pure: facts in, sentences out, in the language that
is active.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MOVED_BPM: Final = 15.0
MUCH_LOSS: Final = 0.2
HEARD_MOTHER: Final = frozenset({"maternal_rate_suspected", "maternal_rate_near", "false_signal_suspected"})


def proposed(fetuses: Sequence[Mapping[str, Any]], *, duration_s: float, labels: Sequence[str] = ()) -> str:
    """Return the text for one recording. `labels`: letters of twins, empty for one baby."""
    parts = [_length(duration_s)]
    for number, found in enumerate(fetuses):
        name = labels[number] if len(fetuses) > 1 and number < len(labels) else ""
        parts.append(_joined(_of_baby(found, name)))
    if fetuses:
        parts.append(_contractions(fetuses[0]))
    parts.append(
        _(
            "A computer counted this. Numbers alone do not tell how your baby is; your care team looks at the whole."
        )
    )
    return "\n\n".join(part for part in parts if part)


def if_worried() -> str:
    """Return what to do, whatever a recording shows: it stands beside every version and cannot be edited away."""
    return _(
        "If your baby moves less than usual or differently, call your care team now. "
        "Do not wait for another recording or for an answer."
    )


def not_yet() -> str:
    """Return what she reads before anything is released."""
    return _("Your care team has not yet released a text about this recording.")


def withdrawn() -> str:
    """Return what she reads after a text was withdrawn."""
    return _(
        "Your care team has taken back what it wrote about this recording. Ask them if you have questions."
    )


def outdated() -> str:
    """Return what stands beside a text after a newer analysis."""
    return _("This recording was analysed again since. Your care team will look at this text again.")


def _joined(sentences: Sequence[str]) -> str:
    """Put sentences into one paragraph; Chinese has no space between them."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(sentences)


def _length(duration_s: float) -> str:
    minutes = max(1, round(duration_s / 60))
    return ngettext(
        "This recording is %(minutes)d minute long.", "This recording is %(minutes)d minutes long.", minutes
    ) % {"minutes": minutes}


def _of_baby(found: Mapping[str, Any], name: str) -> list[str]:
    said = [_("Baby %(label)s:") % {"label": name}] if name else []
    if found["mean_baseline_bpm"] is None:
        said.append(_("How fast the heart beats could not be told from this recording."))
    else:
        said += [_rate(found), _ups(found), _downs(found)]
    return [*said, *_signal(found)]


def _rate(found: Mapping[str, Any]) -> str:
    levels = [found.get("lowest_baseline"), found.get("highest_baseline")]
    told = sorted((level for level in levels if level), key=lambda level: float(level["start_s"]))
    if len(told) == 2 and abs(told[0]["baseline_bpm"] - told[1]["baseline_bpm"]) >= MOVED_BPM:
        return _("The heart rate moved from about %(first)d to about %(then)d beats a minute.") % {
            "first": round(told[0]["baseline_bpm"]),
            "then": round(told[1]["baseline_bpm"]),
        }
    return _("The heart rate lay around %(bpm)d beats a minute most of the time.") % {
        "bpm": round(found["mean_baseline_bpm"])
    }


def _ups(found: Mapping[str, Any]) -> str:
    count = len(found["accelerations"])
    if not count:
        return _("The computer found no moment at which it rose for a while.")
    return ngettext("It rose for a while %(count)d time.", "It rose for a while %(count)d times.", count) % {
        "count": count
    }


def _downs(found: Mapping[str, Any]) -> str:
    count = len(found["decelerations"])
    if not count:
        return _("The computer found no moment at which it fell for a while.")
    return ngettext("It fell for a while %(count)d time.", "It fell for a while %(count)d times.", count) % {
        "count": count
    }


def _signal(found: Mapping[str, Any]) -> list[str]:
    said = []
    loss = found["signal_loss"]
    if loss is None:
        said.append(_("How much of the heart rate is missing is not known."))
    elif loss >= MUCH_LOSS:
        said.append(
            _("%(percent)d %% of the heart rate is missing: the recording can tell little.")
            % {"percent": round(100 * loss)}
        )
    elif round(100 * loss):
        said.append(_("%(percent)d %% of the heart rate is missing.") % {"percent": round(100 * loss)})
    if HEARD_MOTHER & set(found["notes"]):
        said.append(_("For a part of the time the sensor may have heard your own heart."))
    if "ends_in_deceleration" in found["notes"]:
        said.append(_("The recording ended while the heart rate was down."))
    return said


def _contractions(found: Mapping[str, Any]) -> str:
    if "no_uterine_activity" in found["notes"]:
        return _("Contractions were not recorded.")
    count = len(found["contractions"])
    return ngettext(
        "The belt recorded %(count)d contraction.", "The belt recorded %(count)d contractions.", count
    ) % {"count": count}
