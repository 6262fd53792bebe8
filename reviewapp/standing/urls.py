"""Addresses of review templates."""

from django.urls import URLPattern, URLResolver, include, path

from .views import questions, reaching, templates, uses, workload

TEMPLATE = "templates/<uuid:template_id>/"
WORKLOAD = "workloads/<uuid:workload_id>/templates/"

standing_patterns: list[URLPattern | URLResolver] = [
    path("templates/", templates.templates, name="list"),
    path("templates/new/", templates.create, name="create"),
    path(TEMPLATE, templates.template, name="template"),
    path(f"{TEMPLATE}edit/", templates.edit, name="edit"),
    path(f"{TEMPLATE}delete/", templates.delete, name="delete"),
    path(f"{TEMPLATE}discard/", templates.take_back, name="discard"),
    path(f"{TEMPLATE}questions/", questions.questions, name="questions"),
    path(
        f"{TEMPLATE}questions/<uuid:question_lens_id>/<str:question_id>/",
        questions.question,
        name="question",
    ),
    path(f"{TEMPLATE}publish/", reaching.publish_view, name="publish"),
    path(f"{TEMPLATE}apply/", reaching.apply, name="apply"),
    path(f"{TEMPLATE}workloads/", uses.uses, name="uses"),
    path(f"{TEMPLATE}progress/", uses.progress, name="progress"),
    path(f"{TEMPLATE}again/", uses.again, name="again"),
    path(f"{TEMPLATE}cancel/", uses.cancel, name="cancel"),
    path(WORKLOAD, workload.workload_templates, name="workload"),
    path(f"{WORKLOAD}follow/", workload.follow, name="follow"),
    path(f"{WORKLOAD}apply/", workload.apply_now, name="apply_now"),
    path(f"{WORKLOAD}make/", workload.make, name="make"),
    path(f"{WORKLOAD}<uuid:use_id>/move/", workload.move_use, name="move"),
    path(f"{WORKLOAD}<uuid:use_id>/detach/", workload.detach_use, name="detach"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((standing_patterns, "standing"))),
]
