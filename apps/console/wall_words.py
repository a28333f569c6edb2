"""Every word that the wall's scripts write, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.ui import words
from apps.ui.levels import LEVELS


def strings() -> dict[str, str]:
    """Return the words by name; what a clinician reads at three in the morning is short."""
    return {
        "waiting": _("Nothing has come yet"),
        "loading": _("Loading the trace…"),
        "offline": _("Offline %(length)s, latest %(time)s"),
        "offline_never": _("Offline, nothing came"),
        "behind": _("%(length)s behind"),
        "live": pgettext("trace", "Live"),
        "cut": _("This screen is cut off"),
        "lost": _("No rate for %(length)s"),
        "level_critical": str(LEVELS["critical"].word),
        "level_warning": str(LEVELS["warning"].word),
        "level_unknown": _("Signal mostly lost"),
        "level_notice": _("No alarm so far"),
        "level_none": _("Not analysed yet"),
        "taken": _("%(name)s has it"),
        "acknowledge": _("Acknowledge"),
        "alert_since": _("%(title)s, %(length)s"),
        "unknown_rate": _("heart rate unknown"),
        "rate": _("%(bpm)s beats per minute"),
        "page": _("Screen %(page)s of %(pages)s"),
        "one_bed": _("1 recording now"),
        "beds": _("%(count)s recordings now"),
        "stale": _("Not up to date since %(time)s."),
        "new_alert": _("New alert: %(name)s, %(title)s"),
    } | {f"duration_{name}": sentence for name, sentence in words.duration_sentences().items()}
