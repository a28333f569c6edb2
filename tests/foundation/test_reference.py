"""The reference pages say what the code says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import yaml

from apps.foundation.sockets import closing, frames
from apps.foundation.sockets.consumer import PersonConsumer
from apps.foundation.sockets.tickets import LONGEST_TICKET
from apps.foundation.sockets.updates import UpdatesConsumer
from tests.foundation.error_codes import IN_THE_LIBRARY, field_codes, problem_codes

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_every_code_of_an_error_is_explained():
    page = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    answers, _, fields = page.partition("## Codes of a field")
    explained = set(re.findall(r"^\| `([a-z_]+)` \| \d{3} \|", answers, re.M))
    assert problem_codes() - explained == set()
    assert explained - problem_codes() - IN_THE_LIBRARY == {
        "not_authenticated",
        "method_not_allowed",
        "not_acceptable",
        "gone",
        "unsupported_media_type",
    }
    assert field_codes() - set(re.findall(r"`([a-z_]+)`", fields)) == set()


def asyncapi() -> dict[str, Any]:
    return dict(yaml.safe_load((REFERENCE / "asyncapi.yaml").read_text(encoding="utf-8")))


def test_the_description_of_sockets_names_every_frame_and_its_members():
    described = {
        name: (
            set(message["payload"]["properties"]) - {"type"},
            set(message["payload"]["required"]) - {"type"},
        )
        for name, message in asyncapi()["components"]["messages"].items()
        if not name.startswith("call")  # tests/consultations/calls/test_reference.py
    }
    known = [
        frames.Hello,
        *UpdatesConsumer.frames,
        frames.Welcome,
        frames.Head,
        frames.Gone,
        frames.Heartbeat,
    ]
    assert set(described) == {cls.__struct_config__.tag for cls in known}
    for cls in known:
        members, required = described[cls.__struct_config__.tag]
        assert members == set(cls.__struct_fields__)
        if issubclass(cls, frames.FrameIn):
            optional = (
                set(cls.__struct_fields__[-len(cls.__struct_defaults__) :])
                if cls.__struct_defaults__
                else set()
            )
            assert required == members - optional


def test_the_description_of_sockets_names_every_closing_and_every_limit(settings):
    text = (REFERENCE / "asyncapi.yaml").read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"^ +\| (4\d{3}) \|", text, re.M)} == {
        int(code) for code in closing.Code
    }
    assert f"at most {PersonConsumer.largest_frame_bytes:,} bytes" in text
    assert f"maxLength: {LONGEST_TICKET}" in text
    assert f"({settings.SOCKET_HEARTBEAT_SECONDS:.0f} seconds)" in text
    assert f"valid for {settings.SOCKET_TICKET_SECONDS} seconds" in text
    assert f"within {settings.SOCKET_HELLO_SECONDS} seconds" in text
    assert f"subscriptions ({settings.SOCKET_SUBSCRIPTIONS})" in text
    assert get_args(frames.Sequence)[1].le == 9_223_372_036_854_775_807
