"""The child process is bounded, knows no secret, and whatever it does the parent says clearly what became of the file."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from apps.foundation.files import checks, kinds, sandbox, wire
from apps.foundation.files.decoding import child, walls
from apps.foundation.files.kinds import recognise
from apps.foundation.files.limits import MEGABYTE, Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.sandbox import ChildFailed
from tests.foundation.files import made

SMALL = made.photo("JPEG", made=made.picture(40, 30))
WHOLE = {
    "jpeg": SMALL,
    "png": made.png(made.picture(40, 30)),
    "webp": made.photo("WEBP", made=made.picture(40, 30)),
    "heic": made.photo("HEIF", made=made.picture(64, 64)),
    "pdf": made.document(pages=1, photo_inside=SMALL),
    "m4a": made.sound("audio/mp4", 0.3),
    "mp3": made.sound("audio/mpeg", 0.3),
    "ogg": made.sound("audio/ogg", 0.3),
    "webm": made.sound("audio/webm", 0.3),
    "wav": made.sound("audio/wav", 0.3),
}


def outcome(content: bytes, limits: Limits | None = None) -> Reason | None:
    """Why the child refuses; None: it does not."""
    try:
        sandbox.rewrite(content, recognise(content), limits or Limits())
    except Refused as refused:
        return refused.reason
    return None


def test_a_picture_that_needs_more_memory_than_there_is_is_too_costly():
    bomb = made.png_bomb(7_900, 7_900)
    assert len(bomb) < 20_000
    assert outcome(bomb, Limits(memory_bytes=420 * MEGABYTE)) is Reason.TOO_COSTLY


def test_a_picture_that_takes_too_long_is_too_costly():
    assert outcome(made.png_bomb(7_900, 7_900), Limits(cpu_s=1)) is Reason.TOO_COSTLY
    assert outcome(made.png_bomb(7_900, 7_900), Limits(wall_s=1)) is Reason.TOO_COSTLY


def zeros(megabytes: int) -> bytes:
    """So many megabytes of nothing, packed a thousand times smaller."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(b"\0" * MEGABYTE) for _ in range(megabytes)), packer.flush()])


def test_a_document_whose_objects_unpack_to_a_gigabyte_ends_at_the_bounds():
    """One megabyte, in a stream that has to be unpacked before the first page is known."""
    packed = zeros(1_024)
    body = b"%%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        packed
    )
    body += packed + b"\nendstream\nendobj\n"
    at = len(body)
    rows = b"\0\0\0\0\0\0" + b"\1\0\0\0\x09\0" + b"\2\0\0\0\1\0"
    body += b"3 0 obj\n<</Type/XRef/Size 3/W[1 4 1]/Root 2 0 R/Length %d>>\nstream\n" % len(rows)
    body += rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
    assert len(body) < 2 * MEGABYTE
    bounds = Limits(cpu_s=10, wall_s=20, memory_bytes=700 * MEGABYTE)
    assert outcome(body, bounds) in (Reason.TOO_COSTLY, Reason.UNREADABLE)


def test_a_page_that_draws_a_gigantic_picture_ends_at_the_bounds():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(zeros(300), filter=pikepdf.Name.FlateDecode)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = 10_000, 10_000, 8
    stream.ColorSpace = pikepdf.Name.DeviceRGB
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=stream))
    pdf.pages[0].Contents = pdf.make_stream(b"q 400 0 0 300 50 300 cm /Photo Do Q")
    content = BytesIO()
    pdf.save(content)
    bounds = Limits(cpu_s=10, wall_s=20, memory_bytes=500 * MEGABYTE)
    assert outcome(content.getvalue(), bounds) in (None, Reason.TOO_COSTLY, Reason.UNREADABLE)


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_cut_off_ends_in_a_clear_state(name):
    content = WHOLE[name]
    assert outcome(content) is None
    for part in (3, 2):
        cut = content[: len(content) * (part - 1) // part]
        try:
            checks.look(cut, Limits())
            found = outcome(cut)
        except Refused as refused:
            found = refused.reason
        may_be_kept = name in ("mp3", "ogg", "webm", "wav", "pdf")  # what arrived can be heard, or repaired
        assert found in ((None, Reason.UNREADABLE) if may_be_kept else (Reason.UNREADABLE,))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("kill -SEGV $$", Reason.UNREADABLE),
        ("kill -ABRT $$", Reason.UNREADABLE),
        ("kill -XCPU $$", Reason.TOO_COSTLY),
        ("echo not json", Reason.UNREADABLE),
        ("exec sleep 60", Reason.TOO_COSTLY),
        ("exec cat /dev/zero", Reason.TOO_COSTLY),
        ("""echo '{"facts": {}, "variants": []}'""", Reason.UNREADABLE),
        ("""echo '{"facts": {"peaks": 1}, "variants": [{"name": "full"}]}'""", Reason.UNREADABLE),
    ],
)
def test_a_decoder_that_breaks_hangs_or_babbles_refuses_the_file(monkeypatch, command, reason):
    monkeypatch.setattr(sandbox, "COMMAND", ("/bin/sh", "-c", command))
    assert outcome(SMALL, Limits(wall_s=2)) is reason


@pytest.mark.parametrize("command", ["kill -KILL $$", "kill -TERM $$", "exit 3"])
def test_a_child_that_was_killed_from_outside_says_nothing_about_the_file(monkeypatch, command):
    monkeypatch.setattr(sandbox, "COMMAND", ("/bin/sh", "-c", command))
    with pytest.raises(ChildFailed):
        sandbox.rewrite(SMALL, kinds.JPEG, Limits())


