"""Addresses of reviews and milestones."""

from django.urls import URLPattern, URLResolver, include, path

from .views import (
    items,
    lens_choice,
    live,
    milestones,
    overview,
    practices,
    proposals,
    question,
    undo,
    upgrade,
)

WORKLOAD = "workloads/<uuid:workload_id>/"
COPY = f"{WORKLOAD}copy/<slug:lens>/"
LENSES = f"{WORKLOAD}lenses/"
LENS = f"{WORKLOAD}review/<slug:lens>/"
QUESTION = f"{LENS}<str:question_id>/"
ITEMS = f"{QUESTION}attached/"

review_patterns: list[URLPattern | URLResolver] = [
    path(f"{WORKLOAD}review/", overview.reviews, name="review"),
    path(f"{WORKLOAD}accept/<slug:lens>/", overview.accept, name="accept"),
    path(f"{WORKLOAD}standing/<slug:lens>/", live.parts, name="parts"),
    path(f"{WORKLOAD}accept/<slug:lens>/undo/", undo.accept_undo, name="accept_undo"),
    path(f"{WORKLOAD}practices/<slug:lens>/", practices.practices, name="practices"),
    path(LENS, overview.overview, name="lens"),
    path(QUESTION, question.question, name="question"),
    path(f"{QUESTION}now/", live.now, name="now"),
    path(f"{QUESTION}history/", question.history, name="history"),
    path(f"{QUESTION}undo/", undo.change_undo, name="change_undo"),
    path(f"{QUESTION}evidence/<str:check_id>/", question.evidence, name="evidence"),
    path(ITEMS, items.items, name="items"),
    path(f"{ITEMS}<uuid:item_id>/remove/", items.item_remove, name="item_remove"),
    path(f"{ITEMS}<uuid:item_id>/renew/", items.item_renew, name="item_renew"),
    path(f"{ITEMS}<uuid:item_id>/file/", items.item_file, name="item_file"),
    path(f"{WORKLOAD}offers/<slug:lens>/", proposals.offers, name="offers"),
    path(COPY, proposals.copy_sources, name="copy"),
    path(
        f"{COPY}workload/<uuid:source_id>/",
        proposals.copy_from_workload,
        name="copy_from_workload",
    ),
    path(
        f"{COPY}milestone/<uuid:milestone_id>/",
        proposals.copy_from_milestone,
        name="copy_from_milestone",
    ),
    path(LENSES, lens_choice.lenses, name="lenses"),
    path(f"{LENSES}add/", lens_choice.lens_add, name="lens_add"),
    path(f"{LENSES}<uuid:review_id>/remove/", lens_choice.lens_remove, name="lens_remove"),
    path(f"{LENSES}<uuid:review_id>/back/", lens_choice.lens_back, name="lens_back"),
    path(f"{LENSES}<uuid:review_id>/upgrade/", upgrade.upgrade, name="upgrade"),
    path(f"{LENSES}undo/<uuid:upgrade_id>/", upgrade.undo, name="undo"),
    path(f"{WORKLOAD}milestones/", milestones.milestones, name="milestones"),
    path(f"{WORKLOAD}milestones/new/", milestones.milestone_create, name="milestone_create"),
    path(f"{WORKLOAD}milestones/<uuid:milestone_id>/", milestones.milestone, name="milestone"),
    path(
        f"{WORKLOAD}milestones/<uuid:milestone_id>/review/<slug:lens>/<str:question_id>/",
        milestones.milestone_question,
        name="milestone_question",
    ),
    path(
        f"{WORKLOAD}milestones/<uuid:milestone_id>/files/<uuid:file_id>/",
        items.milestone_file,
        name="milestone_file",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((review_patterns, "reviews"))),
]
