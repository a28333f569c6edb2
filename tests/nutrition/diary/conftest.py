"""The home of a mother who keeps a diary."""

import pytest

from tests.nutrition.diary.making import Home


@pytest.fixture
def home(db: None) -> Home:
    return Home()
