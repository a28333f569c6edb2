"""What stands on a chart, in words: title, axis, band, marks, source."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.observations import wording
from apps.observations.selectors.series import Series

WHOLE_FROM: Final = 1_000
MARKS: Final[dict[str, Any]] = {
    "severe_systolic": gettext_lazy("severe from, upper value"),
    "target_fasting": gettext_lazy("target fasting"),
    "target_after_1h": gettext_lazy("target 1 h after a meal"),
    "target_after_2h": gettext_lazy("target 2 h after a meal"),
}


def title(found: Series) -> str:
    """Return what the chart shows."""
    if found.measure != "fetal_biometry":
        return wording.measure(found.measure)
    name = str(wording.BIOMETRY[found.part]) if found.part else _("Estimated weight of the baby")
    return _("%(measure)s, fetus %(label)s") % {"measure": name, "label": found.fetus or "A"}


def unit(found: Series) -> str:
    """Return the unit of the value axis."""
    return wording.unit(found.unit)


def source(found: Series) -> str:
    """Return whose band is shaded, and whether its figures were compared with the source."""
    origin = found.origin
    if origin is None:
        return _("No band: what is needed for one is not known.") if has_band(found) else ""
    words = _("Band: %(source)s") % {"source": f"{origin.standard} ({origin.source})"}
    return (
        words
        if origin.checked == "seen"
        else _("%(band)s; figures not yet compared with the source") % {"band": words}
    )


def has_band(found: Series) -> bool:
    """Say whether this measure has a band at all, for somebody of whom enough is known."""
    from apps.observations.rules.bands import BANDS

    return found.measure in BANDS or found.measure == "fetal_biometry"


def mark(code: str) -> str:
    """Return what a line across the chart is."""
    return str(MARKS.get(code, code))


def figure(value: float) -> str:
    """Return a figure without needless decimals: a tenth below a thousand, whole above."""
    return f"{value:.0f}" if abs(value) >= WHOLE_FROM else f"{value:.1f}".removesuffix(".0")
