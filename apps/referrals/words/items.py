"""What the rules say about an item: verdict, kind and every reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.referrals.screening.verdicts import BLOCK, OK, UNKNOWN, WARN

VERDICTS: Final[dict[str, tuple[str, Any]]] = {
    OK: ("ok", gettext_lazy("may be offered")),
    WARN: ("warning", gettext_lazy("a person decides")),
    UNKNOWN: ("unknown", gettext_lazy("too little is known")),
    BLOCK: ("critical", gettext_lazy("never offered")),
}
KINDS: Final[dict[str, Any]] = {
    "supplement": gettext_lazy("Supplements"),
    "food": gettext_lazy("Food"),
    "herb": gettext_lazy("Herbs"),
    "cosmetic": gettext_lazy("Cosmetics"),
    "medicine": gettext_lazy("Medicines"),
    "device": gettext_lazy("Devices"),
    "apparel": gettext_lazy("Clothing"),
    "gear": gettext_lazy("Gear"),
    "household": gettext_lazy("Household"),
    "other": gettext_lazy("Other things"),
}
LEAST_SOURCE: Final = 5
_SUBSTITUTE: Final = gettext_lazy("counts as a substitute of breast milk, which may not be promoted")
_FEEDING: Final = gettext_lazy("belongs to feeding by bottle, which may not be promoted")
_SMALL: Final = gettext_lazy("is food for small children")
REASONS: Final[dict[str, Any]] = {
    "alcohol": gettext_lazy("contains or is alcohol"),
    "tobacco": gettext_lazy("is tobacco, or replaces it"),
    "prescription": gettext_lazy("needs a prescription"),
    "weight_loss": gettext_lazy("promises to slim"),
    "disease_claim": gettext_lazy("promises something about a disease"),
    "adult": gettext_lazy("is for adults only"),
    "dose": gettext_lazy("brings too much a day"),
    "dose_differs": gettext_lazy("says more in words than is stated a day"),
    "ingredient": gettext_lazy("contains something to be careful with in pregnancy"),
    "described": gettext_lazy("names something to be careful with in its description"),
    "ingredient_unknown": gettext_lazy("contains something that we do not know"),
    "ingredients_missing": gettext_lazy("has no list of ingredients"),
    "ingredients_too_many": gettext_lazy("lists more ingredients than are read"),
    "script_unread": gettext_lazy("is named in letters that we do not read"),
    "negated": gettext_lazy("says that it is free of something"),
    "medicine": gettext_lazy("is a medicine"),
    "device_unregistered": gettext_lazy("measures something, and has no registration"),
    "bms_flag": gettext_lazy("is marked as a substitute of breast milk"),
    **dict.fromkeys(("bms_category", "bms_milk", "bms_claim", "bms_described"), _SUBSTITUTE),
    **dict.fromkeys(("bms_infant_formula", "bms_follow_up", "bms_growing_up"), _SUBSTITUTE),
    **dict.fromkeys(("bms_special_medical", "bms_disguised"), _SUBSTITUTE),
    "bms_brand": gettext_lazy("carries the name of a brand of formula"),
    "bms_bottle_brand": gettext_lazy("carries the name of a brand of bottles"),
    "bms_for_child": gettext_lazy("may be food or drink for a child under three"),
    **dict.fromkeys(("bms_solids", "bms_complementary"), _SMALL),
    "bms_gift": gettext_lazy("comes with a substitute of breast milk"),
    **dict.fromkeys(("bms_bottle", "bms_bottle_teat", "bms_pacifier"), _FEEDING),
    **dict.fromkeys(("bms_accessory", "bms_false_friend"), gettext_lazy("is used when feeding by bottle")),
}
"""Every rule of today."""


def of_verdict(verdict: str) -> tuple[str, str]:
    """Return the level of a badge and its words."""
    level, words = VERDICTS[verdict]
    return level, str(words)


def of_kind(kind: str) -> str:
    """Return a kind of product in words; of none: everything that has no agreement of its own."""
    return str(KINDS.get(kind, kind)) if kind else _("All other kinds")


def of_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return (level, sentence, source) of each reason, worst first; what speaks for an item is left out."""
    rank = {BLOCK: 0, WARN: 1, UNKNOWN: 2}
    told = [one for one in reasons if one.get("verdict") in rank]
    return [
        (VERDICTS[one["verdict"]][0], _sentence(one), _source(one))
        for one in sorted(told, key=lambda one: rank[one["verdict"]])
    ]


def _source(reason: Mapping[str, Any]) -> str:
    """The source; short ones are numbers of a list that nobody here has."""
    source = str(reason.get("source", ""))
    return source if len(source) >= LEAST_SOURCE else ""


def _sentence(reason: Mapping[str, Any]) -> str:
    """What was found; an item that waits for being judged anew may carry a rule that is no more."""
    rule, term = str(reason.get("rule", "")), str(reason.get("term", ""))
    words = REASONS.get(rule, gettext_lazy("meets a rule of an earlier version"))
    if not term:
        return _("It %(what)s.") % {"what": words}
    return _("It %(what)s: «%(term)s».") % {"what": words, "term": term}
