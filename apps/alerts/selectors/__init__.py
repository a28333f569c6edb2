"""Every read of this app, narrowed to what a person may see."""

from apps.alerts.selectors.duty import is_anybody_on_duty, on_duty, on_duty_in

__all__ = ["is_anybody_on_duty", "on_duty", "on_duty_in"]
