"""How bad is it: one order, one word, one shape for each level. Colour comes last and only repeats these."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Level:
    name: str
    word: Any
    icon: str
    order: int  # worst first


LEVELS: Final = {
    level.name: level
    for level in (
        Level("critical", _("Critical"), "level-critical", 0),
        Level("warning", _("Needs attention"), "level-warning", 1),
        Level("unknown", _("Unknown"), "level-unknown", 2),
        Level("notice", _("For information"), "level-notice", 3),
        Level("ok", _("No concern"), "level-ok", 4),
    )
}


def level_of(name: str | None) -> Level:
    """The level of that name; a name that we do not know is unknown, never fine."""
    return LEVELS.get(name or "unknown", LEVELS["unknown"])
