"""The part of the command line that draws: `--pdf OUT`, `--png OUT` and what they look like."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ml_models.ctg.analysis import Analysis
from ml_models.ctg.recording import Recording


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the report. Nothing that draws is loaded for it."""
    group = parser.add_argument_group("report")
    group.add_argument("--pdf", type=Path, metavar="OUT", help="write the report as a PDF")
    group.add_argument("--png", type=Path, metavar="OUT", help="write its first page as a picture")
    group.add_argument("--whole", action="store_true", help="the picture holds the whole strip")
    group.add_argument("--speed", type=int, choices=(1, 2, 3), default=1, help="cm/min (default 1)")
    group.add_argument("--scale", type=int, choices=(20, 30), help="bpm/cm (default 20, at 3 cm/min 30)")
    group.add_argument("--language", default="en", help="en, zh-hans or ko")
    group.add_argument("--name", default="", help="whose recording it is")


def write(asked: argparse.Namespace, analyses: Sequence[Analysis], recording: Recording) -> None:
    """Write the files that were asked for. Raises OSError where they cannot be written."""
    if asked.pdf is None and asked.png is None:
        return
    from ml_models.ctg import report

    paper = report.Paper(asked.speed, asked.scale or (30 if asked.speed == 3 else 20))
    header = report.Header(name=asked.name, recording=asked.file.name)
    if asked.pdf is not None:
        asked.pdf.write_bytes(report.pdf(analyses, recording, header, paper=paper, language=asked.language))
    if asked.png is not None:
        picture = report.png(
            analyses, recording, header, whole=asked.whole, paper=paper, language=asked.language
        )
        asked.png.write_bytes(picture)
