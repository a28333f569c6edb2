"""Tables of plans, by subject."""

from apps.plans.models.marks import Mark, MarkKind, PlanLock, PlanMark
from apps.plans.models.plans import Plan, PlanContent, PlanJob
from apps.plans.models.settings import PlanSettings

__all__ = ["Mark", "MarkKind", "Plan", "PlanContent", "PlanJob", "PlanLock", "PlanMark", "PlanSettings"]
