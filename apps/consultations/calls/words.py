"""Every word that the scripts of a call show or say, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    """Return the words by name, as `createCall({words})` takes them."""
    return {**_keys(), **_phases(), **_endings(), **_pictures()}


def _keys() -> dict[str, str]:
    return {
        "call": _("Call"),
        "keys": _("What you can do in this call"),
        "agree_video": _("Call with camera"),
        "agree_audio": _("Call with sound only"),
        "not_now": _("Not now"),
        "answer_video": _("Answer with camera"),
        "answer_audio": _("Answer with sound only"),
        "decline": _("Decline"),
        "return_video": _("Return with camera"),
        "return_audio": _("Return with sound only"),
        "hang_up": _("Hang up"),
        "close": _("Close"),
        "mute": _("Mute microphone"),
        "unmute": _("Unmute microphone"),
        "camera_on": _("Camera on"),
        "camera_off": _("Camera off"),
        "switch_camera": _("Other camera"),
        "larger": _("Larger"),
        "smaller": _("Smaller"),
    }


def _phases() -> dict[str, str]:
    return {
        "consent": _(
            "Your microphone, and your camera if you choose it, are used for this call only. "
            "Calls are not recorded."
        ),
        "title_ringing": _("%(name)s is calling"),
        "rings_video": _("Video call for you"),
        "rings_audio": _("Call for you"),
        "phase_asking": _("Start a call?"),
        "phase_starting": _("Opening microphone and camera …"),
        "phase_calling": _("Ringing …"),
        "phase_answering": _("Opening microphone and camera …"),
        "phase_returning": _("You are in this call. Do you want to return to it?"),
        "phase_rejoining": _("Opening microphone and camera …"),
        "phase_connecting": _("Connecting …"),
        "phase_reconnecting": _("The connection is interrupted. Looking for a new way …"),
        "connected": _("Connected"),
    }


def _endings() -> dict[str, str]:
    return {
        "ending_hung_up": _("The call has ended."),
        "ending_you_hung_up": _("You ended the call."),
        "ending_you_cancelled": _("You ended the call before it was answered."),
        "ending_you_declined": _("You declined the call."),
        "ending_no_answer": _("No answer."),
        "ending_missed": _("Missed call"),
        "ending_declined": _("The call was declined."),
        "ending_busy": _("Busy: in another call."),
        "ending_elsewhere": _("Answered on another device."),
        "ending_glare": _("You called each other at once. The other call goes on."),
        "ending_lost": _("The connection was lost. You can call again."),
        "ending_not_connected": _("No connection for sound and picture was found. You can write a message."),
        "ending_not_allowed": _("This call may not go on."),
        "ending_refused": _("The call was not possible."),
        "ending_offline": _("There is no connection to KAISHI now. Try again in a moment."),
        "ending_denied": _("The browser may not use the microphone. Allow it in the browser's settings."),
        "ending_no_microphone": _("No microphone was found."),
        "ending_in_use": _("Microphone or camera are used by another program."),
    }


def _pictures() -> dict[str, str]:
    return {
        "own_picture": _("Your own picture"),
        "other_picture": _("Picture of %(name)s"),
        "other_muted": _("The other microphone is off."),
        "you_are_muted": _("Your microphone is off."),
        "quality_good": _("Connection: good"),
        "quality_fair": _("Connection: fair"),
        "quality_poor": _("Connection: poor"),
        "quality_unknown": _("Connection: not known yet"),
    }
