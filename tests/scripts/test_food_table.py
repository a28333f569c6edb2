"""The packed food table is what the script builds from the sources, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.nutrition.table import packed

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "data/food_composition").exists(), reason="the sources are not here")
def test_the_same_sources_give_the_committed_table():
    from scripts.food_table.__main__ import build

    built = build(SHARED)
    assert set(built) == set(packed.FILES)
    for name, data in built.items():
        assert data == b"".join(packed.chunks(name)), f"{name}: build it again and commit it"
