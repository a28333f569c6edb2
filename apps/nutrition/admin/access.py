"""What a registered table allows: the site's own rule, not Django's table of permissions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from apps.nutrition.admin.site import keeps_dishes


class OfDishKeepers:
    """Everything, for whoever may add dishes. Beside a `ModelAdmin`."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether it is listed."""
        return keeps_dishes(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it is shown."""
        return keeps_dishes(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether another may be added."""
        return keeps_dishes(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it may be changed."""
        return keeps_dishes(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it may be removed."""
        return keeps_dishes(request)


class ReadByDishKeepers(OfDishKeepers):
    """Looked at, and never written here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
