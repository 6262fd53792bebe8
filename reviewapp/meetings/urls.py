"""Addresses of meetings."""

from django.urls import URLPattern, URLResolver, include, path

from .views import begin, meeting, minutes

MEETINGS = "workloads/<uuid:workload_id>/meetings/"
ON_REVIEW = f"{MEETINGS}on/<slug:lens>/"
MEETING = f"{MEETINGS}<uuid:meeting_id>/"

meeting_patterns: list[URLPattern | URLResolver] = [
    path(MEETINGS, begin.meetings, name="list"),
    path(ON_REVIEW, begin.begin_meeting, name="begin"),
    path(f"{ON_REVIEW}running/", begin.running, name="running"),
    path(MEETING, meeting.meeting, name="meeting"),
    path(f"{MEETING}side/", meeting.side, name="side"),
    path(f"{MEETING}go/", meeting.go, name="go"),
    path(f"{MEETING}present/", meeting.take_over, name="present"),
    path(f"{MEETING}park/", meeting.park_item, name="park"),
    path(f"{MEETING}parked/<uuid:parked_id>/", meeting.settle_item, name="settle"),
    path(f"{MEETING}end/", meeting.end_meeting, name="end"),
    path(f"{MEETING}minutes/", minutes.minutes, name="minutes"),
    path(f"{MEETING}minutes/pdf/", minutes.ask, name="minutes_pdf"),
    path(f"{MEETING}minutes/progress/", minutes.progress, name="minutes_progress"),
    path(f"{MEETING}minutes/<uuid:minutes_id>/", minutes.download, name="minutes_download"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((meeting_patterns, "meetings"))),
]
