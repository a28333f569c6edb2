"""Warning signs in what a mother writes beside a symptom: categories and urgency, never her words."""

from __future__ import annotations

from typing import Any

import structlog

from ml_models import triage

log = structlog.get_logger(__name__)


def signs_in(text: str, language: str) -> dict[str, Any]:
    """Return what goes beside a symptom: the signs found with their urgency, and the version of the check.

    Nothing found is no proof of health. A check that fails must not keep out what she noted; only the kind of its error
    is logged, since its text may hold words of hers.
    """
    if not text.strip():
        return {}
    try:
        found = triage.check(text, language)
    except Exception as error:  # noqa: BLE001 - whatever it is, what she noted comes first
        log.error("triage_failed", error=type(error).__name__, version=triage.version)
        return {}
    signs = {one.category: one.severity for one in found}
    return {"signs": signs, "triage_version": triage.version} if signs else {}
