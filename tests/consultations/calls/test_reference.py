"""The description of the socket says of calls what the code says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from apps.consultations.calls import frames
from apps.consultations.calls.seen import CallSeen, End
from apps.consultations.calls.states import CallState, EndReason
from apps.consultations.sockets.calls import MOST_SIGNALS
from apps.foundation.sockets.frames import FrameIn

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "asyncapi.yaml"
OUT = (frames.CallChanged, frames.CallRefused, frames.CallSignal)


def described() -> dict[str, Any]:
    return dict(yaml.safe_load(PAGE.read_text("utf-8")))


def test_every_frame_of_calls_is_described_with_its_members():
    messages = {
        name: message["payload"]
        for name, message in described()["components"]["messages"].items()
        if name.startswith("call")
    }
    known = {cls.__struct_config__.tag: cls for cls in (*frames.CALL_FRAMES, *OUT)}
    assert set(messages) == set(known)
    for name, cls in known.items():
        assert set(messages[name]["properties"]) == {"type", *cls.__struct_fields__}
        without_default = cls.__struct_fields__[: len(cls.__struct_fields__) - len(cls.__struct_defaults__)]
        needed = without_default if issubclass(cls, FrameIn) else cls.__struct_fields__
        assert set(messages[name]["required"]) == {"type", *needed}
        assert messages[name].get("additionalProperties", True) is not issubclass(cls, FrameIn)


def test_a_call_is_described_with_its_states_reasons_and_limits():
    page = described()
    call, end = page["components"]["schemas"]["Call"], page["components"]["schemas"]["CallEnd"]
    assert list(call["properties"]) == [field.name for field in fields(CallSeen)]
    assert list(end["properties"]) == [field.name for field in fields(End)]
    assert call["properties"]["state"]["enum"] == list(CallState)
    assert call["properties"]["reason"]["enum"] == list(EndReason)
    text = page["channels"]["calls"]["description"]
    assert f"{frames.LONGEST_SDP // 1024} KiB for a description" in text
    assert f"{MOST_SIGNALS:,} signals" in text
    assert page["components"]["messages"]["calldescription"]["payload"]["properties"]["sdp"]["maxLength"] == (
        frames.LONGEST_SDP
    )
