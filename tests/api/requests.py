"""For every operation that needs one: a request that would succeed if the right person sent it."""

from __future__ import annotations

from collections.abc import Callable

from apps.accounts.consent_texts import current
from tests.api import of_clinic, of_gate, of_meals, of_offers, of_plans, of_readings
from tests.api.of_alerts import in_hours, limit, rehearsal, shadow, weekly
from tests.api.world import (
    CSV,
    Sent,
    World,
    announcement,
    birth_of,
    call_of,
    chunk_of_samples,
    days_ago,
    frame_of_samples,
    link_of,
    new_id,
    photo,
    thread_of,
)
from tests.factories import PASSWORD, ClinicianFactory, MotherFactory
from tests.notifications.browser import subscription

Request = Callable[[World], Sent]
BYTES = "application/octet-stream"


def body(**members: object) -> Request:
    """A JSON body that is the same for everybody."""
    return lambda world: Sent(members)


REQUESTS: dict[str, Request] = {
    "alerts_acknowledge": body(severity="urgent"),
    "alerts_resolve": body(outcome="false_alarm", text="She was answered by telephone."),
    "alerts_snooze": lambda world: Sent({"until": in_hours(3), "reason": "She is asleep now."}),
    "mother_limits_set": lambda world: Sent(limit()),
    "shift_patterns_add": lambda world: Sent(weekly(world)),
    "shift_patterns_change_date": lambda world: Sent(
        {
            "day": world.ids["pattern_day"],
            "person": str(world.people["obstetrician"].public_id),
            "reason": "Holiday.",
        }
    ),
    "shift_patterns_end": body(last_day="2031-01-01"),
    "shifts_add": lambda world: Sent(
        {
            "person": str(world.people["midwife"].public_id),
            "starts_at": in_hours(1),
            "ends_at": in_hours(9),
        }
    ),
    "team_limits_set": lambda world: Sent(limit()),
    "recording_plans_make": body(
        at_time="20:00", weekdays=["monday", "friday"], note="Lie on your left side."
    ),
    "allergies_change": body(severity="severe"),
    "allergies_create": lambda world: Sent({"id": new_id(), "substance": "Latex"}),
    "allergies_end": body(reason="told by mistake"),
    "attachments_content": lambda world: Sent(query=link_of(world)),
    "attachments_upload": lambda world: Sent(
        raw=photo(), content_type=BYTES, query=f"client_id={new_id()}&filename=rash.jpg"
    ),
    "auth_code_confirm": body(code="AAA-BBB"),
    "auth_code_request": body(email="nobody@example.org"),
    "auth_email_verify": body(key="AAABBB"),
    "auth_login": body(email="nobody@example.org", password="wrong horse at the fence"),
    "auth_password_request": body(email="nobody@example.org"),
    "auth_password_reset": body(key="AAABBB", password="green heron over the lake"),
    "auth_reauthenticate": body(password=PASSWORD),
    "auth_second_factor": body(code="000000"),
    "auth_sessions_end": body(sessions=[1]),
    "auth_set_up_app": body(code="000000"),
    "auth_signup": lambda world: Sent({"email": f"{new_id()}@example.org", "password": PASSWORD}),
    "calls_answer": lambda world: Sent({"device": new_id(), "microphone": True, "camera": True}),
    "calls_consent": lambda world: Sent(
        {"device": str(world.ids["call_device_id"]), "microphone": True, "camera": True}
    ),
    "calls_end": body(),
    "calls_start": lambda world: Sent(call_of(world)),
    "care_teams_add_member": lambda world: Sent({"person": str(ClinicianFactory().public_id)}),
    "care_teams_assign_mother": lambda world: Sent({"mother": str(MotherFactory().public_id)}),
    "care_teams_change_member": body(is_lead=True),
    "care_teams_create": body(name="South"),
    "consents_give": lambda world: Sent(
        {"kind": "learning", "version": current("learning").version, "language": "en"}
    ),
    "consultations_open": lambda world: Sent(thread_of(world, "Travel")),
    "consultations_post": lambda world: Sent({"client_id": new_id(), "text": "Thank you"}),
    "consultations_receipt": body(read_sequence=2),
    "consultations_search": lambda world: Sent(query="q=pillow"),
    "consultation_documents_content": lambda world: Sent(query=world.ids["document_query"]),
    "consultation_documents_create": body(kind="transcript"),
    "consultation_notes_check": body(drugs=["Amoxicillin"]),
    "consultation_notes_write": body(action="draft", assessment="Well."),
    "consultation_rating_give": body(stars=5),
    "consultation_ratings_of_team": lambda world: Sent(query="quarter=2026-Q1"),
    "consultations_close_with_note": lambda world: Sent({"note": str(world.ids["note_of_thread_id"])}),
    "consultations_hand_over": lambda world: Sent(
        {"to": str(world.ids["colleague_id"]), "note": "My shift ends."}
    ),
    "consultations_set_urgency": body(urgency="urgent"),
    "feeling_answer": lambda world: Sent(of_clinic.feeling_body()),
    "feeling_next": body(version=1, answers={"now": []}),
    "internal_notes_write": lambda world: Sent(of_clinic.note()),
    "quick_replies_change": body(title="Thank you"),
    "quick_replies_preview": lambda world: Sent({"consultation": str(world.ids["thread_id"])}),
    "quick_replies_write": lambda world: Sent(of_clinic.reply()),
    "second_opinions_answer": body(answer="Yes, tomorrow."),
    "second_opinions_ask": lambda world: Sent(of_clinic.question(world)),
    "outcome_score_switch_set": body(is_on=False),
    "service_hours_set": body(**of_clinic.HOURS),
    "transfers_send": lambda world: Sent(of_clinic.letter()),
    "datings_accept": body(decision="replace", reason="Cycle is certain."),
    "datings_create": lambda world: Sent(
        {"id": new_id(), "basis": "conception", "conceived_on": days_ago(190)}
    ),
    "earlier_pregnancies_change": body(year=2019),
    "earlier_pregnancies_create": lambda world: Sent(
        {"id": new_id(), "year": 2021, "outcome": "miscarriage"}
    ),
    "fetuses_create": lambda world: Sent({"id": new_id()}),
    "meal_items_add": lambda world: Sent(of_meals.item_of(world)),
    "meal_items_change": body(grams=180),
    "meal_photos_send": lambda world: Sent(raw=photo(), content_type=BYTES, query=f"id={new_id()}"),
    "meals_answer": of_meals.skipping,
    "meals_change": body(note="With grandmother."),
    "meals_note": lambda world: Sent(of_meals.meal(world)),
    "nutrition_day": lambda world: Sent(query=of_meals.of_the_mother(world)),
    "nutrition_favourites_keep": lambda world: Sent(of_meals.favourite(world, "second_food_id")),
    "nutrition_profile_change": lambda world: Sent(
        {"standard": "korea"}, query=of_meals.of_the_mother(world)
    ),
    "nutrition_profile_read": lambda world: Sent(query=of_meals.of_the_mother(world)),
    "nutrition_supplements_change": body(doses_per_day=2),
    "nutrition_supplements_list": lambda world: Sent(query=of_meals.of_the_mother(world)),
    "nutrition_supplements_note": lambda world: Sent(of_meals.supplement()),
    "nutrition_week": lambda world: Sent(query=of_meals.of_the_mother(world)),
    "observations_by_hand_correct": lambda world: Sent({**of_readings.weight(), "seen_version": 1}),
    "observations_by_hand_note": of_readings.by_hand,
    "observations_chart": lambda world: Sent(query=of_readings.charted(world)),
    "observations_meaning": lambda world: Sent(query=f"pregnancy={world.ids['pregnancy_id']}"),
    "observations_series": lambda world: Sent(query=of_readings.charted(world)),
    "observations_days": lambda world: Sent(query=of_readings.days_asked(world)),
    "observations_list": lambda world: Sent(query=of_meals.of_the_mother(world)),
    "observations_send": lambda world: Sent(of_readings.batch()),
    "observations_sources_read": lambda world: Sent(query=of_meals.of_the_mother(world)),
    "observations_sources_set": body(measure="step_count", sources=["watch", "phone"]),
    "me_change": body(language="ko"),
    "notification_preferences_change": body(choices=[{"kind": "test", "channel": "email", "is_on": True}]),
    "notifications_mark_read": lambda world: Sent({"ids": [str(world.ids["notification_id"])]}),
    "outcomes_correct": body(reason="Entered for the wrong pregnancy."),
    "outcomes_create": lambda world: Sent(birth_of(world, "fetus_a")),
    "people_invite": lambda world: Sent(
        {"email": f"{new_id()}@example.org", "full_name": "A", "role": "clinician", "profession": "midwife"}
    ),
    "pregnancies_change": body(height_cm="170.0"),
    "pregnancies_create": lambda world: Sent({"id": new_id(), "mother": str(world.ids["fresh_mother_id"])}),
    "push_tokens_forget": body(token="a token that nobody has"),
    "push_tokens_register": body(token="fcm:token", platform="android"),
    "plan_settings_change": lambda world: Sent({"cuisine": "korean"}, query=of_plans.of_the_mother(world)),
    "offer_vetoes_make": lambda world: Sent(of_offers.veto("supplement")),
    "offers_ask": body(need_code="gear:support_belt"),
    "offers_hide": lambda world: Sent(of_offers.of_shown(world)),
    "offers_report": lambda world: Sent(of_offers.of_shown(world) | {"reason": "broken"}),
    "offers_settings_change": body(country="FR"),
    "plan_settings_read": lambda world: Sent(query=of_plans.of_the_mother(world)),
    "plans_ask": lambda world: Sent(of_plans.asking(world)),
    "plans_current": lambda world: Sent(query=of_plans.of_the_mother(world)),
    "plans_done": of_plans.skipped,
    "plans_note": body(note="Eat slowly."),
    "plans_swap": of_plans.swapping,
    "plans_today": lambda world: Sent(query=of_plans.of_the_mother(world)),
    "plans_withdraw": body(because="Another allergy was told."),
    "disagreements_mark": lambda world: Sent(
        {"analysis_id": str(world.ids["analysis_id"]), "about": "baseline", "start_s": 0, "end_s": 1}
    ),
    "disagreements_take_back": body(),
    "plain_version_release": lambda world: Sent(
        {"analysis_id": str(world.ids["analysis_id"]), "seen_version": 1, "text": "A text.", "language": "en"}
    ),
    "plain_version_withdraw": body(seen_version=1, reason="Written to the wrong mother."),
    "mother_words_approve": body(version=1),
    "rehearsals_propose": lambda world: Sent(rehearsal()),
    "shadows_make_so": lambda world: Sent({"reason": "Quieter, nothing missed.", "until": in_hours(24 * 30)}),
    "shadows_start": lambda world: Sent(shadow(world)),
    "recording_gate_close": body(reason="She was seen again."),
    "recording_gate_open": lambda world: Sent(of_gate.opening()),
    "recording_gate_practise": lambda world: Sent(of_gate.practice()),
    "recording_gate_set": body(applies_to="all"),
    "recording_gate_withdraw_practice": body(reason="It was another mother."),
    "recordings_say_labour": body(in_labour=False),
    "recordings_tell": lambda world: Sent(
        {"symptoms": [{"id": new_id(), "symptom": "bleeding", "strength": "mild"}]}
    ),
    "recording_reports_create": body(),
    "recordings_announce": lambda world: Sent(announcement(world)),
    "recordings_complete": body(),
    "recordings_put_chunk": lambda world: Sent(raw=chunk_of_samples(minute=3), content_type=BYTES),
    "live_frames_send": lambda world: Sent(raw=frame_of_samples(), content_type=BYTES),
    "recordings_put_file": lambda world: Sent(raw=CSV, content_type=BYTES, query="filename=trace.csv"),
    "reviews_write": lambda world: Sent(
        {"action": "sign", "analysis_id": str(world.ids["analysis_id"]), "assessment": "As expected."}
    ),
    "risk_factors_create": lambda world: Sent({"id": new_id(), "text": "Smokes"}),
    "risk_factors_end": body(reason="told by mistake"),
    "web_push_subscribe": body(**subscription()),
    "web_push_unsubscribe": body(endpoint="https://fcm.googleapis.com/fcm/send/unknown"),
}

