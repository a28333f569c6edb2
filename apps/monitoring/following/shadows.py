"""Limits that are only tried, asked of a recording in hand beside those in force. Pure: nobody is called.

The facts are those of the recording's own look; only the one rule is asked once more. A shadow hears a recording
from its first sample or not at all, as a rehearsal does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from apps.alerts.limits import NO_LIMITS, Limits
from apps.alerts.registry import Rule
from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.rehearsing.replay import Heard

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Tried:
    """A rule, and the limits as they would apply to the mother of a recording."""

    rule: Rule
    limits: Limits


@dataclass
class Shadows:
    """By shadow (internal id): what is tried, what was heard. `failed`: the rule broke, and is left alone.

    `fresh`: begun, and not heard yet; that a recording is heard at all is to be known at once.
    """

    tried: dict[int, Tried] = field(default_factory=dict)
    heard: dict[int, Heard] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)

    def renew(self, tried: Mapping[int, Tried], *, is_at_start: bool) -> None:
        """Take limits as they are now. Shadows that are gone are forgotten, new ones begin at a start only."""
        self.tried = {pk: one for pk, one in tried.items() if is_at_start or pk in self.heard}
        self.fresh = (self.fresh | (self.tried.keys() - self.heard.keys())) & self.tried.keys()
        self.heard = {pk: self.heard.get(pk, Heard(NO_LIMITS)) for pk in self.tried}
        self.failed &= self.tried.keys()
        for pk, one in self.tried.items():
            self.heard[pk].limits = one.limits

    def hear(self, facts: Sequence[TraceFacts]) -> bool:
        """Ask every shadow of one look; True where one begins or says something that it did not say before.

        A rule that fails here is left alone for the rest of the recording: the rules in force go on.
        """
        is_new = bool(self.fresh)
        self.fresh.clear()
        for pk, one in self.tried.items():
            if pk in self.failed:
                continue
            heard = self.heard[pk]
            before = len(heard.said)
            try:
                for of_fetus in facts:
                    heard.hear(one.rule, of_fetus)
            except Exception:
                log.exception("shadow_failed", shadow=pk, rule=one.rule.id)
                self.failed.add(pk)
            is_new = is_new or len(heard.said) > before or pk in self.failed
        return is_new

    def to_json(self) -> dict[str, Any]:
        """Return plain values: what was heard, without the limits."""
        return {
            "heard": {str(pk): heard.to_json() for pk, heard in self.heard.items()},
            "failed": sorted(self.failed),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Shadows:
        """Take over what another process has heard; nothing is tried before `renew`."""
        heard = {int(pk): Heard.from_json(one) for pk, one in kept.get("heard", {}).items()}
        return cls({}, heard, set(kept.get("failed", ())))
