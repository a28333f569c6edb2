"""Draws a paper in parts of a bounded number of pages, so that a long conversation does not fill the memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from apps.consultations.pdf.content import Content, Line, Note
from apps.consultations.pdf.paper import Paper

PAGES_A_PART: Final = 100
TELL_EVERY: Final = 200
Progress = Callable[[float], None]


def draw(content: Content, folder: Path, progress: Progress) -> list[Path]:
    """Write the parts of a paper into a folder; return them in order. `progress` is told from 0 to 1."""
    parts = Parts(content, folder)
    paper = parts.paper
    paper.title_line(content.head.title)
    paper.facts(content.head.facts)
    paper.ln(2)
    paper.note(content.head.explained)
    _notes(parts, content)
    if content.messages_title:
        parts.paper.heading(content.messages_title)
        for number, line in enumerate(content.lines, start=1):
            _line(parts.turned(), line)
            if number % TELL_EVERY == 0:
                progress(number / max(content.line_count, number))
        if not content.line_count:
            parts.paper.note(content.nothing)
    return parts.finished()


class Parts:
    """The part that is being drawn, and those that are written."""

    def __init__(self, content: Content, folder: Path) -> None:
        self._head, self._folder = content.head, folder
        self._written: list[Path] = []
        self.paper = self._new()

    def turned(self) -> Paper:
        """Return the paper to go on with: a new part once the last one is full."""
        if self.paper.page_no() >= PAGES_A_PART and self.paper.will_page_break(40):
            self._write()
            self.paper = self._new()
        return self.paper

    def finished(self) -> list[Path]:
        """Write the last part; return all."""
        self._write()
        return self._written

    def _new(self) -> Paper:
        head = self._head
        return Paper(language=head.language, title=head.title, made_at=head.made_at)

    def _write(self) -> None:
        path = self._folder / f"part-{len(self._written):05d}.pdf"
        self.paper.output(str(path))
        self._written.append(path)


def _notes(parts: Parts, content: Content) -> None:
    if content.notes or not content.messages_title:
        parts.paper.heading(content.notes_title)
    for note in content.notes:
        _note(parts.turned(), note)
    if not content.notes and not content.messages_title:
        parts.paper.note(content.nothing)


def _note(paper: Paper, note: Note) -> None:
    paper.lead(note.title)
    for title, words in note.parts:
        paper.lead(title)
        paper.words(words)
    if note.prescriptions:
        paper.lead(note.prescriptions_title)
    for line in note.prescriptions:
        paper.words(line.words)
        for remark in line.remarks:
            paper.note(remark)
    if note.follow_up:
        paper.lead(note.follow_up)
    paper.ln(1)
    paper.note(note.signature)
    paper.ln(3)


def _line(paper: Paper, line: Line) -> None:
    paper.lead(f"{line.number} · {moment(line.said_at)} · {line.who}")
    for mark in line.marks:
        paper.note(mark)
    if line.is_ours:
        for words in line.words.split("\n"):
            paper.note(words)
    else:
        paper.words(line.words)
    for file in line.files:
        paper.note(file)


def moment(at: datetime) -> str:
    """Return «2026-03-01 18:30:05 (UTC+09:00)»: the clock where she lives, and how far it is from UTC."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{at:%Y-%m-%d %H:%M:%S} (UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d})"
