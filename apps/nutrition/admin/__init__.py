"""The administration of what is recognised: dishes that dietitians and administrators add by photos.

Django's admin with nothing else in it: no person, no mother, no setting is registered here, and its own pages for signing
in and for passwords lead to the house's. Every write goes through `services.dishes`.
"""

from apps.nutrition.admin import dishes  # noqa: F401 - its tables register themselves
from apps.nutrition.admin.site import site

__all__ = ["site"]
