"""Addresses of profiles and of a workload's priorities."""

from django.urls import URLPattern, URLResolver, include, path

from .views import profiles, questions, trial, workload

_one = "profiles/<uuid:profile_id>/"
_asked = f"{_one}questions/<str:asked>/"
_workload = "workloads/<uuid:workload_id>/priorities/"

priority_patterns: list[URLPattern | URLResolver] = [
    path("profiles/", profiles.profiles, name="list"),
    path("profiles/new/", profiles.create, name="create"),
    path("profiles/starter/", profiles.starter, name="starter"),
    path(_one, profiles.profile, name="detail"),
    path(f"{_one}edit/", profiles.edit, name="edit"),
    path(f"{_one}delete/", profiles.delete, name="delete"),
    path(f"{_one}undo/", profiles.undo, name="undo"),
    path(f"{_one}arrange/", profiles.arrange, name="arrange"),
    path(f"{_one}try/", trial.trial, name="try"),
    path(f"{_one}questions/new/", questions.question_new, name="question_new"),
    path(_asked, questions.question, name="question"),
    path(f"{_asked}answers/<str:option>/", questions.rules, name="rules"),
    path(_workload, workload.priorities, name="workload"),
    path(f"{_workload}use/", workload.use, name="use"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((priority_patterns, "priorities"))),
]
