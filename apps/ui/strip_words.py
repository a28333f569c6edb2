"""Every word that the strip's scripts draw or say, in the language of the page."""

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    return {
        "pair_slow": _("1 cm/min with 20 bpm/cm"),
        "pair_fast": _("3 cm/min with 30 bpm/cm"),
        "pair_whole": _("Whole recording, %(speed)s cm/min: not the scale of paper"),
        "fhr1": _("FHR 1"),
        "fhr": _("FHR"),
        "fhr2": _("FHR 2"),
        "mhr": _("Mother"),
        "toco": _("Toco"),
        "bpm": _("bpm"),
        "baseline": _("Baseline"),
        "acceleration": _("Acceleration"),
        "deceleration": _("Deceleration"),
        "contraction": _("Contraction"),
        "movement": _("Movement"),
        "early": _("Early deceleration"),
        "late": _("Late deceleration"),
        "variable": _("Variable deceleration"),
        "prolonged": _("Prolonged deceleration"),
        "gap": _("No signal"),
        "gap_sensor": _("No signal: sensor"),
        "gap_phone": _("No signal: phone"),
        "gap_network": _("No signal: network"),
        "gap_server": _("No signal: server"),
        "readout_hint": _("Point at the strip, or press an arrow key."),
        "caliper_first": _("Caliper: choose the first point."),
        "caliper_second": _("Caliper: choose the second point."),
        "caliper_result": _("Caliper: %(seconds)s s, %(bpm)s bpm"),
        "not_measured": _("not measured"),
        "event_spoken": _("%(label)s: %(word)s at %(time)s, %(seconds)s seconds"),
        "window_spoken": _("Shows %(from)s to %(to)s"),
        "failed_network": _("The connection was lost. The recording itself is safe."),
        "failed_status": _("The server answered with %(status)s. The recording itself is safe."),
        "failed_format": _("The server sent a trace that this page cannot read. Load the page again."),
        "analysis_failed": _("The trace is complete, but the marks of the analysis could not be loaded."),
    }
