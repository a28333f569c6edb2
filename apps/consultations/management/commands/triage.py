"""`manage.py triage --json`: check lines from standard input for red flags. Needs no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from django.core.management.base import BaseCommand, CommandError

from ml_models.triage import LANGUAGES, check, what_to_do

LONGEST_LINE_BYTES: Final = 8 * 1024 * 1024  # a megabyte of text, every sign of it escaped


class BadLine(Exception):
    """A line that cannot be checked. Its words never repeat what stands in it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Command(BaseCommand):
    """One answer for each line, as soon as the line is there; exits 1 where a line could not be checked."""

    help = "Check lines from standard input for red flags."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json",
            action="store_true",
            dest="as_json",
            help='read lines {"language": "en", "text": "..."}, print a line {"findings": [...]} for each',
        )
        parser.add_argument(
            "--language",
            choices=LANGUAGES,
            default="en",
            help="without --json: of the lines, and of the advice",
        )

    def handle(self, *args: Any, as_json: bool, language: str, **options: Any) -> None:
        bad = 0
        for number, line in enumerate(_lines(sys.stdin.buffer), 1):
            try:
                answer = _as_json(line) if as_json else _as_text(line, language)
            except BadLine as error:
                bad += 1
                told = {"error": {"line": number, "code": error.code, "message": str(error)}}
                answer = json.dumps(told) if as_json else f"line {number}: {error}"
            self.stdout.write(answer)
            self.stdout.flush()
        if bad:
            raise CommandError(f"{bad} of the lines could not be checked.", returncode=1)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines without their end; None for one that is too long, which is read past and not kept."""
    while line := stream.readline(LONGEST_LINE_BYTES + 1):
        if len(line) > LONGEST_LINE_BYTES and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE_BYTES)
            yield None
        else:
            yield line.rstrip(b"\r\n")


def _decoded(line: bytes | None) -> str:
    if line is None:
        raise BadLine("too_long", f"The line is longer than {LONGEST_LINE_BYTES} bytes.")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLine("not_utf8", "The line is not UTF-8.") from error


def _as_json(line: bytes | None) -> str:
    try:
        given = json.loads(_decoded(line))
    except (ValueError, RecursionError) as error:
        raise BadLine("not_json", "The line is not JSON.") from error
    if not isinstance(given, dict):
        raise BadLine("not_an_object", "The line is not a JSON object.")
    text, language = given.get("text"), given.get("language")
    if not isinstance(text, str):
        raise BadLine("no_text", "`text` is missing or no string.")
    if language not in LANGUAGES:
        raise BadLine("unknown_language", f"`language` must be one of {', '.join(LANGUAGES)}.")
    findings = [{"category": found.category, "severity": found.severity} for found in check(text, language)]
    return json.dumps({"findings": findings})


def _as_text(line: bytes | None, language: str) -> str:
    findings = check(_decoded(line), language)
    if not findings:
        return "nothing found"
    return "\n".join(
        f"{found.severity:<10} {found.category}: {what_to_do(found.category, found.severity, language)}"
        for found in findings
    )
