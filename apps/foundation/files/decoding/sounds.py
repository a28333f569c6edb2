"""Voice notes: one voice, AAC in M4A (what Safari and Chrome both play), and the line that is drawn for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from apps.foundation.files.decoding.faststart import moov_first
from apps.foundation.files.kinds import Format
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.wire import Facts, Rewritten, Variant

RATE_HZ: Final = 48_000
FRAME_SAMPLES: Final = 1_024
BITS_PER_SECOND: Final = 64_000
PEAKS: Final = 120
SLACK_S: Final = 1
"""Encoders fill up their last frame, and a phone stops its own clock a little late."""
SHORTEST_SAMPLES: Final = RATE_HZ // 20
CODECS: Final = frozenset({"aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "libvorbis"})
WITHOUT_NOTES: Final = {"fflags": "+bitexact", "movflags": "+disable_chpl"}


def rewrite(content: bytes, known: Format, limits: Limits) -> Rewritten:
    """Return the sound written anew, how long it is, and its peaks. Raises Refused."""
    samples = decoded(content, known, limits)
    if samples.size < SHORTEST_SAMPLES:
        raise Refused(Reason.NO_SOUND)
    facts = Facts(duration_ms=round(samples.size * 1_000 / RATE_HZ), peaks=peaks(samples))
    return Rewritten(facts, [Variant("full", "audio/mp4", moov_first(encoded(samples)))])


def decoded(content: bytes, known: Format, limits: Limits) -> Any:
    """Return one channel of float samples at 48 kHz, shape (n,). Raises Refused."""
    import av

    most = (limits.sound_s + SLACK_S) * RATE_HZ
    parts, count = [], 0
    # One demuxer by name: none of those that would follow an address written in the file is ever tried.
    with av.open(io.BytesIO(content), format=known.decoder, metadata_errors="ignore") as container:
        stream = _voice(container)
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE_HZ)
        for frame in _frames(container, stream):
            for piece in resampler.resample(frame):
                part = piece.to_ndarray()[0]
                parts.append(part)
                count += part.size
                if count > most:
                    raise Refused(Reason.TOO_LONG, limit=limits.sound_s)
        parts += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    return np.clip(np.nan_to_num(np.concatenate(parts)), -1.0, 1.0) if parts else np.zeros(0, "f4")


def _voice(container: Any) -> Any:
    """The one stream of sound. A picture beside it may be a cover; a film is no voice note."""
    import av.stream

    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            raise Refused(Reason.UNSUPPORTED, detail="a film")
    if not container.streams.audio:
        raise Refused(Reason.NO_SOUND)
    stream = container.streams.audio[0]
    name = stream.codec_context.name
    if name not in CODECS and not name.startswith("pcm_"):
        raise Refused(Reason.UNSUPPORTED, detail=name)
    stream.codec_context.thread_count = 1
    return stream


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    for packet in container.demux(stream):
        yield from packet.decode()


def encoded(samples: Any) -> bytes:
    """Return float samples at 48 kHz, shape (n,), as AAC in an MP4 container."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="ipod", options=WITHOUT_NOTES) as container:
        stream = container.add_stream("aac", rate=RATE_HZ, layout="mono", bit_rate=BITS_PER_SECOND)
        for start in range(0, samples.size, FRAME_SAMPLES):
            part = np.ascontiguousarray(samples[None, start : start + FRAME_SAMPLES], dtype="f4")
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def peaks(samples: Any) -> list[int]:
    """Return the loudest of each of up to 120 equal stretches, 0 (silence) to 100 (as loud as can be)."""
    edges = np.linspace(0, samples.size, min(PEAKS, samples.size) + 1).astype(int)
    loudest = np.maximum.reduceat(np.abs(samples), edges[:-1])
    return [int(value) for value in np.rint(loudest * 100)]
