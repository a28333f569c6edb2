"""The home of the diary; no dish of another test in the worker's hands; each drawn photo rewritten once."""

from functools import cache

import pytest

from apps.foundation.files import sandbox
from apps.nutrition.services import added
from tests.nutrition.diary.making import Home

_rewritten = cache(sandbox.rewrite)
"""A child for each photo, as always; only the same photo is not sent to another one."""


@pytest.fixture
def home(db: None) -> Home:
    return Home()


@pytest.fixture(autouse=True)
def _each_photo_once(monkeypatch):
    monkeypatch.setattr(sandbox, "rewrite", _rewritten)


@pytest.fixture(autouse=True)
def _nothing_held():
    added._held.clear()
    yield
    added._held.clear()
