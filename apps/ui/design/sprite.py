"""What the design page lists: the icons that are drawn, the colours that have names."""

import re
from pathlib import Path

SPRITE = Path(__file__).resolve().parent.parent / "static" / "ui" / "icons.svg"
LEVELS = ("critical", "warning", "notice", "ok", "unknown")
COLOURS = (
    *("canvas", "surface", "surface-sunken", "surface-selected"),
    *("ink", "ink-soft", "ink-faint", "line", "line-strong", "accent", "accent-soft", "focus", "bar"),
    *(name for level in LEVELS for name in (level, f"{level}-soft")),
)


def icon_names() -> list[str]:
    return re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text("utf-8"))
