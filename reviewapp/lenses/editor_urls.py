"""Addresses of drafts, the editor and the simulator."""

from django.urls import URLPattern, URLResolver, path

from .views import drafts, editor, editor_question, simulator

_draft = "drafts/<uuid:draft_id>/"
_question = f"{_draft}questions/<str:question_id>/"

editor_patterns: list[URLPattern | URLResolver] = [
    path("drafts/new/", drafts.new, name="draft_new"),
    path("drafts/from/", drafts.from_lens, name="draft_from"),
    path(_draft, editor.lens, name="draft"),
    path(f"{_draft}publish/", drafts.publish, name="draft_publish"),
    path(f"{_draft}discard/", drafts.discard, name="draft_discard"),
    path(_question, editor_question.question, name="draft_question"),
    path(f"{_question}preview/", simulator.preview, name="draft_preview"),
    path(f"{_question}risk/", simulator.draft, name="draft_simulator"),
    path("<uuid:lens_id>/questions/<str:question_id>/risk/", simulator.library, name="simulator"),
]
