"""Every address of the product."""

from django.urls import include, path

from reviewapp.workloads.views import dashboard

handler400 = "reviewapp.web.errors.bad_request"

urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("", include("reviewapp.web.urls")),
    path("accounts/", include("reviewapp.signin.accounts")),
    path("", include("reviewapp.signin.urls")),
    path("organisation/", include("reviewapp.people.urls")),
    path("notifications/", include("reviewapp.notices.urls")),
    path("", include("reviewapp.workloads.urls")),
    path("", include("reviewapp.trail.urls")),
    path("", include("reviewapp.live.urls")),
    path("", include("reviewapp.collection.urls")),
    path("", include("reviewapp.findings.urls")),
    path("", include("reviewapp.inventory.urls")),
    path("", include("reviewapp.scanners.urls")),
    path("", include("reviewapp.lenses.urls")),
    path("", include("reviewapp.priorities.urls")),
    path("", include("reviewapp.reviews.urls")),
    path("", include("reviewapp.assignments.urls")),
    path("", include("reviewapp.comments.urls")),
    path("", include("reviewapp.standing.urls")),
    path("", include("reviewapp.reports.urls")),
    path("", include("reviewapp.meetings.urls")),
    path("", include("reviewapp.guests.urls")),
    path("", include("reviewapp.schedule.urls")),
    path("search/", include("reviewapp.search.urls")),
    path("", include("reviewapp.guide.urls")),
]