def test_a_library_that_is_missing_is_our_fault_not_the_files(monkeypatch):
    monkeypatch.setattr(
        sandbox, "COMMAND", (sys.executable, "-S", "-m", "apps.foundation.files.decoding.child")
    )
    with pytest.raises(ChildFailed):
        sandbox.rewrite(SMALL, kinds.JPEG, Limits())


TRIES = """
import json, os, socket, sys
from apps.foundation.files.decoding import walls
from apps.foundation.files.limits import Limits
sys.stdin.buffer.read()
walls.bound(Limits())
done = []
def attempt(name, action):
    try:
        action()
    except OSError:
        return
    done.append(name)
attempt("write", lambda: open(%(file)r, "wb").write(b"x" * 10_000))
attempt("read", lambda: open(%(secret)r).read())
attempt("environment", lambda: open(f"/proc/{os.getppid()}/environ", "rb").read())
attempt("list", lambda: os.listdir("/"))
attempt("connect", lambda: socket.create_connection(("127.0.0.1", %(port)d), timeout=2))
attempt("signal", lambda: os.kill(os.getppid(), 0))
print(json.dumps({"refused": "unreadable", "limit": 0, "detail": " ".join(done) + "|" + " ".join(os.environ)}))
"""


def tried(monkeypatch, tmp_path) -> tuple[set[str], set[str]]:
    """What a child that was taken over gets done, and which names its environment has."""
    (tmp_path / "secret").write_text("a secret")
    monkeypatch.setenv("KAISHI_SECRET_KEY", "x" * 60)
    with socket.create_server(("127.0.0.1", 0)) as server:
        names = {"file": str(tmp_path / "written"), "secret": str(tmp_path / "secret")}
        code = TRIES % {**names, "port": server.getsockname()[1]}
        monkeypatch.setattr(sandbox, "COMMAND", (sys.executable, "-c", code))
        with pytest.raises(Refused) as caught:
            sandbox.rewrite(SMALL, kinds.JPEG, Limits())
    done, _, environment = caught.value.detail.partition("|")
    return set(done.split()), set(environment.split())


def test_a_child_that_was_taken_over_has_no_secret_and_writes_no_file(monkeypatch, tmp_path):
    done, environment = tried(monkeypatch, tmp_path)
    assert "write" not in done
    assert environment <= {*sandbox.ENVIRONMENT, "LC_CTYPE", "PWD", "SHLVL", "_"}


def test_a_child_that_was_taken_over_reaches_no_file_no_network_and_no_process(monkeypatch, tmp_path):
    if walls.landlock_version(ctypes.CDLL(None)) < walls.SCOPES_SINCE:
        pytest.skip("this machine's kernel has no such walls")
    assert tried(monkeypatch, tmp_path)[0] == set()


def test_the_child_does_not_load_the_frame():
    """It starts in a moment and knows no settings: nothing in its modules imports Django."""
    names = "child, pictures, documents, sounds"
    code = f"import sys; from apps.foundation.files.decoding import {names}; print('django' in sys.modules)"
    ran = os.popen(f'cd {Path(child.__file__).parents[4]} && {sys.executable} -c "{code}"').read()
    assert ran.strip() == "False"


FUZZED = examples(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def always_clear(content: bytes) -> None:
    """The web's look and the child's work end in one of two ways: taken, or refused with a reason."""
    try:
        seen = checks.look(content, Limits())
        result = sandbox.rewrite(content, seen.format, Limits(cpu_s=10, wall_s=20))
    except Refused:
        return
    assert result.variants[0].name == "full"
    assert len(result.variants[0].content) > 0


@examples(max_examples=400, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([*WHOLE.values(), b"\xff\xfb\x90\x00", b"%PDF-1.7\n", b"RIFF"])
)
def test_looking_at_random_bytes_never_breaks(noise, start):
    for content in (noise, start[:12] + noise, start[:40] + noise, start + noise):
        try:
            seen = checks.look(content, Limits())
        except Refused:
            continue
        assert seen.size_bytes == len(content)


@pytest.mark.parametrize("name", WHOLE)
@FUZZED
@given(st.data())
def test_a_file_with_changed_bytes_never_breaks_the_parent(name, data):
    content = bytearray(WHOLE[name])
    first = data.draw(st.sampled_from([64, 400, len(content)]))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(8, min(first, len(content)) - 1))] = data.draw(st.integers(0, 255))
    always_clear(bytes(content))


@FUZZED
@given(
    st.sampled_from(["jpeg", "png", "webp", "heic", "pdf", "m4a", "ogg"]),
    st.binary(min_size=1, max_size=2_000),
)
def test_a_true_beginning_with_random_bytes_never_breaks_the_parent(name, noise):
    always_clear(WHOLE[name][:32] + noise)


def test_what_is_said_is_understood():
    said = wire.Rewritten(
        wire.Facts(width_px=3, height_px=2, peaks=[1, 2]),
        [
            wire.Variant("full", "image/jpeg", b"one", 3, 2),
            wire.Variant("small", "image/webp", b"\n{}", 1, 1),
        ],
    )
    assert wire.read_answer(wire.answer(said)) == said
    assert wire.read_question(wire.question("image/png", Limits(pages=7), b"{\n\n")) == (
        "image/png",
        Limits(pages=7),
        b"{\n\n",
    )
    assert Image.open(BytesIO(SMALL)).size == (40, 30)
