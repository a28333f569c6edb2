"""The food table, loaded once for a file of tests, and the home of a mother who has plans."""

import pytest

from tests.nutrition.conftest import food_table
from tests.plans.making import Home

__all__ = ["food_table", "home"]


@pytest.fixture
def home(db: None) -> Home:
    return Home()
