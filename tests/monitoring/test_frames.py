"""The bytes of frames: what was written is read, and nothing else is."""

import random
import struct
import zlib

import numpy as np
import pytest

from apps.monitoring import clocks, frames, plain
from apps.monitoring.frames import Flag
from apps.recordings import chunks
from apps.recordings.channels import LIMITS, Channel, in_mask, type_of
from apps.recordings.codec import Damaged
from ml_models.ctg.errors import FormatError
from tests.monitoring import made


def test_a_message_of_two_frames_reads_as_it_was_written():
    chunk = made.chunk(7)
    first = frames.write(
        7, phone_ms=1_793_000_000_123, chunk=chunk, flags=Flag.BLUETOOTH | Flag.KEPT, battery=81
    )
    second = frames.write(8, phone_ms=1_793_000_001_123, device_ms=5, flags=Flag.SLEPT)
    one, two = frames.read(first + second)
    assert (one.number, one.kind, one.flags, one.battery) == (7, 1, Flag.BLUETOOTH | Flag.KEPT, 81)
    assert (one.phone_ms, one.device_ms) == (1_793_000_000_123, -1)
    assert (one.first_sample, one.sample_count, one.data) == (28, 4, first)
    assert one.chunk.samples[Channel.FHR1].tolist() == [508, 509, 510, 511]
    assert one.crc32 == struct.unpack("<I", chunk[-4:])[0]
    assert (two.number, two.kind, two.device_ms, two.battery) == (8, 2, 5, 255)
    assert (two.first_sample, two.sample_count, two.chunk) == (None, 0, None)


def test_the_example_of_the_reference_in_bytes():
    data = frames.write(3, phone_ms=1_793_000_000_000, device_ms=-1, battery=90, flags=14)
    assert data.hex(" ") == (
        "4b 46 01 02 22 00 0e 00 03 00 00 00 00 ca 20 77 a1 01 00 00 ff ff ff ff ff ff ff ff 5a 00 "
        + zlib.crc32(data[:-4]).to_bytes(4, "little").hex(" ")
    )


def test_sent_again_is_the_same_frame():
    assert frames.read(made.frame(1))[0].crc32 == frames.read(made.frame(1, flags=Flag.KEPT))[0].crc32
    first, again = (
        frames.write(2, phone_ms=9, flags=flags) for flags in (Flag.CONTACT, Flag.CONTACT | Flag.KEPT)
    )
    assert frames.read(first)[0].crc32 == frames.read(again)[0].crc32
    assert frames.read(first)[0].crc32 != frames.read(frames.write(2, phone_ms=9, flags=0))[0].crc32


def altered(data: bytes, offset: int, new: bytes) -> bytes:
    changed = data[:offset] + new + data[offset + len(new) :]
    return changed[:-4] + zlib.crc32(changed[:-4]).to_bytes(4, "little")


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("frame", b""),
        ("frame", made.frame(0)[:20]),
        ("frame", made.frame(0) + made.frame(1)[:20]),
        ("frame.length", made.frame(0)[:-1]),
        ("frame.length", altered(made.frame(0), 4, (12).to_bytes(2, "little"))),
        ("frame.magic", b"KX" + made.frame(0)[2:]),
        ("frame.version", altered(made.frame(0), 2, b"\2")),
        ("frame.crc32", made.frame(0)[:-1] + bytes([made.frame(0)[-1] ^ 1])),
        ("frame.kind", altered(made.frame(0), 3, b"\3")),
        ("frame.length", altered(made.frame(0), 3, b"\2")),
        ("frame.flags", altered(made.frame(0), 6, b"\x80\0")),
        ("frame.number", altered(made.frame(0), 8, b"\0\xa3\x02\0")),
        ("frame.phone_time", made.frame(0, phone_ms=-1)),
        ("frame.phone_time", made.frame(0, phone_ms=frames.LATEST_MS)),
        ("frame.device_clock", made.frame(0, device_ms=-2)),
        ("frame.battery", made.frame(0, battery=101)),
        ("frame.reserved", altered(made.frame(0), 29, b"\1")),
        ("chunk.magic", altered(made.frame(0), 30, b"XX")),
        (
            "chunk.samples",
            frames.write(0, phone_ms=0, chunk=chunks.write(made.samples(0, 241), first_sample=0)),
        ),
        ("chunk", frames.write(0, phone_ms=0, chunk=made.chunk(0)[:10])),
    ],
)
def test_what_is_no_frame_is_refused_by_name(field, data):
    with pytest.raises(FormatError) as refused:
        frames.read(data)
    assert refused.value.field == field


