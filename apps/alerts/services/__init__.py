"""Every write of this app."""

from apps.alerts.services.evaluating import evaluate

__all__ = ["evaluate"]
