"""Every write of this app."""

from apps.expectations.services.expecting import expect, meet, take_back, withdraw

__all__ = ["expect", "meet", "take_back", "withdraw"]
