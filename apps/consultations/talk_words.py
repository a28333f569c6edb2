"""Every word that the scripts of a conversation show or say, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    """Return the words by name; `%(…)s` are filled by the scripts."""
    return {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "you": _("You"),
        "care_team": _("Care team"),
        "new_messages": _("New messages"),
        "new_below": _("New messages: %(count)s"),
        "to_newest": _("To the newest message"),
        "loading": _("Loading"),
        "not_loaded": _("These messages could not be loaded."),
        "try_again": _("Try again"),
        "sending": _("Sending"),
        "waits_to_send": _("Waits until there is a connection"),
        "sent": _("Sent"),
        "delivered": _("Delivered"),
        "read": _("Read"),
        "seen_by": _("Seen by %(names)s"),
        "not_sent": _("Not sent: %(why)s"),
        "edit": _("Edit"),
        "discard": _("Discard"),
        "correct": _("Correct"),
        "take_back": _("Take back"),
        "copy": _("Copy text"),
        "copied": _("The text is copied."),
        "actions": _("What to do with this message"),
        "corrected": _("corrected"),
        "corrected_spoken": _("Corrected. Show earlier wordings"),
        "earlier_wordings": _("Wordings of this message, the newest first"),
        "wording_of": _("%(time)s"),
        "corrected_loading": _("This message was corrected. The new wording is being loaded."),
        "taken_back": _("Taken back"),
        "corrects_earlier": _("%(name)s has corrected an earlier message."),
        "show": _("Show"),
        "show_message": _("To the message"),
        "close": _("Close"),
        "not_opened": _("This consultation could not be opened: there is no connection."),
        "written_at": _("written at %(time)s, arrived later"),
        "typing_one": _("%(name)s is writing …"),
        "typing_many": _("Several people are writing …"),
        "here": _("Here now: %(names)s"),
        "connecting": _("Connecting …"),
        "offline_since": _(
            "Offline since %(time)s. What you write is kept here and sent when the connection is back."
        ),
        "cut_since": _(
            "No connection since %(time)s. It is tried again in %(seconds)s s. What you write is kept and sent then."
        ),
        "now": _("Try now"),
        "signed_out": _(
            "You are signed out. What you have written and not sent is kept in this browser for you."
        ),
        "sign_in": _("Sign in"),
        "forbidden": _("Your account may not take part in consultations any more."),
        "gone": _("You cannot see this consultation any more: the mother is no longer in your care."),
        "said": _("%(name)s: %(text)s"),
        "red_flag": _("Warning sign"),
        "told_her": _("What she was told to do at once"),
        "to_alert": _("To the alert"),
        "severity_emergency": _("Emergency"),
        "severity_urgent": _("Urgent"),
        "system": _("What happened"),
        "correcting": _("You correct your message"),
        "send": _("Send"),
        "save_correction": _("Send the correction"),
        "too_long": _("%(over)s characters too many"),
        "enter_sends": _("Enter sends, Shift+Enter begins a new line"),
        "enter_breaks": _("Ctrl+Enter sends, Enter begins a new line"),
        "kind_image": _("Picture"),
        "kind_file": _("File"),
        "kind_voice_note": _("Voice note"),
        "kind_recording": _("Recording of the baby's heart"),
        "kind_meal": _("Meal"),
        "kind_plan": _("Plan"),
        "kind_appointment": _("Appointment"),
        "open_recording": _("Open the recording"),
        "title_unread": _("(%(count)s) %(title)s"),
    }
