"""Calls over the socket: the same services as over the API, and signals that are handed on and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.utils import timezone, translation

from apps.consultations.calls import selectors
from apps.consultations.calls.frames import (
    CallAnswer,
    CallBeat,
    CallCandidate,
    CallChanged,
    CallConsent,
    CallDecline,
    CallDescription,
    CallHangup,
    CallMedia,
    CallRefused,
    CallSignal,
    CallStart,
)
from apps.consultations.calls.seen import Consent
from apps.consultations.services import calls
from apps.consultations.services.calls import telling
from apps.consultations.services.calls.starting import Wish
from apps.consultations.sockets.hub import hub
from apps.foundation.errors import NotVisible, Problem
from apps.foundation.sockets.closing import Closing, Code
from apps.foundation.sockets.consumer import PersonConsumer

MOST_SIGNALS: Final = 2_000
"""From one connection for one call: a call with many changes of network needs a few hundred."""


class CallFrames(PersonConsumer):
    """What a consumer does with the frames of calls. Mixed into the socket of consultations."""

    _signalled: tuple[UUID | None, int] = (None, 0)

    async def on_callstart(self, frame: CallStart) -> None:
        """Ring."""
        wish = Wish(frame.call, frame.kind, frame.device, Consent(frame.microphone, frame.camera))
        await self._do(frame.call, calls.start, thread_id=frame.thread, wish=wish)

    async def on_callanswer(self, frame: CallAnswer) -> None:
        """Take the call on this device."""
        consent = Consent(frame.microphone, frame.camera)
        await self._do(frame.call, calls.answer, call_id=frame.call, device=frame.device, consent=consent)

    async def on_calldecline(self, frame: CallDecline) -> None:
        """Refuse."""
        await self._do(frame.call, calls.decline, call_id=frame.call)

    async def on_callhangup(self, frame: CallHangup) -> None:
        """End."""
        await self._do(frame.call, calls.hang_up, call_id=frame.call, is_connected=frame.connected)

    async def on_callconsent(self, frame: CallConsent) -> None:
        """Agree to more, or to less."""
        consent = Consent(frame.microphone, frame.camera)
        await self._do(
            frame.call, calls.consent_again, call_id=frame.call, device=frame.device, consent=consent
        )

    async def on_callbeat(self, frame: CallBeat) -> None:
        """She is there. Where the call is not as she thinks, a frame was lost: tell her."""
        now = timezone.now()
        call = await self.look(calls.hear, self.person, call_id=frame.call, device=frame.device, at=now)
        if call is None:
            self._refuse_call(frame.call, NotVisible())
        elif call.state != frame.state:
            self.push(CallChanged(call=await self.look(telling.as_it_is, call.pk)))

    async def on_calldescription(self, frame: CallDescription) -> None:
        """Hand a description on."""
        await self._signal(frame.call, frame.device, kind=frame.kind, link=frame.link, sdp=frame.sdp)

    async def on_callcandidate(self, frame: CallCandidate) -> None:
        """Hand a candidate on."""
        await self._signal(
            frame.call,
            frame.device,
            kind="candidate",
            link=frame.link,
            candidate=frame.candidate,
            mid=frame.mid,
            line=frame.line,
            fragment=frame.fragment,
        )

    async def on_callmedia(self, frame: CallMedia) -> None:
        """Hand on what is muted."""
        await self._signal(
            frame.call, frame.device, kind="media", microphone=frame.microphone, camera=frame.camera
        )

    async def _do(self, call: UUID, service: Callable[..., Any], **about: Any) -> None:
        """Run a service; what it refuses is told to this socket, what it does to both ends."""

        def done() -> None:
            with translation.override(self.person.language):
                service(self.person, at=timezone.now(), **about)

        try:
            await self.call(done)
        except Problem as problem:
            self._refuse_call(call, problem)

    async def _signal(self, call: UUID, device: UUID, **content: Any) -> None:
        route = await self.look(selectors.route_of, self.person, call, device)
        if route is None:
            self._refuse_call(call, NotVisible())
            return
        self._count(call)
        hub().send_to([route.person_id], CallSignal(call=call, device=route.device, **content))

    def _count(self, call: UUID) -> None:
        of, count = self._signalled
        self._signalled = (call, 1 if of != call else count + 1)
        if self._signalled[1] > MOST_SIGNALS:
            raise Closing(Code.TOO_MUCH)

    def _refuse_call(self, call: UUID, problem: Problem) -> None:
        with translation.override(self.person.language):
            said = problem.to_json()
        self.push(CallRefused(call=call, code=said["code"], detail=said["detail"], at=timezone.now()))
