"""Collect the sentences that people see, keep their translations, compile them. Run by `make messages`.

Needs no gettext: Python files are read as syntax trees (so that a sentence inside an f-string is found, too),
templates as Django's own parser sees them. Sentences that no longer occur are dropped, new ones wait with an
empty translation, nothing is guessed. The same sources give the same bytes on every machine.

    python scripts/messages.py            collect and compile
    python scripts/messages.py --check    change nothing; name what is missing, left over or not compiled
"""

from __future__ import annotations

import ast
import importlib
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ko", "zh_Hans")
FOLDERS = ("apps", "kaishi", "ml_models")
HEADER = "# The words of KAISHI. How they are chosen: docs/how-to/translate.md. Written by: make messages"
ARGUMENTS = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_noop": ("id",),
    "gettext_lazy": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
REASONS = {"FormatError": 1, "require": 2}  # why a recording cannot be read: `ml_models` imports no Django
BORROWED = {  # sentences of libraries that we say better, or that have no catalogue named "ko"
    "django": ("contrib/admin/templates/admin/app_list.html",),  # half of it is in no Chinese catalogue
    "rest_framework": ("fields.py", "serializers.py", "validators.py"),
    "allauth": (
        "account/adapter.py",
        "account/fields.py",
        "account/forms.py",
        "mfa/adapter.py",
        "mfa/totp/forms.py",
        "mfa/webauthn/forms.py",
        "templates/account/*.html",
        "templates/account/email/*.txt",
        "templates/account/messages/*.txt",
        "templates/mfa/**/*.html",
        "templates/mfa/**/*.txt",
        "templates/usersessions/**/*.txt",
    ),
}
BABEL_KEYWORDS = dict.fromkeys(ARGUMENTS)
Found = tuple[str | None, str, str | None]  # context, sentence, its plural


class Unreadable(Exception):
    """A marked sentence that cannot be collected: it is put together while the program runs."""


class Words(Catalog):
    """A catalogue whose header says nothing that differs from day to day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def in_python(path: Path) -> Iterator[Found]:
    """Yield what a Python file marks."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        if name in ARGUMENTS:
            yield _found(name, [_literal(argument, path) for argument in node.args[: len(ARGUMENTS[name])]])
        elif name in REASONS and len(node.args) > REASONS[name]:
            yield None, _reason(node.args[REASONS[name]]), None


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _literal(argument: ast.expr, path: Path) -> str | None:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        return None  # translated by a variable: its sentence is marked where it is written
    raise Unreadable(f"{path}:{argument.lineno}: a sentence is one literal, %(name)s stands for what varies")


def _reason(argument: ast.expr) -> str:
    """Return a reason as `apps.recordings.services.refusals` looks it up: a number in it becomes a place."""
    parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
    if len(parts) == 1 and not isinstance(argument, ast.Constant):
        return ""  # handed on: its words stand where it is raised
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "%(number)s" for part in parts)


def _found(name: str, given: Sequence[str | None]) -> Found:
    by_place = dict(zip(ARGUMENTS[name], given, strict=False))
    return by_place.get("context"), by_place.get("id") or "", by_place.get("plural")


def in_template(path: Path) -> Iterator[Found]:
    """Yield what a template marks. Django rewrites it as Python, in which indentation means nothing."""
    rewritten = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    flat = io.BytesIO("\n".join(line.strip() for line in rewritten.splitlines()).encode())
    for _, name, given, _ in extract_python(flat, BABEL_KEYWORDS, [], {"encoding": "utf-8"}):
        yield _found(str(name), list(given) if isinstance(given, tuple) else [str(given)])


def collected(root: Path = ROOT) -> Catalog:
    """Return every sentence that people can see, with the files that hold it."""
    found = Catalog(charset="utf-8")
    for path, place in _sources(root):
        for context, sentence, plural in in_python(path) if path.suffix == ".py" else in_template(path):
            if sentence:
                found.add((sentence, plural) if plural else sentence, locations=[(place, 0)], context=context)
    return found


def _sources(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file that may hold sentences, with the name that the catalogue gives it."""
    for path in sorted(file for folder in FOLDERS for file in (root / folder).rglob("*")):
        is_template = path.suffix in (".html", ".txt") and "templates" in path.parts
        if path.suffix == ".py" or is_template:
            yield path, path.relative_to(root).as_posix()
    for package, patterns in BORROWED.items():
        library = Path(str(importlib.import_module(package).__file__)).parent
        for path in sorted(path for pattern in patterns for path in library.glob(pattern)):
            yield path, f"{package}/{path.relative_to(library).as_posix()}"


def kept(language: str, root: Path = ROOT) -> Catalog:
    """Return the translations as they are written down."""
    path = folder(language, root) / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def merged(language: str, found: Catalog, old: Catalog) -> Catalog:
    """Return the found sentences with the translations they have; a new sentence has none."""
    new = Words(locale=language, charset="utf-8", fuzzy=False, header_comment=HEADER)
    for message in sentences(found):
        text = text_of(old.get(key_of(message), message.context))
        string = (text,) if message.pluralizable else text
        new.add(message.id, string, context=message.context, locations=message.locations)
    return new


def sentences(catalog: Catalog) -> list[Message]:
    """Return the messages without the header."""
    return [message for message in catalog if message.id]


def key_of(message: Message) -> str:
    """Return the sentence by which a message is looked up: the singular where there is a plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


def text_of(message: Message | None) -> str:
    """Return the one form of a translation, empty where it waits for one or somebody only guessed."""
    if message is None or not message.string or message.fuzzy:
        return ""
    return message.string if isinstance(message.string, str) else (message.string[0] or "")


def po_bytes(catalog: Catalog) -> bytes:
    """Return the text form: sorted, names of files without line numbers, no date of today."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_output=True, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return the compiled form; a sentence without translation is left out: English stands in for it."""
    for message in sentences(catalog):
        if not text_of(message):
            catalog.delete(key_of(message), message.context)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def complaints(language: str, found: Catalog, root: Path = ROOT) -> list[str]:
    """Return what is wrong with the files of this language, one sentence each."""
    old = kept(language, root)
    marked, present = (
        {(message.context or "", key_of(message)) for message in sentences(c)} for c in (found, old)
    )
    says = [f"{language}: not collected: {sentence!r}" for _, sentence in sorted(marked - present)]
    says += [f"{language}: no longer marked: {sentence!r}" for _, sentence in sorted(present - marked)]
    waiting = [key_of(message) for message in sentences(old) if not text_of(message)]
    says += [f"{language}: not translated: {sentence!r}" for sentence in waiting]
    compiled = folder(language, root) / "django.mo"
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(merged(language, old, old)):
        says.append(f"{language}: django.mo is not compiled from django.po")
    return says


def folder(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES"


def write(language: str, found: Catalog) -> str:
    """Write both files of this language; return one line about them."""
    new = merged(language, found, kept(language))
    folder(language).mkdir(parents=True, exist_ok=True)
    (folder(language) / "django.po").write_bytes(po_bytes(new))
    (folder(language) / "django.mo").write_bytes(mo_bytes(merged(language, new, new)))
    waiting = sum(not text_of(message) for message in sentences(new))
    return f"{language}: {len(new)} sentences, {waiting} of them wait for a translation"


def main(arguments: list[str]) -> int:
    settings.configure()  # Django's template parser asks for nothing of ours
    found = collected()
    if "--check" not in arguments:
        print(*[write(language, found) for language in LANGUAGES], sep="\n")
        return 0
    wrong = [sentence for language in LANGUAGES for sentence in complaints(language, found)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
