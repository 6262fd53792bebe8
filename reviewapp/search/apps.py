from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "reviewapp.search"
    label = "search"

    def ready(self) -> None:
        # Models are there only now.
        from django.db.models.signals import post_save

        from reviewapp.comments.signals import comment_changed
        from reviewapp.reviews.models import LensReview
        from reviewapp.reviews.signals import answer_saved, scan_finished
        from reviewapp.workloads.models import Workload

        from . import receivers

        post_save.connect(receivers.follow_workload, Workload, dispatch_uid="search.workload")
        post_save.connect(receivers.follow_review, LensReview, dispatch_uid="search.review")
        answer_saved.connect(receivers.follow_answer, dispatch_uid="search.answer")
        comment_changed.connect(receivers.follow_comment, dispatch_uid="search.comment")
        scan_finished.connect(receivers.follow_scan, dispatch_uid="search.scan")
