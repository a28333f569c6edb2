"""What an analysis says of each fetus: figures, sentences, rows of the table beside the strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.console import caveats
from apps.ui.strip import StripEvent, labelled_events
from apps.ui.templatetags.ui import percent

MOVED_BPM: Final = 15.0
"""Beyond this the mean of a baseline hides more than it tells."""


@dataclass(frozen=True)
class Finding:
    """One fetus. A figure that is None was not measured: the page writes «?»."""

    number: int
    title: str
    note: str
    sentence: str
    baseline_bpm: str | None
    variability_bpm: str | None
    accelerations: int | None
    decelerations: int | None
    contractions: int | None
    signal_loss: float | None
    stv_ms: str | None
    caveats: list[str]
    events: list[StripEvent]


def finding(found: Mapping[str, Any], *, number: int, label: str, started_at: datetime) -> Finding:
    """Put the findings of one fetus into words; `label` is its letter where there are several, else empty."""
    return Finding(
        number=number,
        title=_("Fetus %(label)s") % {"label": label} if label else _("Summary"),
        note=_("found by %(method)s") % {"method": found["method_version"]},
        sentence=sentence(found),
        baseline_bpm=_baselinefigure(found),
        variability_bpm=figure(found["variability_bpm"]),
        accelerations=count_of(found, "accelerations"),
        decelerations=count_of(found, "decelerations"),
        contractions=count_of(found, "contractions"),
        signal_loss=found["signal_loss"],
        stv_ms=figure(found["stv_ms"], decimals=1),
        caveats=caveats.sentences(found["notes"]),
        events=labelled_events(found, started_at=started_at),
    )


def count_of(found: Mapping[str, Any], kind: str) -> int | None:
    """How many were found; None where they could not be: without a baseline, without a toco."""
    if kind == "contractions":
        return None if "no_uterine_activity" in found["notes"] else len(found[kind])
    return None if found["mean_baseline_bpm"] is None else len(found[kind])


def moved(found: Mapping[str, Any]) -> tuple[float, float] | None:
    """Earlier and later level of a baseline that moved far, None where one number tells it."""
    levels = [found.get("lowest_baseline"), found.get("highest_baseline")]
    told = sorted((level for level in levels if level), key=lambda level: float(level["start_s"]))
    if len(told) < len(levels) or abs(told[0]["baseline_bpm"] - told[1]["baseline_bpm"]) < MOVED_BPM:
        return None
    return told[0]["baseline_bpm"], told[1]["baseline_bpm"]


def _baselinefigure(found: Mapping[str, Any]) -> str | None:
    levels = moved(found)
    if levels is None:
        return figure(found["mean_baseline_bpm"])
    return f"{figure(levels[0])} → {figure(levels[1])}"


def figure(value: float | None, *, decimals: int = 0) -> str | None:
    """Write a figure as the language does; None stays None."""
    return (
        None if value is None else number_format(round(value, decimals), decimal_pos=decimals)
    )  # it cuts, we round


def sentence(found: Mapping[str, Any]) -> str:
    """The findings as whole sentences: what a person who cannot see the strip hears first."""
    return " ".join([_baseline(found), _events(found), _loss(found)])


def _baseline(found: Mapping[str, Any]) -> str:
    bpm = found["mean_baseline_bpm"]
    if bpm is None:
        return _("No baseline can be told.")
    levels = moved(found)
    if levels is not None:
        first, then = (figure(level) for level in levels)
        return _("The baseline moves from about %(first)s to %(then)s bpm.") % {"first": first, "then": then}
    return _("The baseline is about %(bpm)s bpm.") % {"bpm": figure(bpm)}


def _events(found: Mapping[str, Any]) -> str:
    ups, downs = count_of(found, "accelerations"), count_of(found, "decelerations")
    if ups is None or downs is None:
        return _("Without a baseline, accelerations and decelerations cannot be told.")
    if not ups and not downs:
        return _("No accelerations and no decelerations were found.")
    return " ".join(
        [
            ngettext("%(count)d acceleration was found.", "%(count)d accelerations were found.", ups)
            % {"count": ups}
            if ups
            else _("No accelerations were found."),
            _decelerations(found["decelerations"]) if downs else _("No decelerations were found."),
        ]
    )


def _decelerations(events: Sequence[Mapping[str, Any]]) -> str:
    longest_s = round(max(event["end_s"] - event["start_s"] for event in events))
    words = ngettext(
        "%(count)d deceleration was found; it lasts %(seconds)d s.",
        "%(count)d decelerations were found; the longest lasts %(seconds)d s.",
        len(events),
    )
    return words % {"count": len(events), "seconds": longest_s}


def _loss(found: Mapping[str, Any]) -> str:
    loss = found["signal_loss"]
    if loss is None:
        return _("How much of the signal is missing is not known.")
    return _("%(percent)s of the fetal heart rate is missing.") % {"percent": percent(loss)}
