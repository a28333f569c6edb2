"""Addresses of the console. Included at the root: path("", include("apps.console.urls"))."""

from django.urls import include, path

from apps.console.pages import (
    background,
    consultation_note,
    datings,
    gate,
    home,
    hours,
    mothers,
    nutrition,
    outcomes,
    people,
    plans,
    readings,
    recognition,
    recording,
    recording_plans,
    recording_reports,
    recording_said,
    team_score,
    teams,
    transfers,
    vetoes,
    worklist,
)

app_name = "console"

administration = [
    path("people/", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/invite-again", people.invite_again, name="invite_again"),
    path("people/<uuid:person_id>/deactivate", people.deactivate, name="deactivate"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new", teams.new_team, name="new_team"),
    path("teams/<uuid:team_id>/", teams.team, name="team"),
    path("teams/<uuid:team_id>/hours", hours.hours, name="team_hours"),
    path("teams/<uuid:team_id>/outcome-score", team_score.team_score, name="team_score"),
    path("teams/<uuid:team_id>/members/new", teams.add_member, name="add_member"),
    path("teams/<uuid:team_id>/members/<uuid:person_id>/remove", teams.remove_member, name="remove_member"),
    path("teams/<uuid:team_id>/mothers/new", teams.assign_mother, name="assign_mother"),
    path("teams/<uuid:team_id>/mothers/<uuid:mother_id>/end", teams.end_care, name="end_care"),
]

care = [
    path("worklist/", worklist.worklist, name="worklist"),
    path("mothers/", mothers.mothers, name="mothers"),
    path("mothers/<uuid:mother_id>/", mothers.mother, name="mother"),
    path("mothers/<uuid:mother_id>/pregnancies/new", mothers.begin, name="begin_pregnancy"),
    path("pregnancies/<uuid:pregnancy_id>/", mothers.pregnancy, name="pregnancy"),
    path("recordings/<uuid:recording_id>/", recording.recording, name="recording"),
    path("plans/<uuid:plan_id>/", plans.plan_address, name="plan_address"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
    path("recordings/<uuid:recording_id>/state", recording.state, name="recording_state"),
    path("recordings/<uuid:recording_id>/marks", recording.marks, name="recording_marks"),
    path("recordings/<uuid:recording_id>/disagreements", recording_said.disagree, name="recording_disagree"),
    path(
        "recordings/<uuid:recording_id>/disagreements/<uuid:disagreement_id>/taken-back",
        recording_said.take_back,
        name="recording_take_back",
    ),
    path("recordings/<uuid:recording_id>/labour", recording_said.say_labour, name="recording_labour"),
    path("recordings/<uuid:recording_id>/again", recording_said.analyse_again, name="recording_again"),
    path("recordings/<uuid:recording_id>/outcome", recording_said.outcome_score, name="recording_outcome"),
    path("recordings/<uuid:recording_id>/plain", recording_said.plain, name="recording_plain"),
    path("recordings/<uuid:recording_id>/text", recording_said.text, name="recording_text"),
    path("recordings/<uuid:recording_id>/reports", recording_reports.papers, name="recording_reports"),
    path(
        "recordings/<uuid:recording_id>/reports/<uuid:report_id>",
        recording_reports.paper,
        name="recording_report",
    ),
]

of_foods = [path("recognition/", recognition.recognition, name="recognition")]

of_a_pregnancy = [
    path("datings/new", datings.add_dating, name="add_dating"),
    path("datings/<uuid:dating_id>/decide", datings.decide, name="decide_dating"),
    path("outcomes/new", outcomes.record_outcome, name="record_outcome"),
    path("outcomes/<uuid:outcome_id>/correct", outcomes.correct_outcome, name="correct_outcome"),
    path("risks/new", background.add_risk, name="add_risk"),
    path("risks/none", background.no_risks, name="no_risks"),
    path("risks/<uuid:risk_id>/end", background.end_risk, name="end_risk"),
    path("allergies/new", background.add_allergy, name="add_allergy"),
    path("allergies/none", background.no_allergies, name="no_allergies"),
    path("allergies/<uuid:allergy_id>/end", background.end_allergy, name="end_allergy"),
    path("earlier/new", background.add_earlier, name="add_earlier"),
    path("recording-plans/new", recording_plans.plan_recordings, name="plan_recordings"),
    path(
        "recording-plans/<uuid:recording_plan_id>/end",
        recording_plans.end_recording_plan,
        name="end_recording_plan",
    ),
    path("measures", background.change_measures, name="change_measures"),
    path("placenta", background.change_placenta, name="change_placenta"),
    path("fetuses/new", background.add_fetus, name="add_fetus"),
    path("gate/open", gate.open_gate, name="open_gate"),
    path("gate/openings/<uuid:opening_id>/close", gate.close_gate, name="close_gate"),
    path("gate/practices/new", gate.note_practice, name="note_practice"),
    path("gate/practices/<uuid:practice_id>/withdraw", gate.withdraw_practice, name="withdraw_practice"),
    path("plan/", plans.plan, name="plan"),
    path("plan/ask", plans.ask_plan, name="ask_plan"),
    path("plan/<uuid:plan_id>/approve", plans.approve_plan, name="approve_plan"),
    path("plan/<uuid:plan_id>/withdraw", plans.withdraw_plan, name="withdraw_plan"),
    path("plan/<uuid:plan_id>/note", plans.plan_note, name="plan_note"),
    path("plan/<uuid:plan_id>/paper", plans.plan_paper, name="plan_paper"),
    path("plan/vetoes/new", vetoes.veto_offers, name="veto_offers"),
    path("plan/vetoes/<uuid:veto_id>/lift", vetoes.lift_veto, name="lift_veto"),
    path("readings/", readings.readings, name="readings"),
    path("readings/new", readings.add_reading, name="add_reading"),
    path("readings/<uuid:reading_id>/correct", readings.correct_reading, name="correct_reading"),
    path("readings/<uuid:reading_id>/delete", readings.delete_reading, name="delete_reading"),
    path("readings/<uuid:reading_id>/restore", readings.restore_reading, name="restore_reading"),
    path("nutrition/", nutrition.nutrition, name="nutrition"),
    path("nutrition/targets", nutrition.set_carbohydrate_targets, name="set_carbohydrate_targets"),
    path("nutrition/notes/new", nutrition.add_diet_note, name="add_diet_note"),
    path("nutrition/notes/<uuid:note_id>/amend", nutrition.amend_diet_note, name="amend_diet_note"),
    path("nutrition/notes/<uuid:note_id>/withdraw", nutrition.withdraw_diet_note, name="withdraw_diet_note"),
]

record = [
    path("note", consultation_note.note, name="consultation_note"),
    path("note/flags", consultation_note.flags, name="consultation_note_flags"),
    path("papers", consultation_note.papers, name="consultation_papers"),
    path("papers/<uuid:document_id>", consultation_note.paper, name="consultation_paper"),
]

urlpatterns = [
    path("", home.home, name="home"),
    *care,
    path("pregnancies/<uuid:pregnancy_id>/", include(of_a_pregnancy)),
    path("consultations/<uuid:thread_id>/", include(record)),
    *of_foods,
    *administration,
]
