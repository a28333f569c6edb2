"""The description of the socket is what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "asyncapi.py"


def script() -> Any:
    spec = importlib.util.spec_from_file_location("asyncapi_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_kept_description_is_the_one_of_the_code():
    module = script()
    assert module.TARGET.read_text(encoding="utf-8") == module.described(), "run make schema"


def test_every_frame_has_a_sentence_and_every_member_a_type():
    import yaml

    document = yaml.safe_load(script().described())
    for name, message in document["components"]["messages"].items():
        assert message["summary"], name
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("properties") is not None or "enum" in schema or "anyOf" in schema, name
