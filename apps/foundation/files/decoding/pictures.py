"""Photos and screenshots: turned upright, in sRGB, without a word about where, when or by what they were taken."""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from apps.foundation.files import headers
from apps.foundation.files.kinds import HEIC, PNG, WEBP, Format
from apps.foundation.files.limits import Limits
from apps.foundation.files.wire import Facts, Rewritten, Variant

FULL, LARGE, SMALL = "full", "large", "small"
QUALITIES: Final = (90, 75, 60)
"""Of the full picture; the next one where it would grow beyond what may be sent."""
WEBP_QUALITY: Final = 82
SEARCHED: Final = {"lossless": True, "quality": 20, "method": 1}
"""Without loss, with little time for a smaller result: a screenshot of 3 megapixels takes half a second."""
LOSSLESS_PIXELS: Final = 20_000_000


def rewrite(content: bytes, known: Format, limits: Limits) -> Rewritten:
    """Return the picture and two smaller ones. Of an animation the first image counts. Raises Refused."""
    picture = opened(content, known, limits)
    is_lossless = known is PNG or (known is WEBP and b"VP8L" in content[:64])
    picture = plain(upright(picture))
    full = _full(picture, is_lossless=is_lossless, most_bytes=limits.image_bytes)
    return Rewritten(
        Facts(width_px=picture.width, height_px=picture.height), [full, *thumbnails(picture, limits)]
    )


def opened(content: bytes, known: Format, limits: Limits) -> Image.Image:
    """Return the picture, decoded by the one decoder that its first bytes ask for. Raises Refused."""
    if known is HEIC:
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    Image.MAX_IMAGE_PIXELS = None  # its own limit warns before it refuses; ours is next, before `load`
    picture: Image.Image = Image.open(io.BytesIO(content), formats=[known.decoder])
    headers.require_size(picture.size, limits)
    picture.load()
    return picture


def upright(picture: Image.Image) -> Image.Image:
    """Return the picture as it is to be looked at: some cameras only note how they were held."""
    return ImageOps.exif_transpose(picture)


def plain(picture: Image.Image) -> Image.Image:
    """Return pixels in sRGB (RGB, or RGBA where something shows through), and nothing beside them."""
    profile = picture.info.get("icc_profile")
    shows_through = picture.has_transparency_data
    picture = _eight_bits(picture)
    if profile:
        picture = _in_srgb(picture, profile)
    wanted = "RGBA" if shows_through else "RGB"
    if picture.mode != wanted:
        picture = picture.convert(wanted)
    bare = Image.new(wanted, picture.size)  # writers copy comments and profiles from what was read
    bare.paste(picture)
    return bare


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits a pixel would be cut off, not scaled, by a plain conversion."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(_high_byte).convert("L")
    if picture.mode == "I":
        return picture.point(_high_byte).convert("L")
    if picture.mode == "P":
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.mode in ("1", "F"):
        return picture.convert("L")
    return picture


def _high_byte(value: Any) -> Any:
    return value * (1 / 256)


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Apply the colour profile; one that cannot be read, or belongs to other channels, is left aside."""
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    colours = picture.convert({"RGBA": "RGB", "LA": "L"}[picture.mode]) if alpha else picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    if converted is None:
        return picture
    if alpha:
        converted.putalpha(alpha)
    return converted


def _full(picture: Image.Image, *, is_lossless: bool, most_bytes: int) -> Variant:
    """A screenshot with writing stays sharp; a photo, or what would grow too large, is a JPEG or a lossy WebP."""
    if is_lossless and picture.width * picture.height <= LOSSLESS_PIXELS:
        written = _written(picture, "WEBP", **SEARCHED)
        if len(written) <= most_bytes:
            return _variant(FULL, "image/webp", picture, written)
    name = "WEBP" if picture.mode == "RGBA" else "JPEG"
    for quality in QUALITIES:
        written = _written(picture, name, quality=quality)
        if len(written) <= most_bytes:
            break
    return _variant(FULL, f"image/{name.lower()}", picture, written)


def thumbnails(picture: Image.Image, limits: Limits) -> list[Variant]:
    """Return the two smaller ones; a picture that is small already stays as large as it is."""
    made, smaller = [], picture
    for name, side in ((LARGE, limits.large_px), (SMALL, limits.small_px)):
        smaller = smaller.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
        made.append(_variant(name, "image/webp", smaller, _written(smaller, "WEBP", quality=WEBP_QUALITY)))
    return made


def _written(picture: Image.Image, name: str, **how: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, name, **how)
    return target.getvalue()


def _variant(name: str, media_type: str, picture: Image.Image, written: bytes) -> Variant:
    return Variant(name, media_type, written, picture.width, picture.height)