def test_too_long_and_too_many_are_told_apart_from_damage():
    with pytest.raises(frames.TooLong):
        frames.read(frames.write(0, phone_ms=0, chunk=bytes(frames.MOST_BYTES)))
    sixty = b"".join(made.frame(number) for number in range(60))
    assert len(frames.read(sixty)) == 60
    with pytest.raises(frames.TooLong):
        frames.read(sixty + made.frame(60))


def test_no_bytes_raise_anything_but_a_format_error():
    chance = random.Random(16)
    whole = made.frame(5) + frames.write(6, phone_ms=1)
    refused = 0
    for _ in range(3_000):
        data = bytearray(whole[: chance.randrange(len(whole) + 1)] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(4)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        if len(data) > 100 and chance.random() < 0.5:
            data[:] = altered(bytes(data[: len(made.frame(5))]), 0, b"") or data
        try:
            assert all(0 <= frame.number <= frames.MOST_NUMBER for frame in frames.read(bytes(data)))
        except FormatError:
            refused += 1
    assert refused > 1_000


def test_an_answer_reads_as_it_was_written():
    assert frames.read_ack(frames.write_ack(None, [])) == (None, [])
    assert frames.read_ack(frames.write_ack(4, [(6, 9), (12, 12)])) == (4, [(6, 9), (12, 12)])
    assert frames.write_ack(4, [(6, 9)]).hex(" ") == "4b 41 01 81 04 00 00 00 01 06 00 00 00 09 00 00 00"
    many = [(number, number) for number in range(0, 100, 2)]
    assert frames.read_ack(frames.write_ack(None, many))[1] == many[:32]
    for broken in (b"", b"KA", frames.write_ack(4, [(6, 9)])[:-1], b"KX" + frames.write_ack(4, [])[2:]):
        with pytest.raises(FormatError):
            frames.read_ack(broken)


def test_what_is_kept_of_frames_comes_back():
    rows = clocks.rows_of(
        [
            (1_793_000_000_000 + 1_000 * n, -1, 1_793_000_000_050 + 999 * n, 4 * n, 4, 14, 90 - n)
            for n in range(60)
        ]
        + [(1, 2, 3, 0, 0, 127, 255)]
    )
    packed = clocks.pack(rows)
    assert np.array_equal(clocks.unpack(packed, 61), rows)
    assert len(packed) < 500
    with pytest.raises(Damaged):
        clocks.unpack(packed, 60)
    assert clocks.unpack_crcs(clocks.pack_crcs([0, 2**32 - 1])) == [0, 2**32 - 1]


def test_the_quick_look_at_a_chunk_lets_through_what_the_whole_one_does_and_no_more():
    chance = np.random.default_rng(16)
    agreed = 0
    for _ in range(600):
        mask = int(chance.integers(1, 64))
        count = int(chance.integers(1, 9))
        samples = {
            channel: chance.integers(*LIMITS[channel], size=count, endpoint=True).astype(type_of(channel))
            for channel in in_mask(mask)
        }
        data = bytearray(chunks.write(samples, first_sample=int(chance.integers(0, 345_600))))
        if chance.random() < 0.7:
            data[chance.integers(0, len(data))] = chance.integers(0, 256)
            data[-4:] = zlib.crc32(bytes(data[:-4])).to_bytes(4, "little")
        quick = plain.checked(bytes(data), 240)
        try:
            whole = chunks.read(bytes(data))
        except FormatError:
            assert quick is None
            continue
        if whole.source_hz == 4.0 and data[3] == 0:
            assert quick == (whole.sample_start, whole.sample_count, whole.crc32)
            agreed += 1
    assert agreed > 200
