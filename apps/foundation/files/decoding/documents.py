"""PDF: only its pages are carried over, without actions, scripts, attached files, forms, links and notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from apps.foundation.files.decoding import pictures
from apps.foundation.files.decoding.segments import without_notes, without_notes_jp2
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.wire import Facts, Rewritten, Variant

# What a page is drawn from. All else of a page, of the tree of pages and of the catalogue is left behind.
OF_A_PAGE: Final = frozenset(
    {
        "/Type",
        "/Parent",
        "/MediaBox",
        "/CropBox",
        "/Rotate",
        "/Contents",
        "/Resources",
        "/UserUnit",
        "/Group",
        "/Kids",
        "/Count",
    }
)
OF_THE_CATALOGUE: Final = frozenset({"/Type", "/Pages", "/OCProperties", "/Lang", "/Version", "/Extensions"})
# What anything deeper may not carry: actions, scripts, files in it or beside it, notes about it.
NOWHERE: Final = frozenset(
    {
        "/AA",
        "/OpenAction",
        "/JS",
        "/JavaScript",
        "/EmbeddedFiles",
        "/EF",
        "/AF",
        "/XFA",
        "/RichMediaContent",
        "/RichMediaSettings",
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
        "/OPI",
        "/Ref",
        "/Alternates",
        "/Annots",
        "/PTEX.FileName",
        "/PTEX.InfoDict",
    }
)
OUTSIDE: Final = ("/F", "/FFilter", "/FDecodeParms")
"""Of a stream: its bytes would lie in another file."""
DEEPEST: Final = 200


def rewrite(content: bytes, limits: Limits) -> Rewritten:
    """Return the document, and its first page as two pictures. Raises Refused."""
    written, page_count = _written(content, limits)
    first = _first_page(written, limits)
    full = Variant(pictures.FULL, "application/pdf", written)
    return Rewritten(Facts(page_count=page_count), [full, *pictures.thumbnails(first, limits)])


def _written(content: bytes, limits: Limits) -> tuple[bytes, int]:
    import pikepdf

    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Refused(Reason.NEEDS_PASSWORD) from error
    with source as pdf:
        count = len(pdf.pages)
        if count > limits.pages:
            raise Refused(Reason.TOO_MANY_PAGES, limit=limits.pages)
        if count == 0:
            raise Refused(Reason.UNREADABLE, detail="no pages")
        _keep_what_forms_show(pdf)
        _keep_only_pages(pdf)
        target = io.BytesIO()
        pdf.save(
            target,
            encryption=False,
            linearize=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return target.getvalue(), count


def _keep_what_forms_show(pdf: Any) -> None:
    """Draw what was filled in onto the pages, since forms themselves are left behind."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")


def _keep_only_pages(pdf: Any) -> None:
    _keep(pdf.Root, OF_THE_CATALOGUE)
    for node in _tree(pdf.Root.Pages):
        _keep(node, OF_A_PAGE)
    for item in pdf.objects:
        _clean(item)
    for name in list(pdf.trailer.keys()):
        if name not in ("/Root", "/Size", "/ID"):
            del pdf.trailer[name]


def _keep(dictionary: Any, names: frozenset[str]) -> None:
    for name in list(dictionary.keys()):
        if name not in names:
            del dictionary[name]


def _tree(root: Any) -> Iterator[Any]:
    """Every node and leaf of the tree of pages, once."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if node.objgen in seen:
            continue
        seen.add(node.objgen)
        yield node
        waiting += list(node.get("/Kids", []))


def _clean(item: Any) -> None:
    """Strip one object and what stands directly in it; what it refers to is an object of its own."""
    import pikepdf

    waiting = [(item, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused(Reason.UNREADABLE, detail="nested too deep")
        if isinstance(value, pikepdf.Array):
            waiting += [(part, depth + 1) for part in value if _is_direct(part)]
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            if isinstance(value, pikepdf.Stream):
                _clean_stream(value)
            _strip(value)
            waiting += [(value[name], depth + 1) for name in list(value.keys()) if _is_direct(value[name])]


def _is_direct(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _strip(dictionary: Any) -> None:
    import pikepdf

    for name in [name for name in dictionary.keys() if name in NOWHERE]:  # noqa: SIM118 - no mapping
        del dictionary[name]
    action = dictionary.get("/A")
    if isinstance(action, pikepdf.Dictionary) and "/S" in action:
        del dictionary["/A"]


def _clean_stream(stream: Any) -> None:
    for name in OUTSIDE:
        if name in stream:
            raise Refused(Reason.UNREADABLE, detail="a stream in another file")
    filters = _filters(stream)
    if filters and filters[-1] in ("/DCTDecode", "/JPXDecode"):
        _clean_photo(stream, filters)


def _filters(stream: Any) -> list[str]:
    import pikepdf

    given = stream.get("/Filter")
    if given is None:
        return []
    return [str(name) for name in given] if isinstance(given, pikepdf.Array) else [str(given)]


def _clean_photo(stream: Any, filters: list[str]) -> None:
    """A photo lies in the document as the camera wrote it, place and time included."""
    import pikepdf

    around = stream.read_raw_bytes() if len(filters) == 1 else None
    raw = stream.read_bytes(pikepdf.StreamDecodeLevel.generalized) if around is None else around
    strip = without_notes if filters[-1] == "/DCTDecode" else without_notes_jp2
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[-1] if len(parameters) else None
    stream.write(
        strip(raw),
        filter=pikepdf.Name(filters[-1]),
        decode_parms=parameters if isinstance(parameters, pikepdf.Dictionary) else None,
    )


def _first_page(written: bytes, limits: Limits) -> Any:
    """The first page on white, as large as the larger of the two pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(written)
    try:
        page = document[0]
        scale = limits.large_px / max(page.get_width(), page.get_height(), 1.0)
        return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()
