"""Benches of the recogniser say so where the photos are not at hand."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["food", "plates", "added_dishes"])
def test_without_photos_nothing_is_claimed(tmp_path, name):
    report = import_module(f"bench.{name}").run(tmp_path / "nothing")
    assert (report.tables, report.ok) == ({}, None)
    assert report.remarks[-1].startswith("skipped: there are no photos in")
