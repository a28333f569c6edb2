"""What could stand in the place of a dish, out of what a plan keeps."""

from __future__ import annotations

from apps.plans import printed
from apps.plans.models import PlanContent
from apps.plans.rules import alternatives, targets
from apps.plans.rules.alternatives import Offer
from apps.plans.selectors import larder as stored


def offers(content: PlanContent, *, day: int, when: str, food_code: str) -> list[Offer]:
    """Return up to six dishes for the place of one. Raises NotThere."""
    larder = stored.larder()
    profile = printed.profile_of({**content.inputs, "locks": []}, larder)
    wanted = targets.of(profile, frozenset(larder.columns))
    allowed = larder.allowed(profile)
    return alternatives.offers(
        content.result, profile, wanted, allowed, day=day, when=when, food_code=food_code
    )
