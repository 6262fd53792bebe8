"""Addresses of discussions."""

from django.urls import path

from .views import comments, listing, talking

app_name = "comments"

_all = "workloads/<uuid:workload_id>/discussion/"
_thread = f"{_all}<uuid:thread_id>/"
_comment = f"{_thread}comments/<uuid:comment_id>/"

urlpatterns = [
    path(_all, listing.discussion, name="list"),
    path(f"{_all}people/", listing.people, name="people"),
    path(f"{_all}on/<slug:lens>/<str:question_id>/", talking.question, name="question"),
    path(f"{_all}findings/<int:finding_id>/", talking.finding, name="finding"),
    path(_thread, talking.thread, name="thread"),
    path(f"{_thread}resolve/", talking.thread_resolve, name="resolve"),
    path(f"{_thread}reopen/", talking.thread_reopen, name="reopen"),
    path(f"{_comment}edit/", comments.comment_edit, name="edit"),
    path(f"{_comment}remove/", comments.comment_remove, name="remove"),
    path(f"{_comment}history/", comments.comment_history, name="history"),
    path(f"{_comment}files/<uuid:attachment_id>/", comments.attachment, name="attachment"),
]
