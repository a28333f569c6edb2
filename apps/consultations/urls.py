"""Pages. Included at the root: path("", include("apps.consultations.urls"))."""

from django.urls import path

from apps.consultations.pages import calls, talks

app_name = "consultations"
urlpatterns = [
    path("consultations/", talks.queue, name="queue"),
    path("consultations/ringing", calls.ringing, name="ringing"),
    path("consultations/rows", talks.rows, name="rows"),
    path("consultations/search", talks.search, name="search"),
    path("consultations/<uuid:thread_id>/", talks.talk, name="talk"),
    path("consultations/<uuid:thread_id>/head", talks.head, name="head"),
    path("consultations/<uuid:thread_id>/her", talks.her, name="her"),
    path("consultations/<uuid:thread_id>/inside", talks.inside, name="inside"),
    path("consultations/<uuid:thread_id>/people", talks.people, name="people"),
]
