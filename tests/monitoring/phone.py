"""A phone that sends, and a clinician's screen that watches: over a real socket."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

import numpy as np

from apps.monitoring import frames
from tests.foundation.socket_client import PATIENCE_S, Client

RECORD = struct.Struct("<HIHBBq")
TYPES = {1: "<u2", 2: "<u2", 4: "<u2", 8: "<i2", 16: "u1", 32: "u1"}


class Phone(Client):
    """`async with Phone(address, recording, ticket) as phone:`"""

    def __init__(self, address: str, recording: Any, ticket: str | None) -> None:
        public_id = getattr(recording, "public_id", recording)
        super().__init__(address, ticket, path=f"/ws/v1/recordings/{public_id}/stream")

    async def put(self, *parts: bytes) -> None:
        """Send frames as one message."""
        await self.connection.send(b"".join(parts))

    async def acknowledged(self) -> tuple[int | None, list[tuple[int, int]]]:
        """Return the next answer; texts are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.connection.recv()
                if isinstance(message, bytes):
                    return frames.read_ack(message)

    async def acknowledged_through(self, number: int) -> None:
        """Wait until everything up to a number is stored."""
        while (await self.acknowledged())[0] != number:
            pass


class Screen(Client):
    """`async with Screen(address, ticket) as screen:` keeps samples by bed, and the newest state of each."""

    def __init__(self, address: str, ticket: str) -> None:
        super().__init__(address, ticket, path="/ws/v1/live")
        self.samples: dict[int, dict[int, int]] = {}
        self.flags: list[tuple[int, int, int, int]] = []
        self.texts: list[dict[str, Any]] = []

    async def step(self) -> None:
        """Take the next message in."""
        message = await self.connection.recv()
        if isinstance(message, str):
            self.texts.append(json.loads(message))
            return
        at = 0
        while at < len(message):
            handle, first, count, mask, flags, received_ms = RECORD.unpack_from(message, at)
            at += RECORD.size
            self.flags.append((handle, first, flags, received_ms))
            for bit, kind in TYPES.items():
                if mask & bit:
                    values = np.frombuffer(message, kind, count, at)
                    at += values.nbytes
                    if bit == 1:
                        bed = self.samples.setdefault(handle, {})
                        bed.update(zip(range(first, first + count), values.tolist(), strict=True))

    async def until(self, holds: Any) -> None:
        """Take messages in until something holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await self.step()

    def last(self, kind: str, **about: Any) -> dict[str, Any] | None:
        """Return the newest text of a type whose members are these."""
        for text in reversed(self.texts):
            if text["type"] == kind and about.items() <= text.items():
                return text
        return None

    async def watch(self, *recordings: Any, **how: Any) -> list[dict[str, Any]]:
        """Watch recordings; returns the answer's beds."""
        asked = len([text for text in self.texts if text["type"] == "watching"])
        await self.send(type="watch", recordings=[one.public_id for one in recordings], **how)
        await self.until(lambda: len([t for t in self.texts if t["type"] == "watching"]) > asked)
        return list(self.last("watching")["beds"])  # type: ignore[index]
