"""Tables of plans, by subject."""

from apps.plans.models.marks import Mark, MarkKind, PlanLock, PlanMark
from apps.plans.models.plans import Plan, PlanContent, PlanJob
from apps.plans.models.settings import PlanSettings
from apps.plans.models.vetoes import OfferVeto, VetoCategory

__all__ = [
    "Mark",
    "MarkKind",
    "OfferVeto",
    "Plan",
    "PlanContent",
    "PlanJob",
    "PlanLock",
    "PlanMark",
    "PlanSettings",
    "VetoCategory",
]
