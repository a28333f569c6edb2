"""Addresses under /api/v1/."""

from django.urls import path

from apps.accounts.api import people_views, team_views, views

app_name = "accounts_api"
urlpatterns = [
    path("me", views.Me.as_view(), name="me"),
    path("consents", views.Consents.as_view(), name="consents"),
    path("consents/<uuid:consent_id>/withdraw", views.ConsentWithdrawal.as_view(), name="consent-withdraw"),
    path("access-log", views.AccessLog.as_view(), name="access-log"),
    path("care-teams", team_views.CareTeams.as_view(), name="care-teams"),
    path("care-teams/<uuid:team_id>", team_views.CareTeam.as_view(), name="care-team"),
    path("care-teams/<uuid:team_id>/members", team_views.Members.as_view(), name="members"),
    path("care-teams/<uuid:team_id>/members/<uuid:person_id>", team_views.Member.as_view(), name="member"),
    path("care-teams/<uuid:team_id>/mothers", team_views.Cares.as_view(), name="cares"),
    path("care-teams/<uuid:team_id>/mothers/<uuid:mother_id>", team_views.Care.as_view(), name="care"),
    path("people", people_views.People.as_view(), name="people"),
    path(
        "people/<uuid:person_id>/invitation",
        people_views.PersonInvitation.as_view(),
        name="person-invitation",
    ),
    path(
        "people/<uuid:person_id>/deactivate",
        people_views.PersonDeactivation.as_view(),
        name="person-deactivate",
    ),
]
