"""Allergies of a mother in hand against what is to be prescribed; the rules are in rules/allergies.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Language
from apps.consultations.rules import allergies
from apps.consultations.rules.allergies import Action, Background, Code, Flag
from apps.pregnancies.models import Allergy, Pregnancy
from apps.pregnancies.selectors import assumes_going


def background_of(pregnancy: Pregnancy) -> Background:
    """Return what is known of the mother of a pregnancy that was seen. None of it known: nobody asked."""
    noted = Allergy.objects.for_system("checked against what is to be prescribed").filter(
        subject_id=pregnancy.subject_id, ended_at=None
    )
    substances = tuple(noted.order_by("pk").values_list("substance", flat=True))
    was_asked = bool(substances) or pregnancy.allergies_asked_at is not None
    return Background(substances if was_asked else None, is_pregnant=assumes_going(pregnancy))


def flags_for(
    drugs: Sequence[str], pregnancy: Pregnancy, *, language: str = Language.ENGLISH
) -> list[tuple[Flag, ...]]:
    """Return the flags for each medicine, in order; empty names have none."""
    background = background_of(pregnancy)
    return [allergies.check(drug, background, language=language) if drug.strip() else () for drug in drugs]


def stored(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    """Return flags as they are kept with a signed prescription, whatever the tables say later."""
    return [
        {
            "code": flag.code.value,
            "action": flag.action.value,
            "allergy": flag.allergy,
            "read_as": flag.read_as,
            "rule": flag.rule,
            "rule_version": flag.rule_version,
            "check_version": allergies.VERSION,
        }
        for flag in flags
    ]


def sentence(flag: Flag) -> str:
    """Return a flag as one or two sentences in the active language."""
    words = _sentence_of(flag)
    said = f"{words} {flag.says}" if flag.says else words
    return f"{said} {_('Read as «%(name)s».') % {'name': flag.read_as}}" if flag.read_as else said


def _sentence_of(flag: Flag) -> str:
    about: Mapping[str, str] = {"medicine": flag.medicine, "allergy": flag.allergy}
    sentences = {
        Code.SAME_MEDICINE: _("She is allergic to this: %(allergy)s."),
        Code.SAME_CLASS: _("Same class as her allergy to %(allergy)s."),
        Code.CROSS_REACTION: _("May cross-react with her allergy to %(allergy)s."),
        Code.NEVER_ASKED: _("Nobody has asked her about allergies. Not known is not none."),
        Code.IN_PREGNANCY: _("In pregnancy:"),
        Code.ALLERGY_NOT_KNOWN: _("Her allergy to %(allergy)s is not in our table: nothing was compared."),
        Code.MEDICINE_NOT_KNOWN: _("%(medicine)s is not in our table: nothing was compared but the name."),
    }
    return sentences[flag.code] % about


def kept_sentence(kept: Mapping[str, Any], medicine: str) -> str:
    """Return what the check said at signing, as a sentence in the active language."""
    flag = Flag(
        Code(kept["code"]), Action(kept["action"]), medicine, kept["allergy"], read_as=kept["read_as"]
    )
    return sentence(flag)
