from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ReviewsConfig(AppConfig):
    name = "reviewapp.reviews"
    label = "reviews"

    def ready(self) -> None:
        # Models are there only now.
        from reviewapp.findings.signals import answers_asked
        from reviewapp.lenses.signals import version_published
        from reviewapp.live.signals import passed_on
        from reviewapp.scanners.signals import report_taken
        from reviewapp.workloads.signals import lenses_asked, workload_changed, workload_created

        from .models import EvidenceItem, MilestoneFile
        from .noticing import tell_of_scan
        from .pushing import push_standing
        from .receivers import (
            drop_file,
            follow_version,
            judge_again,
            judge_by_newer_scope,
            name_answers,
            offer_lenses,
            start_reviews,
            suggest_with_imported,
        )
        from .signals import scan_finished

        workload_created.connect(start_reviews, dispatch_uid="reviews.start")
        workload_changed.connect(judge_again, dispatch_uid="reviews.judge")
        lenses_asked.connect(offer_lenses, dispatch_uid="reviews.offer")
        version_published.connect(follow_version, dispatch_uid="reviews.follow")
        answers_asked.connect(name_answers, dispatch_uid="reviews.touched")
        report_taken.connect(suggest_with_imported, dispatch_uid="reviews.imported")
        for model in (EvidenceItem, MilestoneFile):
            post_delete.connect(drop_file, sender=model, dispatch_uid=f"reviews.{model.__name__}")
        scan_finished.connect(judge_by_newer_scope, dispatch_uid="reviews.scope")
        scan_finished.connect(tell_of_scan, dispatch_uid="reviews.tell")
        passed_on.connect(push_standing, dispatch_uid="reviews.push")
        _tell_pages()


def _tell_pages() -> None:
    """What is written tells open pages, whoever wrote it."""
    from .models import AnswerChange, EvidenceItem, LensReview, Milestone
    from .telling_live import tell_change, tell_item, tell_milestone, tell_review

    told = (
        (AnswerChange, tell_change),
        (EvidenceItem, tell_item),
        (LensReview, tell_review),
        (Milestone, tell_milestone),
    )
    for model, receiver in told:
        post_save.connect(receiver, sender=model, dispatch_uid=f"reviews.live.{model.__name__}")