# Where a path parameter means another thing of the world than its name says.
OTHER_IDS: dict[str, dict[str, str]] = {
    "offers_show_again": {"product_id": "hidden_product_id"},
    "plans_approve": {"plan_id": "draft_plan_id"},
    "observations_by_hand_correct": {"observation_id": "by_hand_id"},
    "observations_by_hand_delete": {"observation_id": "by_hand_id"},
    "observations_by_hand_restore": {"observation_id": "by_hand_id"},
    "meals_answer": {"meal_id": "asked_meal_id"},
    "alerts_give_back": {"alert_id": "taken_alert_id"},
    "mother_limits_end": {"limit_id": "mother_limit_id"},
    "team_limits_end": {"limit_id": "team_limit_id"},
    "consultations_give_back": {"thread_id": "own_thread_id"},
    "consultations_reopen": {"thread_id": "closed_thread_id"},
    "consultation_rating_decline": {"thread_id": "closed_thread_id"},
    "consultation_rating_give": {"thread_id": "closed_thread_id"},
    "consultation_rating_read": {"thread_id": "closed_thread_id"},
    "recordings_complete": {"recording_id": "open_recording_id"},
    "recordings_delete": {"recording_id": "open_recording_id"},
    "recordings_put_chunk": {"recording_id": "open_recording_id"},
    "live_frames_list": {"recording_id": "open_recording_id"},
    "live_frames_send": {"recording_id": "open_recording_id"},
    "recordings_chunks": {"recording_id": "open_recording_id"},
    "recordings_put_file": {"recording_id": "empty_recording_id"},
    "people_invite_again": {"person_id": "invited_id"},
}


def request_for(operation_id: str, world: World) -> Sent:
    """Return what to send. Operations that are not listed need no body."""
    make = REQUESTS.get(operation_id)
    return make(world) if make else Sent()


def path_for(operation_id: str, path: str, world: World) -> str:
    """Fill the ids of the first mother's things into a path.

    Raises KeyError for a parameter that the world lacks.
    """
    ids = {name: world.ids[other] for name, other in OTHER_IDS.get(operation_id, {}).items()}
    return path.format(**{**world.ids, **ids})
