"""What others wrote is the version that we looked at, byte for byte, with its licence beside it."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).resolve().parents[2] / "apps" / "ui" / "static" / "ui" / "vendor"
PACKAGES = json.loads((VENDOR / "vendor.json").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_each_file_has_the_checksum_that_was_reviewed(name):
    package = PACKAGES[name]
    found = {path: hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() for path in package["files"]}
    assert found == package["files"]
    assert [key for key in ("version", "licence", "why") if not package[key]] == []
    assert any(path.endswith("LICENSE") for path in package["files"])


def test_nothing_lies_in_the_folder_that_is_not_listed():
    on_disk = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert on_disk - {"vendor.json"} == {path for package in PACKAGES.values() for path in package["files"]}


def test_htmx_says_the_version_of_its_folder():
    source = (VENDOR / "htmx-2.0.11" / "htmx.min.js").read_text("utf-8")
    assert PACKAGES["htmx"]["version"] == "2.0.11"
    assert 'version:"2.0.11"' in source
