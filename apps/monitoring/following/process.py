"""The loop of a process that follows live recordings. As many may run as there are cores to spare."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from apps.foundation.severity import Severity
from apps.monitoring import hinting
from apps.monitoring.following.course import Course, Step
from apps.monitoring.following.watching import Told
from apps.monitoring.numbers import Numbers
from apps.monitoring.services import following, shadow_following
from apps.monitoring.services.following import Arrived, Shown, Taken
from apps.recordings.triage import ORDER
from ml_models.ctg.errors import FormatError
from ml_models.ctg.limits import FS_HZ

log = structlog.get_logger(__name__)
LOOK_EVERY_S: Final = 0.5
RENEW_EVERY_S: Final = 3.0
CLAIM_EVERY_S: Final = 1.0
SAVE_EVERY_S: Final = 60.0
LIMITS_EVERY_S: Final = 30.0
SILENT_S: Final = 5.0
PAUSE_S: Final = 1.0
MOST: Final = 200
AT_ONCE: Final = 20
"""So many are claimed in one go: another process that starts beside gets its part."""
MOSTLY_LOST: Final = 0.5


@dataclass
class Followed:
    """One recording in hand of this process."""

    taken: Taken
    course: Course
    saved_s: float
    limits_s: float
    seen: Numbers = field(default_factory=Numbers)
    last_received_at: datetime | None = None


class Follower:
    """Follows up to `most` recordings. `now`, `clock`: the time of day, and seconds of any clock that never goes back."""

    def __init__(
        self,
        process: str,
        *,
        most: int = MOST,
        now: Callable[[], datetime] = timezone.now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.process, self.most, self.now, self.clock = process, most, now, clock
        self.followed: dict[int, Followed] = {}
        self.stopping = threading.Event()
        self._due = {"renew": 0.0, "claim": 0.0}
        self._looked_at: datetime | None = None

    def run(self, *, touch: Callable[[], None]) -> None:
        """Follow until `stopping` is set. `touch` is called whenever the loop moves."""
        while not self.stopping.is_set():
            touch()
            began_s = self.clock()
            try:
                self.round()
            except (DatabaseError, InterfaceError) as error:
                log.warning("follower_without_database", error=type(error).__name__)
                with suppress(DatabaseError, InterfaceError):
                    connection.close()
                self.stopping.wait(PAUSE_S)
            self.stopping.wait(max(0.0, LOOK_EVERY_S - (self.clock() - began_s)))
        self.stop()

    def stop(self) -> None:
        """Keep every state and let go, so that another process goes on at once."""
        for one in list(self.followed.values()):
            self._save(one)
        following.let_go(self.process, at=self.now())
        self.followed.clear()

    def round(self) -> None:
        """Renew, claim, look at what has come, tell it."""
        now_s = self.clock()
        if self._is_due("renew", RENEW_EVERY_S, now_s):
            self._renew()
        if self._is_due("claim", CLAIM_EVERY_S, now_s):
            self._claim()
        if self.followed:
            self._look()
            self._keep(now_s)

    def _is_due(self, what: str, every_s: float, now_s: float) -> bool:
        if now_s < self._due[what]:
            return False
        self._due[what] = now_s + every_s
        return True

    def _renew(self) -> None:
        if not self.followed:
            return
        mine = following.renew(self.process, list(self.followed), at=self.now())
        for pk in self.followed.keys() - mine.keys():
            log.info("recording_let_go", recording=str(self.followed[pk].taken.about.recording))
            del self.followed[pk]
        for pk, renewed in mine.items():
            one = self.followed[pk]
            one.last_received_at = renewed.last_received_at
            one.course.is_in_labour(renewed.in_labour)
        self._say_who_is_silent()

    def _claim(self) -> None:
        room = min(AT_ONCE, self.most - len(self.followed))
        for pk in following.claim(self.process, at=self.now(), most=room) if room > 0 else ():
            with self._guarded(pk):
                self._begin(pk)

    @contextmanager
    def _guarded(self, pk: int) -> Iterator[None]:
        """One recording that cannot be looked at does not hold up the others, and is not silent: somebody is called.

        Where the database went away, what was found may not be stored: the recording is taken up again from the state
        that was kept, once the lease has run out, and says it again.
        """
        try:
            yield
        except (DatabaseError, InterfaceError):
            self.followed.pop(pk, None)
            raise
        except Exception:
            log.exception("recording_not_followed", recording=pk)
            failed = self.followed.pop(pk, None)
            seconds = 0.0 if failed is None else failed.course.samples / FS_HZ
            following.put_off(None, process=self.process, pk=pk, seconds=seconds, at=self.now())
            hinting.tell_moved([pk])

    def _begin(self, pk: int) -> None:
        """Take a recording up where it is: from the state that was kept, or from its first sample."""
        one = following.taken(pk, at=self.now())
        course = Course(one.about, one.limits)
        if one.state is not None:
            try:
                course.take_over(one.state)
            except FormatError as error:  # kept by another version: the samples are all there
                log.warning("state_not_taken_over", recording=str(one.about.recording), reason=str(error))
                course = Course(one.about, one.limits)
        course.put(following.before(pk, max(0, course.samples - int(3600 * FS_HZ))))
        self._renew_shadows(one, course)
        now_s = self.clock()
        self.followed[pk] = Followed(one, course, now_s, now_s)
        self._take(following.arrived([pk], since=None, is_known=self._is_known))
        log.info("recording_followed", recording=str(one.about.recording), from_s=course.samples / FS_HZ)

    def _look(self) -> None:
        """Take what has come and look at every step that is there."""
        at = self.now()
        since = self._looked_at or at
        self._take(following.arrived(list(self.followed), since=since, is_known=self._is_known))
        self._looked_at = at
        moved = []
        for pk, one in list(self.followed.items()):
            with self._guarded(pk):
                moved += self._steps(one)
        if moved:
            following.show(self.process, moved, at=self.now())
            hinting.tell_moved([one.pk for one in moved])

    def _is_known(self, pk: int, number: int) -> bool:
        return number in self.followed[pk].seen

    def _take(self, arrived: list[Arrived]) -> None:
        for one in arrived:
            followed = self.followed.get(one.pk)
            if followed is not None and one.number not in followed.seen:
                followed.seen.add(one.number)
                followed.course.put([(one.start, one.samples)])

    def _steps(self, one: Followed) -> list[Shown]:
        """Look at every step that is there; return how the recording stands now, nothing where nothing is new."""
        last: Step | None = None
        shadows_spoke = False
        for step in one.course.steps(self.clock()):
            last, shadows_spoke = step, shadows_spoke or step.shadows_spoke
            if any(update.verdicts_at_s is not None for update in step.updates):
                following.keep_verdicts(one.taken, step.updates, at=self.now())
            for facts, new in zip(step.facts, step.new, strict=True):
                if new:
                    following.call(None, one=one.taken, facts=facts, at=self.now())
        if shadows_spoke:
            shadow_following.note(self.process, one.taken.pk, one.course.shadows)
        return [] if last is None else [self._shown(one, [update.to_dict() for update in last.updates])]

    def _shown(self, one: Followed, updates: list[dict[str, Any]]) -> Shown:
        lost = max((update["signal"]["lost_minute"] for update in updates), default=1.0)
        return Shown(
            one.taken.pk, updates, one.course.coach.code.value, need_order(one.course.told, lost_part=lost)
        )

    def _say_who_is_silent(self) -> None:
        """The mother is told that nothing arrives; the alarm about it is raised by who watches for silence."""
        at = self.now()
        for one in self.followed.values():
            last_at = one.last_received_at
            if last_at is None or (silent_s := (at - last_at).total_seconds()) < SILENT_S:
                continue
            before = one.course.coach.code
            one.course.is_silent(silent_s)
            if one.course.coach.code != before:
                following.say(self.process, one.taken.pk, coach=one.course.coach.code.value)
                hinting.tell_moved([one.taken.pk])

    def _keep(self, now_s: float) -> None:
        """Keep the state of whoever is due, the longest due first, a few at each look."""
        due = [one for one in self.followed.values() if now_s - one.saved_s >= SAVE_EVERY_S]
        for one in sorted(due, key=lambda one: one.saved_s)[: max(1, len(self.followed) // 60)]:
            with self._guarded(one.taken.pk):
                self._save(one)
        for one in self.followed.values():
            if now_s - one.limits_s >= LIMITS_EVERY_S:
                one.limits_s = now_s
                one.course.limits = following.limits_of(one.taken.subject_id, at=self.now())
                self._renew_shadows(one.taken, one.course)
                break

    def _renew_shadows(self, taken: Taken, course: Course) -> None:
        """Take up what is only tried. Whatever fails here but the database must not keep anybody from being called."""
        try:
            tried = shadow_following.tried_for(
                taken.subject_id, at=self.now(), begun=set(course.shadows.heard)
            )
        except DatabaseError:
            raise
        except Exception:
            log.exception("shadows_not_taken_up", recording=str(taken.about.recording))
            tried = {}
        course.shadows.renew(tried, is_at_start=course.samples == 0)

    def _save(self, one: Followed) -> None:
        one.saved_s = self.clock()
        following.save(
            None,
            process=self.process,
            pk=one.taken.pk,
            state=one.course.to_bytes(),
            samples=one.course.samples,
            at=self.now(),
        )
        shadow_following.note(self.process, one.taken.pk, one.course.shadows)


def need_order(told: list[Told], *, lost_part: float) -> int:
    """Return the place of a live recording's need among others, 0 the worst."""
    worst = max((one.order for each in told for one in each.holds.values()), default=-1)
    if worst >= Severity.URGENT.order:
        return ORDER["critical"]
    if worst >= Severity.WARN.order:
        return ORDER["warning"]
    return ORDER["unknown"] if lost_part > MOSTLY_LOST else ORDER["notice"]
