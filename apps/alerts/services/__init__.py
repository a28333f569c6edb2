"""Every write of this app."""

from apps.alerts.services.evaluating import evaluate
from apps.alerts.services.withdrawing import withdraw_evidence

__all__ = ["evaluate", "withdraw_evidence"]
