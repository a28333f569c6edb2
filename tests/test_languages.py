"""Every sentence that a person can see exists in every language, and the compiled catalogues hold what the texts say."""

from __future__ import annotations

import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["zh_Hans", "ko"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def catalogue(language: str, folder: Path = ROOT / "locale"):
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def messages(language: str, folder: Path = ROOT / "locale"):
    return [m for m in catalogue(language, folder) if m.id]


def texts(value) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_lacks_its_translation(language):
    missing = [m.id for m in messages(language) if not all(texts(m.string)) or "fuzzy" in m.flags]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language):
    wrong = []
    for message in messages(language):
        wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        wrong += [message.id for text in texts(message.string) if set(PLACEHOLDER.findall(text)) != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_in_their_own_script(language):
    """A sentence of four English words or more that is «translated» by itself was forgotten."""
    same = [m.id for m in messages(language) if m.string == m.id and len(texts(m.id)[0].split()) >= 4]
    assert same == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_up_to_date(language):
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as source:
        compiled = {(m.context, m.id): m.string for m in read_mo(source) if m.id}
    written = {(m.context, m.id): m.string for m in messages(language)}
    assert compiled == written


def test_the_catalogues_hold_every_marked_sentence(tmp_path):
    if shutil.which("xgettext") is None:
        assert os.environ.get("KAISHI_REQUIRE_TOOLS") != "1", "gettext is not installed"
        pytest.skip("gettext is not installed: extraction cannot be checked here")
    for name in ("apps", "kaishi", "ml_models", "manage.py", "locale"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location", *[f"-l{code}" for code in LANGUAGES]],
        cwd=tmp_path, check=True, capture_output=True,
    )
    for language in LANGUAGES:
        marked = {(m.context, str(m.id)) for m in messages(language, tmp_path / "locale")}
        kept = {(m.context, str(m.id)) for m in messages(language)}
        assert marked - kept == set(), "run: make messages, then translate"


def test_ascii_letters_alone_are_no_chinese():
    chinese = [texts(m.string)[0] for m in messages("zh_Hans") if len(texts(m.id)[0].split()) >= 4]
    latin = [text for text in chinese if text and not set(text) - set(string.printable)]
    assert latin == []
