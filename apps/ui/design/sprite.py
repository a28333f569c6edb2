"""What the design page lists: the icons that are drawn, the colours that have names."""

import re
from pathlib import Path

SPRITE = Path(__file__).resolve().parent.parent / "static" / "ui" / "icons.svg"
COLOURS = (
    "canvas", "surface", "surface-sunken", "surface-selected", "ink", "ink-soft", "ink-faint", "line", "line-strong",
    "accent", "accent-soft", "focus", "bar", "critical", "critical-soft", "warning", "warning-soft", "notice",
    "notice-soft", "ok", "ok-soft", "unknown", "unknown-soft",
)  # fmt: skip


def icon_names() -> list[str]:
    return re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text("utf-8"))
