"""What a mother's reference intakes need to know: hers to tell; targets for meals are her care team's to set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.nutrition.events import NutritionFactsChanged
from apps.nutrition.models import MealKind, NutritionProfile
from apps.nutrition.services import may

FEED_KIND: Final = "nutrition_profile"
MOST_CARBOHYDRATE_G: Final = 300.0
YOUNGEST, OLDEST = 10, 65


class NewerTargets(Conflict):
    """Somebody has changed the targets since she opened them."""

    code = "newer_targets"


def same_targets(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two sets of targets are the same, whole numbers or not."""
    return {kind: tuple(ends) for kind, ends in one.items()} == {
        kind: tuple(ends) for kind, ends in other.items()
    }


@write
def change_profile(
    person: Person,
    *,
    mother: Person,
    changes: Mapping[str, Any],
    at: datetime,
    seen_targets: Mapping[str, Any] | None = None,
) -> NutritionProfile:
    """Change what is given in `changes`; `mother` must be one that `person` sees.

    `carbohydrate_targets`: by kind of meal (from, to) in g, set by dietitians and obstetricians only.
    `seen_targets`: those that the person had before her; None: she has not said. Raises Forbidden, Invalid, NewerTargets.
    """
    if "carbohydrate_targets" in changes:
        _check_targets(person, changes["carbohydrate_targets"])
    if changes.get("birth_year") is not None:
        _check_year(changes["birth_year"], at)
    rows = NutritionProfile.objects.for_system("the mother was seen")
    profile, _is_new = rows.select_for_update(of=("self",)).get_or_create(
        subject=mother, defaults={"changed_at": at}
    )
    if seen_targets is not None and not same_targets(profile.carbohydrate_targets, seen_targets):
        raise NewerTargets(_("Somebody has changed her targets meanwhile. Read them first."))
    for name in ("birth_year", "standard", "activity", "carbohydrate_targets"):
        if name in changes:
            setattr(profile, name, changes[name])
    profile.changed_at = at
    profile.save()
    feed.changed(mother.pk, FEED_KIND, profile.public_id)
    emit(NutritionFactsChanged(mother=mother.public_id, at=at))
    return profile


def _check_targets(person: Person, targets: Mapping[str, Any]) -> None:
    may.require_target_setter(person)
    for kind, (low, high) in targets.items():
        if kind not in MealKind.values or not 0 <= low <= high <= MOST_CARBOHYDRATE_G:
            raise Invalid.field(
                f"carbohydrate_targets.{kind[:20]}",
                _("Give from and to, in g, for a kind of meal."),
                code="out_of_range",
                limit=MOST_CARBOHYDRATE_G,
            )


def _check_year(year: int, at: datetime) -> None:
    if not YOUNGEST <= at.year - year <= OLDEST:
        raise Invalid.field(
            "birth_year",
            _("Please check the year of birth."),
            code="out_of_range",
            limit=[at.year - OLDEST, at.year - YOUNGEST],
        )
