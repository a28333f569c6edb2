"""The card on a mother's page: her last seven days of meals in a few words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Person
from apps.console.selectors.nutrition import CAUTION_LEVELS, caution_word, nutrition_url
from apps.nutrition.selectors.glance import glance
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import assumes_going

DAYS = 7


@dataclass(frozen=True)
class Word:
    """How many foods of one kind deserve a word."""

    level: str
    words: str


@dataclass(frozen=True)
class NutritionSummary:
    """What the card shows. `facts` is empty where she has noted nothing."""

    url: str
    facts: list[str]
    cautions: list[Word]


def nutrition_summary(person: Person, pregnancy: Pregnancy, *, today: date) -> NutritionSummary:
    """Return the card of a pregnancy in hand: three queries."""
    seen = glance(person, pregnancy.subject, today - timedelta(days=DAYS - 1), today)
    url = nutrition_url(pregnancy)
    if not seen.meal_count:
        return NutritionSummary(url, [], [])
    meals = ngettext("%(count)d meal", "%(count)d meals", seen.meal_count) % {"count": seen.meal_count}
    facts = [meals, _("on %(count)d of the last 7 days") % {"count": seen.days_with_meals}]
    if seen.draft_count:
        facts.append(_("not confirmed by her yet: %(count)d") % {"count": seen.draft_count})
    levels = list(dict.fromkeys(one.rule.level for one in seen.cautions)) if assumes_going(pregnancy) else []
    words = [Word(CAUTION_LEVELS[level], caution_word(level)) for level in levels]
    return NutritionSummary(url, facts, words)
