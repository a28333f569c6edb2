"""Finds, in the source, every code that an error can carry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.conf import settings

from apps.foundation.errors import Problem

APPS = Path(__file__).resolve().parents[2] / "apps"
IN_THE_LIBRARY = {
    "invalid",
    "conflict",
    "session_gone",
}  # told by accounts' translation of the sign-in library


def all_subclasses(cls: type) -> set[type]:
    return {cls} | {below for child in cls.__subclasses__() for below in all_subclasses(child)}


def calls() -> Iterator[ast.Call]:
    for path in sorted(APPS.glob("*/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def keyword(call: ast.Call, name: str) -> str | None:
    """Return a keyword's text where it is written out."""
    found = next((k.value for k in call.keywords if k.arg == name), None)
    return found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else None


def problem_codes() -> set[str]:
    """Codes of a whole answer: of each class, and where one raise narrows it."""
    for module in (settings.ROOT_URLCONF, "kaishi.asgi"):
        import_module(module)  # a class that nobody has imported is no subclass yet
    classes = {cls.__name__: cls for cls in all_subclasses(Problem)}
    narrowed = {
        code
        for call in calls()
        if isinstance(call.func, ast.Name) and call.func.id in classes and (code := keyword(call, "code"))
    }
    return {cls.code for cls in classes.values()} | narrowed


def field_codes() -> set[str]:
    """Codes of one refused field that our own code gives."""
    found: set[str] = set()
    for call in calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name == "field" and (code := keyword(call, "code")):
            found.add(code)
        second = call.args[1] if len(call.args) > 1 else None
        if name in ("FieldError", "ErrorDetail") and isinstance(second, ast.Constant):
            found.add(str(second.value))
    return found
