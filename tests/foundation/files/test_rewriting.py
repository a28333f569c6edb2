"""What comes out of the child process: the same to look at and listen to, and nothing beside it."""

from __future__ import annotations

import io
import re

import av
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageCms

from apps.foundation.files.decoding.segments import without_notes
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.wire import Rewritten, Variant
from tests.foundation.files import made

RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
NOTES = re.compile(rb"Exif|GPS|http://ns\.adobe|xmpmeta|ICC_PROFILE|ICCP|Photoshop|" + made.SECRET.encode())

OF_A_PERSON = re.compile(rb"Exif|GPS|http://ns\.adobe|xmpmeta|" + made.SECRET.encode())


def variant(rewritten: Rewritten, name: str = "full") -> Variant:
    return next(one for one in rewritten.variants if one.name == name)


def shown(one: Variant) -> Image.Image:
    return Image.open(io.BytesIO(one.content))


def corners(one: Variant) -> list[tuple[int, ...]]:
    """Colours near the corners, from top left row by row."""
    picture = shown(one).convert("RGB")
    width, height = picture.size
    return [picture.getpixel((width * x // 8, height * y // 8)) for y in (1, 7) for x in (1, 7)]


def assert_near(given: list[tuple[int, ...]], wanted: list[tuple[int, ...]], *, by: int = 12) -> None:
    assert np.abs(np.array(given, int) - np.array(wanted, int)).max() <= by, given


def refused(rewritten, content: bytes, limits: Limits | None = None) -> tuple[Reason, int | None]:
    with pytest.raises(Refused) as caught:
        rewritten(content, limits)
    return caught.value.reason, caught.value.limit


@pytest.mark.parametrize("name", ["JPEG", "WEBP", "HEIF", "PNG"])
def test_place_time_camera_and_words_are_gone_from_every_variant(rewritten, name):
    content = made.png() if name == "PNG" else made.photo(name)
    assert NOTES.search(content)
    result = rewritten(content)
    assert [one.name for one in result.variants] == ["full", "large", "small"]
    for one in result.variants:
        assert NOTES.search(one.content) is None
        picture = shown(one)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
            "background",
            "loop",
            "timestamp",
            "duration",
        }


@pytest.mark.parametrize("name", ["JPEG", "WEBP", "HEIF"])
@pytest.mark.parametrize(
    ("orientation", "wanted"),
    [
        (1, [RED, LIME, BLUE, WHITE]),
        (3, [WHITE, BLUE, LIME, RED]),
        (6, [BLUE, RED, WHITE, LIME]),
        (8, [LIME, WHITE, RED, BLUE]),
    ],
)
def test_a_photo_stands_upright_however_the_phone_was_held(rewritten, name, orientation, wanted):
    result = rewritten(made.photo(name, orientation=orientation))
    size = (480, 640) if orientation in (6, 8) else (640, 480)
    assert (result.facts.width_px, result.facts.height_px) == size
    for one in result.variants:
        assert_near(corners(one), wanted, by=40)


def test_thumbnails_keep_the_shape_and_are_never_larger_than_the_picture(rewritten):
    sizes = {
        one.name: (one.width_px, one.height_px)
        for one in rewritten(made.photo(made=made.picture(3_000, 1_500))).variants
    }
    assert sizes == {"full": (3_000, 1_500), "large": (1_280, 640), "small": (320, 160)}
    sizes = {one.name: shown(one).size for one in rewritten(made.photo(made=made.picture(100, 40))).variants}
    assert sizes == {"full": (100, 40), "large": (100, 40), "small": (100, 40)}


def test_colours_of_another_profile_are_shown_in_srgb(rewritten):
    """In this profile red means blue and blue means red."""
    swapped = _profile_with_red_and_blue_swapped()
    photo = io.BytesIO()
    Image.new("RGB", (64, 64), (40, 80, 200)).save(photo, "JPEG", icc_profile=swapped, quality=95)
    one = variant(rewritten(photo.getvalue()))
    assert_near([shown(one).convert("RGB").getpixel((32, 32))], [(200, 80, 40)], by=6)


def _profile_with_red_and_blue_swapped() -> bytes:
    """sRGB whose channels stand in another order: the tags of its red and blue primaries are exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    places = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    profile[red + 4 : red + 12], profile[blue + 4 : blue + 12] = (
        profile[blue + 4 : blue + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


def test_a_broken_profile_changes_no_colour(rewritten):
    content = made.photo("JPEG", icc_profile=b"\0" * 200)
    assert_near(corners(variant(rewritten(content))), [RED, LIME, BLUE, WHITE])


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_every_way_to_store_a_pixel_is_shown_as_it_is_meant(rewritten, mode):
    grey = Image.new("L", (64, 48), 0)
    grey.paste(255, (32, 0, 64, 48))
    picture = (
        grey.convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    )
    content = io.BytesIO()
    picture.save(content, "PNG")
    one = shown(variant(rewritten(content.getvalue()))).convert("RGB")
    assert_near([one.getpixel((8, 24)), one.getpixel((56, 24))], [(0, 0, 0), WHITE], by=2)


def test_what_shows_through_still_shows_through(rewritten):
    picture = Image.new("RGBA", (64, 48), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (32, 0, 64, 48))
    content = io.BytesIO()
    picture.save(content, "PNG")
    one = variant(rewritten(content.getvalue()))
    assert one.media_type == "image/webp"
    assert [shown(one).getpixel(at)[3] for at in ((8, 24), (56, 24))] == [0, 255]


def test_a_screenshot_keeps_every_pixel_and_a_photo_of_cmyk_its_colours(rewritten):
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    content = io.BytesIO()
    noise.save(content, "PNG")
    one = variant(rewritten(content.getvalue()))
    assert one.media_type == "image/webp"
    assert np.array_equal(np.asarray(shown(one).convert("RGB")), np.asarray(noise))
    content = io.BytesIO()
    made.picture().convert("CMYK").save(content, "JPEG", quality=95)
    assert_near(corners(variant(rewritten(content.getvalue()))), [RED, LIME, BLUE, WHITE])


@pytest.mark.parametrize("name", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_image_stays(rewritten, name):
    one = variant(rewritten(made.animation(name)))
    assert getattr(shown(one), "n_frames", 1) == 1
    assert_near([shown(one).convert("RGB").getpixel((30, 20))], [RED])


def test_the_pixels_are_counted_again_by_the_decoder(rewritten):
    assert refused(rewritten, made.photo("JPEG"), Limits(pixels=1_000)) == (Reason.TOO_MANY_PIXELS, 1_000)


# ── documents ──


def test_a_document_keeps_its_pages_and_nothing_else(rewritten):
    content = made.document(pages=3, photo_inside=made.photo("JPEG"))
    result = rewritten(content)
    one = variant(result)
    assert (result.facts.page_count, one.media_type) == (3, "application/pdf")
    with pikepdf.open(io.BytesIO(one.content)) as pdf:
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/Version", "/Extensions", "/Lang"}
        assert (len(pdf.pages), len(pdf.attachments), "/Info" in pdf.trailer, pdf.is_encrypted) == (
            3,
            0,
            False,
            False,
        )
        assert [page.mediabox[2:] for page in pdf.pages] == [[595, 842]] * 3
        text = b"".join(item.unparse(resolved=True) for item in pdf.objects)
        streams = b"".join(item.read_raw_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream))
    for word in (
        b"JavaScript",
        b"/JS",
        b"/AA",
        b"/OpenAction",
        b"/URI",
        b"/EmbeddedFile",
        b"/Annots",
        b"/Metadata",
    ):
        assert word not in text
    assert OF_A_PERSON.search(streams) is None
    assert made.SECRET.encode() not in text


def test_the_first_page_is_shown_as_a_picture(rewritten):
    result = rewritten(made.document(pages=1))
    large, small = variant(result, "large"), variant(result, "small")
    assert (large.width_px, large.height_px) == (905, 1_280)
    assert max(small.width_px, small.height_px) == 320
    picture = shown(large).convert("RGB")
    assert_near([picture.getpixel((150, 150)), picture.getpixel((700, 1_000))], [BLUE, WHITE])


def test_what_was_filled_into_a_form_stays_on_the_page(rewritten):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    drawn = pdf.make_stream(b"1 0 0 rg 0 0 100 50 re f")
    drawn.Type, drawn.Subtype, drawn.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 50]
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            V="filled in",
            Rect=[50, 50, 150, 100],
            F=4,
            AP=pikepdf.Dictionary(N=drawn),
        )
    )
    pdf.pages[0].Annots = [field]
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    content = io.BytesIO()
    pdf.save(content)
    result = rewritten(content.getvalue())
    assert b"/AcroForm" not in variant(result).content
    assert_near([shown(variant(result, "large")).convert("RGB").getpixel((640, 800))], [RED], by=20)


def test_a_password_is_refused_and_one_that_everybody_has_is_taken_off(rewritten):
    assert refused(rewritten, made.with_password(made.document(), user="x")) == (Reason.NEEDS_PASSWORD, None)
    one = variant(rewritten(made.with_password(made.document(), user="")))
    with pikepdf.open(io.BytesIO(one.content)) as pdf:
        assert (pdf.is_encrypted, len(pdf.pages)) == (False, 2)


def test_pages_are_counted(rewritten):
    assert refused(rewritten, made.document(pages=4), Limits(pages=3)) == (Reason.TOO_MANY_PAGES, 3)


def test_a_stream_that_lies_in_another_file_is_refused(rewritten):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    stream = pdf.make_stream(b"")
    stream["/F"] = "/etc/passwd"
    pdf.pages[0].Contents = stream
    content = io.BytesIO()
    pdf.save(content)
    assert refused(rewritten, content.getvalue()) == (Reason.UNREADABLE, None)


def test_only_notes_are_cut_out_of_a_photo_in_a_document():
    photo = made.photo("JPEG")
    cut = without_notes(photo)
    assert re.search(rb"Exif|xmpmeta|" + made.SECRET.encode(), cut) is None
    assert b"ICC_PROFILE" in cut
    before, after = Image.open(io.BytesIO(photo)), Image.open(io.BytesIO(cut))
    assert np.array_equal(np.asarray(before), np.asarray(after))
    assert without_notes(b"not a photo") == b"not a photo"


# ── sounds ──


def loudness(content: bytes) -> np.ndarray:
    with av.open(io.BytesIO(content)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.abs(np.concatenate(parts))


@pytest.mark.parametrize("media_type", made.SOUNDS)
def test_a_voice_note_is_one_voice_in_aac_without_notes(rewritten, media_type):
    content = made.sound(media_type, seconds=2)
    result = rewritten(content)
    (one,) = result.variants
    assert (one.media_type, one.content[4:8]) == ("audio/mp4", b"ftyp")
    assert re.search(rb"52\.52|Lavf|" + made.SECRET.encode(), one.content) is None
    with av.open(io.BytesIO(one.content)) as container:
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.codec_context.channels, stream.rate) == ("aac", 1, 48_000)
        assert container.metadata.keys() <= {"major_brand", "minor_version", "compatible_brands"}
        assert abs(container.duration / 1e6 - 2) < 0.1
    assert abs(result.facts.duration_ms - 2_000) < 60


def test_the_tone_is_where_it_was_and_the_line_shows_it(rewritten):
    result = rewritten(made.sound("audio/wav", seconds=4))
    heard = loudness(result.variants[0].content)
    second = 48_000
    assert heard[: second * 3 // 2].max() < 0.02
    assert 0.7 < heard[second * 5 // 2 : second * 7 // 2].max() < 0.95
    peaks = result.facts.peaks
    assert len(peaks) == 120
    assert max(peaks[:58]) <= 1
    assert all(78 <= peak <= 82 for peak in peaks[62:118])


def test_the_index_stands_before_the_sound_so_that_it_plays_at_once(rewritten):
    (one,) = rewritten(made.sound("audio/mp4", seconds=20)).variants
    assert 0 < one.content.find(b"moov") < one.content.find(b"mdat")
    assert loudness(one.content)[-100_000:-50_000].max() > 0.7


def test_a_long_voice_note_is_refused_before_all_of_it_is_decoded(rewritten):
    assert refused(rewritten, made.sound("audio/mp4", seconds=5), Limits(sound_s=3)) == (Reason.TOO_LONG, 3)
    assert rewritten(made.sound("audio/mp4", seconds=3), Limits(sound_s=3)).facts.duration_ms > 2_900


def test_a_film_and_a_note_without_sound_are_refused(rewritten):
    assert refused(rewritten, made.film()) == (Reason.UNSUPPORTED, None)
    assert refused(rewritten, made.sound("audio/wav", seconds=0.02)) == (Reason.NO_SOUND, None)
