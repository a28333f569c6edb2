"""Every sentence that a person can see exists in every language, and what is compiled is what is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils import translation

from apps.accounts import access_words
from apps.accounts.models import Language
from apps.foundation.visibility import SubjectModel
from scripts import messages

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["zh_Hans", "ko"]
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|%[sd]|\{\w*(?::\w+)?\}")
HAN, HANGUL = re.compile("[\u4e00-\u9fff]"), re.compile("[\uac00-\ud7af]")
ASCII_MARK_IN_CHINESE = re.compile("[\u4e00-\u9fff][,;:?!()]|[,;?!()][\u4e00-\u9fff]")
TABLES = [
    *sorted((ROOT / "apps" / "accounts" / "consents").rglob("*.toml")),
    ROOT / "apps" / "pregnancies" / "rules" / "risk_factors.toml",
]


@pytest.fixture(scope="module")
def collected() -> Any:
    return messages.collected()


def said(language: str) -> dict[str, str]:
    """Sentence and translation; where there is a plural, the sentence is its plural."""
    return {
        message.id if isinstance(message.id, str) else message.id[1]: messages.text_of(message)
        for message in messages.sentences(messages.kept(language))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_collected_translated_and_compiled(language: str, collected: Any) -> None:
    assert messages.complaints(language, collected) == [], (
        "run: make messages, then translate, then make messages"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = {
        sentence: text
        for sentence, text in said(language).items()
        if sorted(set(PLACEHOLDER.findall(sentence))) != sorted(set(PLACEHOLDER.findall(text)))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_begin_and_end_as_the_sentence_does(language: str) -> None:
    """Django joins texts around a variable: a lost line break or space would run words together."""
    edges = {
        sentence: text
        for sentence, text in said(language).items()
        if [sentence[0].isspace(), sentence[-1].isspace()] != [text[0].isspace(), text[-1].isspace()]
    }
    assert edges == {}


@pytest.mark.parametrize(("language", "script"), [("zh_Hans", HAN), ("ko", HANGUL)])
def test_sentences_are_in_their_own_script(language: str, script: re.Pattern[str]) -> None:
    foreign = {
        sentence: text
        for sentence, text in said(language).items()
        if len(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", sentence))) >= 3
        and not script.search(text)
        and not sentence.startswith(("1 cm/min", "3 cm/min"))  # a scale is written in units everywhere
    }
    assert foreign == {}


def test_korean_holds_no_chinese_and_chinese_no_korean() -> None:
    assert [text for text in said("ko").values() if HAN.search(text)] == []
    assert [text for text in said("zh_Hans").values() if HANGUL.search(text)] == []


def test_chinese_is_set_with_chinese_marks() -> None:
    assert [text for text in said("zh_Hans").values() if ASCII_MARK_IN_CHINESE.search(text)] == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_tables_with_texts_have_them_in_every_language(path: Path) -> None:
    table = tomllib.loads(path.read_text("utf-8"))
    texts = [factor["says"] for factor in table["risk_factor"]] if "risk_factor" in table else [table]
    for by_language in texts:
        given = {code: by_language[code] for code in Language.values}
        assert (
            len({len(text.get("paragraphs", [])) if isinstance(text, dict) else 0 for text in given.values()})
            == 1
        )
        assert HAN.search(str(given["zh-hans"]))
        assert HANGUL.search(str(given["ko"]))
        assert not ASCII_MARK_IN_CHINESE.search(str(given["zh-hans"]))


@pytest.mark.parametrize(
    ("language", "one", "many", "sentence"),
    [
        ("en", "1 acceleration was found.", "3 accelerations were found.", "You may not do this."),
        ("zh-hans", "发现1次加速。", "发现3次加速。", "您没有权限这样做。"),
        ("ko", "가속이 1회 있습니다.", "가속이 3회 있습니다.", "이 작업을 하실 권한이 없습니다."),
    ],
)
def test_django_speaks_from_the_catalogues(language: str, one: str, many: str, sentence: str) -> None:
    singular, plural = "%(count)d acceleration was found.", "%(count)d accelerations were found."
    with translation.override(language):
        assert translation.gettext("You may not do this.") == sentence
        assert [translation.ngettext(singular, plural, n) % {"count": n} for n in (1, 3)] == [one, many]


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_what_the_frameworks_say_is_translated_too(language: str) -> None:
    """Of Django, of the sign-in library, and of REST framework, which has no catalogue named «ko»."""
    sentences = [
        "This password is too common.",
        "Enter a valid date.",
        "The email address and/or password you specified are not correct.",
        "Recovery Codes",
        "Must be a valid UUID.",
        "Ensure this value is less than or equal to {max_value}.",
    ]
    with translation.override(language):
        assert [sentence for sentence in sentences if translation.gettext(sentence) == sentence] == []


def test_a_mother_reads_in_words_what_was_looked_at() -> None:
    """Her access log names tables of ours; each that may hold something about her has a name for her."""
    about_her = [model._meta.label_lower for model in apps.get_models() if issubclass(model, SubjectModel)]
    kept_about_access = {"accounts.accesslogentry"}
    own = {"accounts", "pregnancies", "recordings"}
    named = {kind for kind in about_her if kind.split(".")[0] in own} - kept_about_access
    assert len(named) >= 12
    for language, script in (("zh-hans", HAN), ("ko", HANGUL)):
        with translation.override(language):
            assert [kind for kind in named if not script.search(access_words.of(kind))] == []


def test_gettext_finds_no_sentence_that_our_collector_misses(tmp_path: Path) -> None:
    """Our collector needs no gettext; where gettext is installed, Django's own command is held against it."""
    if shutil.which("xgettext") is None:
        assert os.environ.get("KAISHI_REQUIRE_TOOLS") != "1", "gettext is not installed"
        pytest.skip("gettext is not installed: the second opinion on extraction is left out")
    for name in ("apps", "kaishi", "ml_models", "manage.py", "locale"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location", "-lko"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with messages.folder("ko", tmp_path).joinpath("django.po").open("rb") as source:
        theirs = {messages.key_of(message) for message in messages.sentences(read_po(source, locale="ko"))}
    ours = {messages.key_of(message) for message in messages.sentences(messages.kept("ko"))}
    assert theirs - ours == set()
    assert len(theirs) > 500
