"""The food table, loaded once for a file of tests."""

from tests.nutrition.conftest import food_table

__all__ = ["food_table"]
