"""What to do now, in words for the mother. Short, and the act first."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.observations.rules.advice import Do

WORDS: Final[dict[Do, Any]] = {
    Do.EMERGENCY: _("Call the emergency number or go to the maternity unit now."),
    Do.CALL_NOW: _("Phone your maternity unit now, so that you are seen today."),
    Do.CALL_MOVEMENT: _(
        "Call your maternity unit now. Do not wait for a count, and do not wait until tomorrow."
    ),
    Do.GO_MOVEMENT: _("Go to the maternity unit now."),
    Do.SUGAR_NOW: _(
        "Take 15 g of fast sugar now and measure again in 15 minutes. If it is not better, call for help."
    ),
    Do.SUGAR_AND_HELP: _("Take fast sugar now and get help. Do not stay alone."),
    Do.REST_AND_REPEAT: _(
        "Rest for 5 to 15 minutes and measure again. If it is still high, phone your maternity unit now."
    ),
    Do.REST_AND_TELL: _(
        "Rest, measure again, and tell your care team within a day. Call sooner if you feel unwell."
    ),
    Do.MEASURE_AGAIN: _("The device noticed movement, a loose cuff or a bad position. Please measure again."),
    Do.TELL_TEAM: _("Tell your care team within a day. Call sooner if you feel unwell."),
    Do.GO_ON_COUNTING: _(
        "Go on counting, up to two hours. If the baby moves less or differently than usual, call now."
    ),
    Do.NOTHING_TO_DO: "",
}


def sentence(do: Do) -> str:
    """Return what to do; empty where the reading asks for nothing."""
    return str(WORDS[do])
