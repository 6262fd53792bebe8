"""Addresses of the organisation."""

from django.urls import path

from . import views

app_name = "people"

urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("edit/", views.organisation_edit, name="organisation_edit"),
    path("members/add/", views.member_add, name="member_add"),
    path("members/<int:member_id>/role/", views.member_role, name="member_role"),
    path("members/<int:member_id>/remove/", views.member_remove, name="member_remove"),
]
