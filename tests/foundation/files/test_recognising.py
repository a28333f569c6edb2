"""What a file is, is told by its content."""

from __future__ import annotations

import struct

import pytest

from apps.foundation.files import headers, kinds, names
from apps.foundation.files.checks import look
from apps.foundation.files.kinds import Kind, recognise
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from tests.foundation.files import made

HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


def refused(content: bytes, limits: Limits | None = None) -> tuple[Reason, int | None]:
    with pytest.raises(Refused) as caught:
        look(content, limits or Limits())
    return caught.value.reason, caught.value.limit


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        (made.photo("JPEG"), "image/jpeg", Kind.IMAGE),
        (made.png(), "image/png", Kind.IMAGE),
        (made.photo("WEBP"), "image/webp", Kind.IMAGE),
        (made.photo("WEBP", lossless=True), "image/webp", Kind.IMAGE),
        (made.photo("HEIF"), "image/heic", Kind.IMAGE),
        (made.document(), "application/pdf", Kind.DOCUMENT),
        *[(made.sound(media_type), media_type, Kind.SOUND) for media_type in made.SOUNDS],
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_every_kind_that_is_taken_is_known_by_its_first_bytes(content, media_type, kind):
    seen = look(content, Limits())
    assert (seen.format.media_type, seen.format.kind, seen.size_bytes) == (media_type, kind, len(content))


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        b"GIF89a" + b"\0" * 50,
        b"BM" + b"\0" * 50,
        b"II*\0" + b"\0" * 50,
        b"PK\x03\x04" + b"\0" * 50,
        b"MZ" + b"\0" * 50,
        b"\x7fELF" + b"\0" * 50,
        b"%!PS-Adobe-3.0",
        b"hello",
        b"\0" * 100,
        b"\xff",
        b"RIFF\0\0\0\0AVI ",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"#EXTM3U\nhttp://127.0.0.1/secret",
        b" \n%PDF-1.7",
    ],
)
def test_what_is_not_taken_is_refused(content):
    assert refused(content) == (Reason.UNSUPPORTED, None)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xfe\x00\x40" + HTML + made.photo("JPEG")[2:],
        b"%PDF-1.7\n" + HTML,
        b"\x89PNG\r\n\x1a\n%PDF-1.4" + b"\0" * 80,
        made.photo("JPEG") + made.zip_end(),
        made.document() + made.zip_end(b"a comment to the end"),
        made.png() + b"PK\x03\x04 an applet" + made.zip_end(),
        b"ID3\x04\0\0\0\0\0\x7f<svg onload=alert(1)>" + b"\0" * 100,
    ],
)
def test_what_is_two_things_at_once_is_refused(content):
    assert refused(content) == (Reason.TWO_KINDS, None)


def test_the_signature_of_an_archive_by_chance_is_no_archive():
    content = made.photo("JPEG") + b"\0\0PK\x05\x06" + b"\xff" * 40
    assert look(content, Limits()).format is kinds.JPEG


def test_nothing_at_all_is_empty():
    assert refused(b"") == (Reason.EMPTY, None)


def test_a_picture_of_900_million_pixels_in_100_kilobytes_is_refused_by_its_header():
    bomb = made.png_bomb(30_000, 30_000)
    assert len(bomb) < 150_000
    assert refused(bomb) == (Reason.TOO_MANY_PIXELS, 64_000_000)


@pytest.mark.parametrize(
    "claims",
    [
        lambda w, h: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", w, h) + b"\x08\x02\0\0\0",
        lambda w, h: b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08" + struct.pack(">HH", h, w) + b"\x03",
        lambda w, h: b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + _three(w - 1) + _three(h - 1),
    ],
)
def test_a_header_is_believed_only_to_refuse(claims):
    def size(width: int, height: int) -> tuple[int, int]:
        content = claims(width, height)
        return headers.size_of(content, recognise(content))

    assert size(640, 480) == (640, 480)
    assert refused(claims(60_000, 60_000)) == (Reason.TOO_MANY_PIXELS, 64_000_000)
    assert refused(claims(16_384, 10)) == (Reason.TOO_LONG_SIDE, 16_383)


def _three(value: int) -> bytes:
    return value.to_bytes(3, "little")


@pytest.mark.parametrize("name", ["JPEG", "WEBP", "HEIF"])
def test_the_header_tells_the_size_of_real_photos(name):
    content = made.photo(name, made=made.picture(322, 244))
    assert headers.size_of(content, recognise(content)) == (322, 244)
    lossless = made.photo("WEBP", made=made.picture(322, 244), lossless=True)
    assert headers.size_of(lossless, kinds.WEBP) == (322, 244)


@pytest.mark.parametrize("content", [made.photo("JPEG"), made.png(), made.photo("WEBP"), made.photo("HEIF")])
def test_a_picture_whose_header_is_cut_off_is_unreadable(content):
    assert refused(content[:21])[0] is Reason.UNREADABLE


def test_each_kind_has_its_own_limit_of_bytes():
    limits = Limits(image_bytes=1_000, document_bytes=500, sound_bytes=20_000)
    assert refused(made.photo("JPEG"), limits) == (Reason.TOO_LARGE, 1_000)
    assert refused(made.document(), limits) == (Reason.TOO_LARGE, 500)
    assert refused(made.sound("audio/wav"), limits) == (Reason.TOO_LARGE, 20_000)
    assert look(made.sound("audio/mp4"), limits).format is kinds.M4A


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\hana\\scan.pdf", "scan.pdf"),
        ("a\0b\n\tc.png", "abc.png"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("초음파 사진.heic", "초음파 사진.heic"),
        ('<img src=x onerror="1">.png', "_img src=x onerror=_1_.png"),
        ("  .hidden.  ", "hidden"),
        ("..", ""),
        ("", ""),
        ("👩‍🍼.jpg", "👩🍼.jpg"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(given, cleaned):
    assert names.clean(given) == cleaned
    assert names.clean(cleaned) == cleaned


def test_a_saved_file_has_the_extension_of_what_it_is():
    assert names.with_extension("invoice.html", "pdf", otherwise="document") == "invoice.pdf"
    assert names.with_extension("", "jpg", otherwise="photo") == "photo.jpg"
    assert len(names.with_extension("y" * 120, "webp", otherwise="photo")) == 120
