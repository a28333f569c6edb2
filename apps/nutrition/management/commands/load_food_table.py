"""`manage.py load_food_table`: bring the packed food table into the database. `manage.py up` does it itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.nutrition.models import Food
from apps.nutrition.services.food_table import load_food_table


class Command(BaseCommand):
    """Load the table unless the database has it."""

    help = "Load the food table unless it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many foods there are."""
        is_new = load_food_table()
        count = Food.objects.filter(is_current=True).count()
        self.stdout.write(f"Food table: {count:,} foods {'loaded' if is_new else 'there already'}")
