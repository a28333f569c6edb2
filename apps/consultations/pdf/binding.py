"""Makes one file of the parts of a paper, and lays the foot on every page once it is known how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from apps.consultations.pdf import fonts
from apps.consultations.pdf.content import PaperHead
from apps.consultations.pdf.paper import MARGIN_MM, SMALL_PT, SOFT, Paper

PageWords = Callable[[int, int], str]


@dataclass(frozen=True)
class Bound:
    """A file that is done."""

    path: Path
    page_count: int


def bind(parts: Sequence[Path], target: Path, head: PaperHead, page_words: PageWords) -> Bound:
    """Join parts into `target`; `page_words(page, of)` says «page 3 of 7»."""
    with ExitStack() as opened, pikepdf.new() as whole:
        sources = [opened.enter_context(pikepdf.open(path)) for path in parts]
        total, number = sum(len(source.pages) for source in sources), 0
        for place, source in enumerate(sources):
            pages = [page_words(number + page, total) for page in range(1, len(source.pages) + 1)]
            feet = opened.enter_context(pikepdf.open(_feet(pages, head, target.with_suffix(f".{place}"))))
            for page, foot in zip(source.pages, feet.pages, strict=True):
                whole.pages.append(page)
                whole.pages[-1].add_overlay(foot, None)
            number += len(pages)
        _describe(whole, sources[0])
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Bound(target, total)


def _feet(pages: Sequence[str], head: PaperHead, path: Path) -> Path:
    paper = Paper(language=head.language, title=head.title, made_at=head.made_at)
    paper.set_auto_page_break(False)
    for place, words in enumerate(pages):
        if place:
            paper.add_page()
        paper.set_font(fonts.LATIN, size=SMALL_PT - 0.5)
        paper.set_text_color(*SOFT)
        paper.set_xy(MARGIN_MM, paper.h - 12)
        paper.cell(text=fonts.printable(head.footer))
        paper.set_xy(MARGIN_MM, paper.h - 12)
        paper.cell(paper.w - 2 * MARGIN_MM, text=words, align="R")
    paper.output(str(path))
    return path


def _describe(whole: pikepdf.Pdf, first: pikepdf.Pdf) -> None:
    """Title, date and language are those of the first part."""
    for name in ("/Lang", "/ViewerPreferences"):
        if name in first.Root:
            whole.Root[name] = (
                whole.copy_foreign(first.Root[name]) if name != "/Lang" else str(first.Root[name])
            )
    for name in ("/Title", "/Creator", "/CreationDate"):
        if name in first.docinfo:
            whole.docinfo[name] = str(first.docinfo[name])
