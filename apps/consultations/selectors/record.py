"""How a consultation was closed, and what its mother and her team may know of the ratings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import CareTeam, Person, TeamMembership
from apps.consultations.models import Closing, Rating, Thread
from apps.consultations.models.notes import CHANGEABLE_FOR
from apps.consultations.selectors.threads import thread_visible_to
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.visibility import SubjectQuerySet

YEAR: Final = re.compile(r"20\d\d", re.ASCII)
FEWEST_TOLD: Final = 5
"""Fewer ratings than this would tell who gave them."""


def closings_of(thread: Thread) -> list[Closing]:
    """How often and how a consultation in hand was closed, oldest first."""
    closings = Closing.objects.for_system("the consultation was seen").filter(thread=thread)
    return list(closings.select_related("note", "closed_by").order_by("pk"))


def ratings_visible_to(person: Person) -> SubjectQuerySet:
    """Her own ratings; nobody else's are anybody's to read one by one."""
    own = Rating.objects.visible_to(person).filter(subject_id=person.pk)
    return own.select_related("closing__thread")


def rating_of(person: Person, thread_id: UUID) -> Rating | None:
    """The rating of the newest closing; None before the first one, or where she was not asked.

    Raises NotVisible, Forbidden.
    """
    thread = thread_visible_to(person, thread_id)
    if person.pk != thread.subject_id:
        raise Forbidden(_("Only the mother herself may do this."))
    closing = Closing.objects.for_system("the consultation was seen").filter(thread=thread).last()
    rating: Rating | None = ratings_visible_to(person).filter(closing=closing).first()
    return rating


def is_asked(rating: Rating) -> bool:
    """Say whether her phone should ask now."""
    return rating.rated_at is None and rating.declined_at is None and rating.withdrawn_at is None


def changeable_until(rating: Rating) -> datetime | None:
    """Until when she may change her answer; None before she gave one."""
    return rating.rated_at and rating.rated_at + CHANGEABLE_FOR


def ratings_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of ratings, by id."""
    from apps.consultations.api.notes_out import RatingOut

    rows = ratings_visible_to(person).filter(public_id__in=ids)
    return {row.public_id: RatingOut(row).data for row in rows}


@dataclass(frozen=True)
class TeamRatings:
    """A team's ratings in one calendar quarter. Under five, only that there were some: None everywhere else."""

    quarter: str
    is_enough: bool
    count: int | None = None
    mean_stars: float | None = None
    by_stars: tuple[int, int, int, int, int] | None = None
    words: tuple[str, ...] | None = None


def ratings_of_team(person: Person, team_id: UUID, *, quarter: str) -> TeamRatings:
    """What the mothers of a team thought, for its lead: no names, no times, whole quarters only.

    Whole quarters, so that two questions cannot be subtracted from each other. Raises NotVisible, Forbidden, Invalid.
    """
    team = _led_by(person, team_id)
    start, end = _bounds(quarter)
    rated = Rating.objects.for_system("a team's ratings without names").filter(
        closing__thread__team=team, rated_at__gte=start, rated_at__lt=end
    )
    found = [(stars or 0, words) for stars, words in rated.values_list("stars", "words")]
    if len(found) < FEWEST_TOLD:
        return TeamRatings(quarter, is_enough=False)
    stars = Counter(star for star, _words in found)
    return TeamRatings(
        quarter,
        is_enough=True,
        count=len(found),
        mean_stars=round(sum(star * count for star, count in stars.items()) / len(found), 2),
        by_stars=(stars[1], stars[2], stars[3], stars[4], stars[5]),
        words=tuple(sorted(words for _star, words in found if words)),
    )


def _led_by(person: Person, team_id: UUID) -> CareTeam:
    membership = TeamMembership.objects.filter(team__public_id=team_id, person=person, ended_at=None)
    found = membership.select_related("team").first()
    if found is None:
        raise NotVisible
    if not found.is_lead:
        raise Forbidden(_("Only the lead of the team may read this."))
    return found.team


def _bounds(quarter: str) -> tuple[datetime, datetime]:
    """Return begin and end of «2026-Q4» in UTC."""
    year, _dash, number = quarter.partition("-Q")
    if not (YEAR.fullmatch(year) and number in ("1", "2", "3", "4")):
        raise Invalid.field("quarter", _("Write the quarter as 2026-Q4."))
    first = 3 * int(number) - 2
    start = datetime(int(year), first, 1, tzinfo=UTC)
    end = datetime(int(year) + first // 10, (first + 2) % 12 + 1, 1, tzinfo=UTC)
    return start, end
