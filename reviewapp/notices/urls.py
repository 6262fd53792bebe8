"""Addresses of what a person is told."""

from django.urls import path

from . import views, views_settings

app_name = "notices"

urlpatterns = [
    path("", views.notices, name="list"),
    path("panel/", views.panel, name="panel"),
    path("count/", views.count, name="count"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views_settings.settings, name="settings"),
    path("unsubscribe/<str:signed>/", views_settings.unsubscribe_page, name="unsubscribe"),
    path("<int:notice_id>/", views.follow, name="follow"),
    path("<int:notice_id>/read/", views.read, name="read"),
]
