"""The sentences of refusals. Marked here, translated when they are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES: Final = {
    "unknown_form": gettext_noop(
        "This is neither an Open mHealth data point (header and body) nor a FHIR Observation."
    ),
    "unsupported_schema": gettext_noop("Readings of the schema %(schema)s are not taken here."),
    "unsupported_code": gettext_noop("No code of this observation is one that is taken here."),
    "invalid": gettext_noop("This does not fit the schema."),
    "too_deep": gettext_noop("This is nested more than %(limit)d levels deep."),
    "missing": gettext_noop("The field %(name)s is missing."),
    "not_one_of": gettext_noop("This is not one of: %(words)s."),
    "bad_type": gettext_noop("This has to be of the type: %(kind)s."),
    "bad_id": gettext_noop("This is not a UUID."),
    "bad_name": gettext_noop("Give a text of 1 to %(limit)d characters."),
    "bad_time": gettext_noop("Give a date and time with its offset from UTC."),
    "no_time": gettext_noop("Nobody could tell when this was measured."),
    "ends_before_start": gettext_noop("This ends before it begins."),
    "too_long_ago": gettext_noop("This is too long ago to be believed."),
    "in_the_future": gettext_noop("This moment is in the future."),
    "impossible": gettext_noop("%(value)s %(unit)s cannot be: the limits are %(low)s to %(high)s."),
    "too_fast": gettext_noop("More than %(limit)d steps in a minute cannot be walked for so long."),
    "systolic_below_diastolic": gettext_noop("The systolic pressure has to be above the diastolic."),
    "unknown_unit": gettext_noop("The unit %(unit)s cannot be converted to %(to)s."),
    "unit_disagrees": gettext_noop("The unit %(unit)s does not belong to the code %(loinc)s."),
    "other_person": gettext_noop("This is about somebody else."),
    "no_value": gettext_noop("There is no value."),
    "twice": gettext_noop("This is given twice."),
    "not_measured": gettext_noop("The source says that there is no valid result (%(why)s)."),
    "fetal": gettext_noop("A rate of the baby is not stored as a rate of the mother."),
}


def say(code: str, values: Mapping[str, Any]) -> str:
    """Return the sentence of a code in the current language."""
    return _(SENTENCES[code]) % values
