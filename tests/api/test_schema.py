"""The description in the repository is what the code says, whole and without warnings."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

KEPT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.yaml"


def test_the_kept_description_is_the_one_of_the_code(tmp_path):
    fresh = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh))
    assert fresh.read_text() == KEPT.read_text(), "run `make schema` and review the difference"


def test_no_integer_key_of_the_database_is_told(schema):
    for name, component in schema["components"]["schemas"].items():
        if name == "SignInSession":  # the sign-in library numbers the sessions of one person among themselves
            continue
        for field, about in component.get("properties", {}).items():
            if field == "id" or field.endswith("_id"):
                assert "integer" not in str(about.get("type", "")), f"{name}.{field}"


def test_every_field_that_a_client_sends_is_bounded(schema):
    """A text without a longest length, or a list without a most, would be the client's choice of our
    memory.
    """
    unbounded = []
    for name, component in schema["components"]["schemas"].items():
        if not name.endswith("InRequest"):
            continue
        for field, about in component.get("properties", {}).items():
            kind = str(about.get("type", ""))
            has_bound = {"maxLength", "format", "enum", "$ref", "const"} & set(about)
            if ("string" in kind and not has_bound) or ("array" in kind and "maxItems" not in about):
                unbounded.append(f"{name}.{field}")
    assert unbounded == []
