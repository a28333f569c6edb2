"""What people decide about products that the rules could not decide about."""

from __future__ import annotations

from typing import Final

from django.db.models import F, Q

from apps.referrals.screening.verdicts import UNKNOWN, WARN

UNDECIDED: Final = (WARN, UNKNOWN)
"""What a person may decide about. `block` is never among them."""
IS_JUDGED: Final = Q(judged_sha=F("content_sha"))
"""A person has seen the item as it is now."""
