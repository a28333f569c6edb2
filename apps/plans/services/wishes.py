"""How a mother wants her plans: told by herself, or by her care team for her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Forbidden, Invalid
from apps.foundation.transactions import write
from apps.plans.models import PlanSettings
from apps.plans.rules.dishes import listed
from apps.plans.rules.guidance import rows as facts_of
from apps.plans.services import scheduling
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.states import PregnancyState

FEED_KIND: Final = "plan_settings"
OF_TEAM: Final = frozenset({"needs_approval", "cleared"})
OWN: Final = (
    "cuisine", "diet", "dislikes", "usual", "is_thrifty", "wants_leftovers", "is_wanted", "weekday", "hour",
    "week_starts_on",
)  # fmt: skip
MOST_DISHES: Final = 200


@write
def change_settings(
    person: Person, *, mother: Person, changes: Mapping[str, Any], at: datetime
) -> PlanSettings:
    """Change what is given in `changes`; `mother` must be one that `person` sees. Raises Forbidden, Invalid."""
    if OF_TEAM & set(changes) and not person.is_clinician:
        raise Forbidden(_("Only your care team may do this."))
    for name in ("dislikes", "usual"):
        _check_dishes(name, changes.get(name, ()))
    _check_cleared(changes.get("cleared", ()))
    rows = PlanSettings.objects.for_system("the mother was seen")
    rows.get_or_create(subject=mother, defaults={"changed_at": at})
    settings: PlanSettings = (
        rows.select_for_update(of=("self",)).select_related("subject").get(subject=mother)
    )
    for name in (*OWN, *sorted(OF_TEAM)):
        if name in changes:
            setattr(settings, name, changes[name])
    settings.changed_at = at
    _schedule(settings, at)
    settings.save()
    feed.changed(mother.pk, FEED_KIND, settings.public_id)
    return settings


def _schedule(settings: PlanSettings, at: datetime) -> None:
    rows = Pregnancy.objects.for_system("the mother was seen").filter(subject_id=settings.subject_id)
    if rows.filter(state=PregnancyState.GOING).exists():
        scheduling.plan_next(settings, at=at)
    else:
        settings.next_due_at = None


def _check_dishes(field: str, words: Any) -> None:
    known = {word for dish in listed() for word in (dish.code, dish.family)}
    if len(words) > MOST_DISHES:
        raise Invalid.field(field, _("There are too many."), code="max_length", limit=MOST_DISHES)
    for place, word in enumerate(words):
        if word not in known:
            raise Invalid.field(f"{field}[{place}]", _("There is no such dish."), code="invalid_choice")


def _check_cleared(ids: Any) -> None:
    known = {row["id"] for row in facts_of("contraindications")}
    for place, one in enumerate(ids):
        if one not in known:
            raise Invalid.field(f"cleared[{place}]", _("There is no such rule."), code="invalid_choice")
