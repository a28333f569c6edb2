"""Addresses of the console. Included at the root: path("", include("apps.console.urls"))."""

from django.urls import path

from apps.console.pages import home, people, teams

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
    path("teams/<uuid:team_id>/members/new", teams.add_member, name="add_member"),
    path("teams/<uuid:team_id>/members/<uuid:person_id>/remove", teams.remove_member, name="remove_member"),
    path("teams/<uuid:team_id>/mothers/new", teams.assign_mother, name="assign_mother"),
    path("teams/<uuid:team_id>/mothers/<uuid:mother_id>/end", teams.end_care, name="end_care"),
]

urlpatterns = [path("", home.home, name="home"), *administration]
