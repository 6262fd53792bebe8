"""Addresses of assignments, states and closing."""

from django.urls import URLPattern, URLResolver, include, path

from .views import closing, mine, question, team

WORK = "workloads/<uuid:workload_id>/work/<slug:lens>/"
QUESTION = f"{WORK}questions/<str:question_id>/"

assignment_patterns: list[URLPattern | URLResolver] = [
    path("my-questions/", mine.mine, name="mine"),
    path(WORK, team.work, name="work"),
    path(f"{WORK}assign/", team.assign_many, name="assign"),
    path(f"{WORK}agree/", closing.agree, name="agree"),
    path(f"{WORK}close/", closing.close, name="close"),
    path(f"{WORK}reopen/", closing.reopen, name="reopen"),
    path(QUESTION, question.question, name="question"),
    path(f"{QUESTION}state/", question.state, name="state"),
    path(f"{QUESTION}assign/", question.assign_one, name="assign_one"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((assignment_patterns, "assignments"))),
]
