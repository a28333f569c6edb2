"""The state of a stream as bytes: a mark, a version, and compressed a header in JSON with the arrays behind it."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from ml_models.ctg.analysis import METHOD_VERSION, Context
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.events import Event
from ml_models.ctg.limits import MAX_SAMPLES
from ml_models.ctg.recording import FloatArray, Source
from ml_models.ctg.stream.following import Followed
from ml_models.ctg.stream.memory import Said
from ml_models.ctg.stream.pieces import ALL
from ml_models.ctg.stream.trail import PER_BPM

if TYPE_CHECKING:
    from ml_models.ctg.stream.stream import Stream

MARK = b"KCTS"
VERSION = 4
MOST_BYTES = MAX_SAMPLES * 8 * (len(ALL) + 4)
QUICKLY = 2
"""Level of compression: a third of the time of the usual one, a few percent larger."""
HEADER = struct.Struct("<I")
FINE, MISSING = 4, 65_535
"""Rates in quarters of a bpm and TOCO in halves fit two bytes; what does not is kept whole, in eight."""


def packed(stream: Stream) -> bytes:
    """Return the state of `stream`."""
    pieces, trail, following = stream._pieces, stream._trail, stream._following
    settled = slice(0, trail.settled - trail.start)
    arrays = {name: _coded(pieces.channel(name), FINE) for name in pieces.names}
    arrays["trail.fhr_bpm"] = _coded(trail.fhr_bpm[settled], FINE)
    arrays["trail.baseline_bpm"] = _coded(trail.baseline_bpm[settled], PER_BPM)
    arrays["trail.cause"] = ("u1", 1, trail.cause[settled].tobytes())
    arrays["trail.doubt_percent"] = ("u1", 1, trail.doubt_percent[settled].tobytes())
    said = stream._memory.doubts.said
    for sensor, one in said.items():
        arrays[f"said.{sensor}"] = ("u1", 1, one.percent.tobytes())
    header = {
        "method_version": METHOD_VERSION,
        "context": asdict(stream.context),
        "twins": stream.twins,
        "closed": stream.closed,
        "source": {**asdict(stream.source), "details": dict(stream.source.details)},
        "samples": pieces.samples,
        "impossible_until": pieces.impossible_until,
        "start": trail.start,
        "settled": trail.settled,
        "told_until": stream._told_until,
        "said_from": {str(sensor): one.start for sensor, one in said.items()},
        "next_id": following.next_id,
        "settled_events": [_event(one) for one in following.settled],
        "live_events": [_event(one) for one in following.live],
        "arrays": [[name, kind, per_unit, len(data)] for name, (kind, per_unit, data) in arrays.items()],
    }
    text = json.dumps(header).encode()
    content = HEADER.pack(len(text)) + text + b"".join(data for _, _, data in arrays.values())
    return MARK + bytes([VERSION]) + zlib.compress(content, QUICKLY)


def unpacked(kind: type[Stream], data: bytes) -> Stream:
    """Return the stream that `packed` gave `data` of. Raises `FormatError`."""
    require(data[:4] == MARK, "state", "this is no saved stream")
    require(data[4:5] == bytes([VERSION]), "state", "saved by another version", limit=VERSION)
    try:
        header, arrays = _parts(_inflated(data[5:]))
        return _restored(kind, header, arrays)
    except FormatError:
        raise
    except (ValueError, KeyError, TypeError, IndexError, struct.error, zlib.error) as error:
        raise FormatError("state", "the saved stream is damaged") from error


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    content = inflater.decompress(data, MOST_BYTES)
    require(inflater.eof, "state", "the saved stream is cut off or too large")
    return content


def _parts(content: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    at = HEADER.size + HEADER.unpack_from(content)[0]
    header = json.loads(content[HEADER.size : at])
    arrays = {}
    for name, kind, per_unit, length in header["arrays"]:
        arrays[name] = _decoded(content[at : at + length], kind, per_unit)
        at += length
    require(at == len(content), "state", "the saved stream is damaged")
    return header, arrays


def _restored(kind: type[Stream], header: dict[str, Any], arrays: dict[str, np.ndarray]) -> Stream:
    context = Context(**header["context"])
    stream = kind(**asdict(context), twins=header["twins"], source=Source(**header["source"]))
    stream.closed = header["closed"]
    names = [name for name in arrays if not name.startswith(("trail.", "said."))]
    stream._pieces.restore({name: arrays[name] for name in names}, header["samples"])
    stream._pieces.impossible_until = int(header["impossible_until"])
    stream._told_until = header["told_until"]
    following = stream._following
    following.next_id = header["next_id"]
    following.settled = [_followed(one) for one in header["settled_events"]]
    following.live = [_followed(one) for one in header["live_events"]]
    trail = stream._trail
    trail.start, trail.settled = header["start"], header["settled"]
    trail.fhr_bpm, trail.baseline_bpm = arrays["trail.fhr_bpm"], arrays["trail.baseline_bpm"]
    trail.cause, trail.doubt_percent = arrays["trail.cause"], arrays["trail.doubt_percent"]
    sizes = {one.size for one in (trail.fhr_bpm, trail.baseline_bpm, trail.cause, trail.doubt_percent)}
    require(sizes == {trail.settled - trail.start}, "state", "the saved stream is damaged")
    if header["method_version"] == METHOD_VERSION:
        for sensor, start in header["said_from"].items():
            stream._memory.doubts.said[int(sensor)] = Said(int(start), arrays[f"said.{sensor}"])
    else:
        trail.unsettle(trail.start)
        following.unsettle(trail.start)
    return stream


def _coded(values: FloatArray, per_unit: int) -> tuple[str, int, bytes]:
    """Whole numbers of two bytes where that loses nothing, else the values themselves."""
    missing = np.isnan(values)
    scaled = np.rint(np.where(missing, 0, values) * per_unit)
    fits = bool(((scaled >= 0) & (scaled < MISSING)).all())
    if fits and np.array_equal(scaled / per_unit, np.where(missing, 0, values)):
        return "u2", per_unit, np.where(missing, MISSING, scaled).astype("<u2").tobytes()
    return "f8", 1, values.astype("<f8").tobytes()


def _decoded(data: bytes, kind: str, per_unit: int) -> np.ndarray:
    if kind == "u1":
        return np.frombuffer(data, np.uint8).copy()
    if kind == "f8":
        return np.frombuffer(data, "<f8").astype(np.float64)
    whole = np.frombuffer(data, "<u2")
    return np.where(whole == MISSING, np.nan, whole / per_unit)


def _event(one: Followed) -> list[Any]:
    event = one.event
    numbers = (event.start_s, event.end_s, event.peak_s, event.amplitude_bpm, event.amplitude_units)
    return [one.id, one.family, one.is_open, event.kind, *numbers]


def _followed(saved: list[Any]) -> Followed:
    number, family, is_open, kind, *numbers = saved
    return Followed(number, family, Event(kind, *numbers), is_open)
