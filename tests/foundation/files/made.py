"""Real files, made here: photos with a place in them, documents with scripts, voice notes; and nasty ones."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import av
import numpy as np
import pikepdf
import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()
GPS_IFD, MAKE, ORIENTATION, DESCRIPTION = 0x8825, 0x010F, 0x0112, 0x010E
PLACE = {1: "N", 2: (52.0, 31.0, 12.34), 3: "E", 4: (13.0, 24.0, 17.89)}
SECRET = "Kim-Hana-Secret-Note"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc>{SECRET}</dc></x:xmpmeta>'.encode()


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ: top left red, top right green, bottom left blue, bottom right white."""
    made = Image.new("RGB", (width, height), "white")
    made.paste("red", (0, 0, width // 2, height // 2))
    made.paste("lime", (width // 2, 0, width, height // 2))
    made.paste("blue", (0, height // 2, width // 2, height))
    return made.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Notes of a phone: where, by what, how it was held."""
    notes = Image.Exif()
    notes[MAKE], notes[ORIENTATION], notes[DESCRIPTION] = SECRET, orientation, SECRET
    notes._ifds[GPS_IFD] = PLACE
    notes[GPS_IFD] = PLACE
    return notes


def photo(name: str = "JPEG", *, orientation: int = 1, made: Image.Image | None = None, **how: Any) -> bytes:
    """A photo in a format, with notes in EXIF and XMP."""
    target = io.BytesIO()
    if name == "JPEG":
        how = {"comment": SECRET, "quality": 95, "subsampling": 0, **how}
    if name != "HEIF":
        how = {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), **how}
    (made or picture()).save(target, name, exif=exif(orientation).tobytes(), xmp=XMP, **how)
    return target.getvalue()


def png(made: Image.Image | None = None, **how: Any) -> bytes:
    """A PNG with a comment and EXIF."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    target = io.BytesIO()
    (made or picture()).save(target, "PNG", pnginfo=notes, exif=exif().tobytes(), **how)
    return target.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A black PNG of one bit a pixel: 30,000 × 30,000 of them in a hundred kilobytes."""
    rows = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    data = b"".join([*(rows.compress(row) for _ in range(height)), rows.flush()])
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*part) for part in parts)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def document(pages: int = 2, *, photo_inside: bytes | None = None) -> bytes:
    """A PDF with pages, and with everything that a document must not carry."""
    pdf = pikepdf.new()
    for number in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[-1].Contents = pdf.make_stream(f"0 0 1 rg 50 {700 - number} 200 80 re f".encode())
    if photo_inside:
        _lay_photo(pdf, photo_inside)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    pdf.Root.OpenAction = script
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", pdf.make_indirect(script)]))
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.pages[0].AA = pikepdf.Dictionary(O=script)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 50, 50],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://{SECRET}.example"),
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))
    pdf.attachments["evil.exe"] = SECRET.encode()
    pdf.docinfo["/Author"] = SECRET
    with pdf.open_metadata() as notes:
        notes["dc:title"] = SECRET
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _lay_photo(pdf: pikepdf.Pdf, jpeg: bytes) -> None:
    width, height = Image.open(io.BytesIO(jpeg)).size
    stream = pdf.make_stream(jpeg)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace, stream.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=stream))
    pdf.pages[0].Contents = pdf.make_stream(b"q 400 0 0 300 50 300 cm /Photo Do Q")


def with_password(content: bytes, *, user: str, owner: str = "owner") -> bytes:
    """The same document, encrypted; an empty user password opens it for everybody."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user=user, owner=owner))
    return target.getvalue()


SOUNDS = {
    "audio/mp4": ("ipod", "aac", 44_100),
    "audio/mpeg": ("mp3", "libmp3lame", 44_100),
    "audio/ogg": ("ogg", "libopus", 48_000),
    "audio/webm": ("webm", "libopus", 48_000),
    "audio/wav": ("wav", "pcm_s16le", 16_000),
    "audio/aac": ("adts", "aac", 48_000),
}


def tone(seconds: float, rate_hz: int, *, hertz: float = 440) -> np.ndarray:
    """Silence for the first half, then a tone at 80 % of the most; float32, shape (n,)."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.where(at < seconds / 2, 0, 0.8 * np.sin(2 * np.pi * hertz * at)).astype("f4")


def sound(media_type: str = "audio/mp4", seconds: float = 2.0) -> bytes:
    """A voice note as a phone or a browser writes it, with a place in its notes."""
    container_name, codec, rate_hz = SOUNDS[media_type]
    target = io.BytesIO()
    with av.open(target, "w", format=container_name) as container:
        container.metadata.update(
            {"location": "+52.5200+013.4050/", "comment": SECRET, "title": SECRET, "artist": SECRET}
        )
        stream = container.add_stream(codec, rate=rate_hz, layout="mono")
        formats = [f.name for f in stream.codec_context.codec.audio_formats]
        wanted = "fltp" if "fltp" in formats else ("flt" if "flt" in formats else "s16")
        samples = tone(seconds, rate_hz)
        if wanted == "s16":
            samples = (samples * 32_767).astype("i2")
        size = stream.codec_context.frame_size or 1_024
        for start in range(0, samples.size, size):
            frame = av.AudioFrame.from_ndarray(
                samples[None, start : start + size], format=wanted, layout="mono"
            )
            frame.sample_rate, frame.pts = rate_hz, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def film() -> bytes:
    """A film in MP4: not taken, though its container is that of a voice note."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_image(picture(64, 64))))
        container.mux(stream.encode(None))
    return target.getvalue()


def animation(name: str, frames: int = 5) -> bytes:
    """A moving picture: the first image is red, the others are black."""
    first, *others = [Image.new("RGB", (60, 40), "black" if n else "red") for n in range(frames)]
    target = io.BytesIO()
    first.save(target, name, save_all=True, append_images=others, duration=50)
    return target.getvalue()


def zip_end(comment: bytes = b"") -> bytes:
    """The last record of a ZIP archive."""
    return b"PK\x05\x06" + b"\0" * 16 + struct.pack("<H", len(comment)) + comment
