"""The food table, loaded once for a file of tests: it is public, and no test changes it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def food_table(django_db_setup, django_db_blocker):
    """The whole packed table in the database, outside the tests' transactions."""
    from apps.nutrition.services.food_table import load_food_table

    with django_db_blocker.unblock():
        load_food_table()
