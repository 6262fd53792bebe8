from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "reviewapp.standing"
    label = "standing"

    def ready(self) -> None:
        # Models are there only now.
        from django.db.models.signals import post_save

        from reviewapp.reviews.models import LensReview, LensUpgrade
        from reviewapp.workloads.signals import workload_created

        from .receivers import follow_lens, follow_upgrade, use_templates

        workload_created.connect(use_templates, dispatch_uid="standing.use")
        post_save.connect(follow_lens, sender=LensReview, dispatch_uid="standing.lens")
        post_save.connect(follow_upgrade, sender=LensUpgrade, dispatch_uid="standing.upgrade")
