"""A mother's nutrition page: one week of hers, beside what it should bring, for her care team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.console.selectors.carbohydrate import Carbohydrate, carbohydrate
from apps.console.selectors.meals import DayLine, PhotoLine, day_lines, in_language, item_name, photo_lines
from apps.console.selectors.nutrients import AmountWords, Nutrients, amount_words, figure, nutrients
from apps.nutrition.api.meals_out import Foods
from apps.nutrition.models import MealItem, SupplementTaken
from apps.nutrition.rules.cautions import CAFFEINE, Caution, Level
from apps.nutrition.rules.comparing import Compared
from apps.nutrition.rules.supplements import RETINOL
from apps.nutrition.rules.totals import ENERGY
from apps.nutrition.selectors.days import DAYS_OF_WEEK, Day, WeekOfDays, week_of
from apps.nutrition.selectors.whom import Whom
from apps.nutrition.table.nutrients import BY_CODE
from apps.pregnancies.models import Pregnancy
from apps.ui import words

EARLIEST, LATEST = date(2000, 1, 3), date(2200, 12, 28)
PRINTED: Final = {
    "folic_acid_ug": gettext_lazy("Folic acid"),
    "retinol_ug": gettext_lazy("Vitamin A (retinol)"),
}
"""What a pack calls what the food table calls otherwise."""
CAUTION_LEVELS: Final = {Level.AVOID: "warning", Level.CHECK: "notice", Level.LIMIT: "notice"}


@dataclass(frozen=True)
class CautionLine:
    """A word about pregnancy: about what, how sure, and who says so."""

    level: str
    word: str
    sentence: str
    about: list[str]
    is_guess: bool
    source: str


@dataclass(frozen=True)
class SupplementLine:
    """A supplement that she takes in this week."""

    name: str
    doses: str
    holds: list[str]
    when: str


@dataclass(frozen=True)
class Choice:
    """Of what the nutrients are shown: the mean of the week, or one day."""

    words: str
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class NutritionPage:
    """What the template shows. `nutrients` is None where no reference intakes are for her, or nothing is confirmed."""

    first: date
    last: date
    previous_url: str
    next_url: str
    this_week_url: str
    lead: list[str]
    has_entries: bool
    days: list[DayLine]
    kinds: list[str]
    cautions: list[CautionLine]
    choices: list[Choice]
    chosen: str
    nutrients: Nutrients | None
    is_pregnant: bool
    energy: AmountWords
    energy_added: str
    carbohydrate: Carbohydrate | None
    photos: list[PhotoLine]
    supplements: list[SupplementLine]
    judged_by: list[tuple[str, str]]
    folate_note: bool


def nutrition_page(
    person: Person, pregnancy: Pregnancy, *, on: date, day: date | None, today: date
) -> NutritionPage:
    """Return the week of a day, with the nutrients of `day` (None: the mean). A fixed number of queries."""
    week = week_of(person, pregnancy.subject, on)
    foods = Foods.of(part.meal for one in week.days for part in one.meals)
    chosen = next((one for one in week.days if one.on == day and one.food.item_count), None)
    whom = (chosen or _last_with_entries(week)).whom
    compared = chosen.compared if chosen else week.compared
    amounts = chosen.food.amounts if chosen else week.week.mean_per_day
    lines = day_lines(week.days, foods, today=today)
    return NutritionPage(
        first=week.first,
        last=week.first + timedelta(days=DAYS_OF_WEEK - 1),
        previous_url=_week_url(week.first - timedelta(days=DAYS_OF_WEEK)),
        next_url=_week_url(week.first + timedelta(days=DAYS_OF_WEEK)) if week.days[-1].on < today else "",
        this_week_url="" if week.first <= today <= week.days[-1].on else "?",
        lead=lead_of(week),
        has_entries=any(line.has_entries for line in lines),
        days=lines,
        kinds=[kind for kind, _meals in lines[0].cells],
        cautions=_cautions(week, foods),
        choices=_choices(week, chosen),
        chosen=words.day(chosen.on, with_weekday=True) if chosen else "",
        nutrients=_nutrients(compared, whom, week),
        is_pregnant=whom.pregnancy is not None,
        energy=amount_words(amounts.get(ENERGY), "kcal"),
        energy_added=_energy_added(chosen or _last_with_entries(week)),
        carbohydrate=carbohydrate(week),
        photos=photo_lines(week.days, foods),
        supplements=_supplements(week.days),
        judged_by=_judged_by(whom),
        folate_note=any(one.is_folate_of_food_only for one in week.days),
    )


def lead_of(week: WeekOfDays) -> list[str]:
    """Say in a few words how much of a week is known."""
    drafts = sum(bool(part.unconfirmed_count) for day in week.days for part in day.meals)
    facts = [_("meals on %(count)d of 7 days") % {"count": sum(bool(day.meals) for day in week.days)}]
    if drafts:
        facts.append(_("not confirmed by her yet: %(count)d") % {"count": drafts})
    return facts


def _last_with_entries(week: WeekOfDays) -> Day:
    return ([day for day in week.days if day.food.item_count] or list(week.days))[-1]


def _week_url(on: date) -> str:
    return f"?week={on.isoformat()}" if EARLIEST <= on <= LATEST else ""


def _nutrients(compared: dict[str, Compared] | Any, whom: Whom, week: WeekOfDays) -> Nutrients | None:
    return nutrients(compared, whom.standard) if compared and week.week.days_with_entries else None


def _energy_added(day: Day) -> str:
    return f"{figure(day.energy_added_kcal)} kcal" if day.energy_added_kcal is not None else ""


def _choices(week: WeekOfDays, chosen: Day | None) -> list[Choice]:
    begun = f"?week={week.first.isoformat()}"
    days = [day for day in week.days if day.food.item_count]
    whole = Choice(_("Mean of the week"), f"{begun}#nutrients", chosen is None)
    return [
        whole,
        *(
            Choice(words.weekday(day.on), f"{begun}&day={day.on.isoformat()}#nutrients", chosen is day)
            for day in days
        ),
    ]


def _cautions(week: WeekOfDays, foods: Foods) -> list[CautionLine]:
    """What she has not confirmed yet gets a question mark."""
    every: list[MealItem] = [
        item for day in week.days for part in day.meals for item in part.meal.items.all()
    ]
    names = {
        str(item.public_id): item_name(item, foods) + ("" if item.confirmed_at else "?") for item in every
    }
    taken = {str(row.public_id): row.name for day in week.days for row in day.supplements}
    confirmed = {str(item.public_id) for item in every if item.confirmed_at} | taken.keys()
    return [_caution(one, names | taken, confirmed, foods) for one in week.cautions]


def _caution(caution: Caution, names: dict[str, str], confirmed: set[str], foods: Foods) -> CautionLine:
    about = [names.get(one) or f"{in_language(foods.names_of_label(one))}?" for one in caution.because]
    is_guess = not caution.is_certain or (bool(caution.because) and confirmed.isdisjoint(caution.because))
    if CAFFEINE in caution.values:
        given = {"amount": figure(caution.values["high"]), "limit": figure(caution.values["limit"])}
        about.append(_("up to %(amount)s mg of caffeine in a day, limit %(limit)s mg") % given)
    if RETINOL in caution.values:
        given = {"amount": figure(caution.values["high"]), "limit": figure(caution.values["limit"])}
        about.append(_("up to %(amount)s µg of retinol in a day, limit %(limit)s µg") % given)
    return CautionLine(
        CAUTION_LEVELS[caution.rule.level],
        caution_word(caution.rule.level),
        caution.rule.sentence(get_language() or "en"),
        list(dict.fromkeys(about)),
        is_guess,
        caution.rule.source,
    )


def caution_word(level: Level) -> str:
    """Say calmly what a level of caution means."""
    levels = {Level.AVOID: _("Better avoided"), Level.CHECK: _("Depends on how it was made")}
    return levels.get(level, _("Depends on how much"))


def _supplements(days: Sequence[Day]) -> list[SupplementLine]:
    taken = {row.pk: row for day in days for row in day.supplements}
    return [_supplement(row) for row in taken.values()]


def _supplement(row: SupplementTaken) -> SupplementLine:
    since = {"day": words.day(row.from_day), "last": words.day(row.until_day) if row.until_day else ""}
    holds = [(BY_CODE[code], amount) for code, amount in row.per_dose.items() if code in BY_CODE]
    return SupplementLine(
        row.name,
        _("%(count)s a day") % {"count": figure(row.doses_per_day)},
        [
            f"{PRINTED.get(nutrient.code, nutrient.name)} {figure(amount)} {nutrient.unit}"
            for nutrient, amount in holds
        ],
        (_("from %(day)s to %(last)s") if row.until_day else _("since %(day)s")) % since,
    )


def _judged_by(whom: Whom) -> list[tuple[str, str]]:
    standards = {
        "nasem": _("United States (National Academies)"),
        "china": _("China (Chinese Nutrition Society)"),
        "korea": _("Korea (KDRI)"),
    }
    age = str(whom.age) if whom.age is not None else _("not told: counted as 29")
    trimester = whom.counted.trimester
    return [
        (_("Reference intakes"), standards[whom.standard.value]),
        (_("Trimester"), "?" if trimester is None else str(trimester)),
        (_("Age"), age),
    ]


def nutrition_url(pregnancy: Pregnancy, on: date | None = None) -> str:
    """Return the address of the page, with the week of a day."""
    address = reverse("console:nutrition", args=[pregnancy.public_id])
    return f"{address}?week={on.isoformat()}" if on else address
