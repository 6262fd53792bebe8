from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviewapp.reviews"
    label = "reviews"

    def ready(self) -> None:
        # Models are there only now.
        from reviewapp.workloads.signals import workload_changed, workload_created

        from .receivers import bring_lenses, judge_again, start_reviews

        workload_created.connect(start_reviews, dispatch_uid="reviews.start")
        workload_changed.connect(judge_again, dispatch_uid="reviews.judge")
        post_migrate.connect(bring_lenses, sender=self, dispatch_uid="reviews.lenses")
